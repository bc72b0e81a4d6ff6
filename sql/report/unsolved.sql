-- Problems that nobody solved: one row each, the 100 with the most responses.
select
    mbpp_id,
    prompt,
    n_results,
    coalesce(problem_fate, '') as problem_fate,
    count(*) over () as n_unsolved
from problems
where n_passed = 0
order by n_results desc, id_order(mbpp_id) asc
limit 100;
