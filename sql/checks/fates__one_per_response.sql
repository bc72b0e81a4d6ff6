-- Every response has exactly one fate, and a known one.
-- One at least for each, and as many as there are responses: then none has two. To group the fates
-- by response took 0.3 GB for ten million.
select results.result_id, null as fate, 0 as n_fates
from results
anti join fates on results.result_id = fates.result_id

union all

select result_id, fate, 1 as n_fates
from fates
where fate not in (
    'not_passed', 'conflicting', 'empty', 'no_function', 'held_out', 'contaminated', 'excluded',
    'unlabelled', 'duplicate', 'rare', 'over_cap', 'invalid_python', 'not_drawn', 'drawn'
)

union all

select null as result_id, 'of all' as fate, count(*) as n_fates
from fates
having count(*) <> (select count(*) from results);
