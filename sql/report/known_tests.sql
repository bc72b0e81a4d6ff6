-- How many problems have tests that can be run, whether they were run or not. Returns one row.
select count(distinct test_sets.mbpp_id) as n_problems
from test_sets
inner join problems on test_sets.mbpp_id = problems.mbpp_id
where test_sets.reason is null and problems.problem_fate is null;
