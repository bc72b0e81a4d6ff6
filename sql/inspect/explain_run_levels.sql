-- How much of each level a run solved: of variable run_id.
select
    coalesce(problems.difficulty, 'none') as level,
    count(distinct results.mbpp_id) as problems,
    count(distinct results.mbpp_id) filter (where results.passed) as solved,
    count(*) as responses,
    count(*) filter (where results.passed) as passed
from results
inner join problems on results.mbpp_id = problems.mbpp_id
where results.run_id = getvariable('run_id')
group by coalesce(problems.difficulty, 'none')
order by level_order(coalesce(problems.difficulty, 'none'));
