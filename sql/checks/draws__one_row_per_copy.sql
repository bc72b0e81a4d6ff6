-- A mix holds an example once (and each copy once), at places 1 to n of its side.
select mix, example_id, copy, count(*) as n_rows
from draws
group by mix, example_id, copy
having count(*) > 1

union all

select mix, 'position' as example_id, max(position) as copy, count(*) as n_rows
from draws
group by mix, side
having count(distinct position) <> count(*) or max(position) <> count(*) or min(position) <> 1;
