-- Nothing drawn is of an excluded problem, or of one left out for any reason.
select draws.mix, draws.mbpp_id, problems.problem_fate
from draws
inner join problems on draws.mbpp_id = problems.mbpp_id
where problems.problem_fate is not null
    or draws.mbpp_id in (select problem_id(excluded.mbpp_id) from excluded);
