-- Which runs feed each mix: the runs that the drawn examples were kept from.
-- Topic: mixes
select
    draws.mix,
    drawn_examples.run_id,
    count(*) as n_examples,
    round(count(*) / sum(count(*)) over (partition by draws.mix), 3) as share
from draws
inner join drawn_examples on draws.example_id = drawn_examples.example_id
group by draws.mix, drawn_examples.run_id
order by draws.mix asc, n_examples desc, drawn_examples.run_id asc;
