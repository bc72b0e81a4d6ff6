-- What the tests said of the programs that were run, by set and level. No rows where none was run.
select
    executions.test_set,
    problems.difficulty,
    count(*) as n_programs,
    count(*) filter (where is_failure(executions.outcome)) as n_failed,
    count(distinct executions.mbpp_id) as n_problems,
    (100 * count(*) filter (where is_failure(executions.outcome)) / count(*))
    ::decimal(9, 4) as failed_pct
from executions
inner join problems on executions.mbpp_id = problems.mbpp_id
where executions.outcome not in ('not_applicable', 'not_run')
group by executions.test_set, problems.difficulty
order by executions.test_set, level_order(problems.difficulty);
