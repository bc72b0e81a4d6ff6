-- Problems that nobody solved, though they could be drawn: one row each, the 100 with the most
-- responses. Those that are held out would not be drawn either way.
select
    mbpp_id,
    prompt,
    n_results,
    coalesce(problem_fate, '') as problem_fate,
    count(*) over () as n_unsolved
from problems
where n_passed = 0 and problem_fate is distinct from 'held_out'
order by n_results desc, id_order(mbpp_id) asc
limit 100;
