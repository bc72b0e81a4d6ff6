-- What each problem was left out as, if it was.
select mbpp_id, problem_fate
from problems;
