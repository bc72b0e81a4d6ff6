-- Problems nobody solved: what to sample again, outside the holdout.
-- Topic: problems
select mbpp_id, n_results, prompt
from problems
where n_passed = 0 and problem_fate is distinct from 'held_out'
order by id_order(mbpp_id);
