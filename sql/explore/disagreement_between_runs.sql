-- Problems where runs disagree most: some always solve them, others never.
-- Topic: runs
with

rates as (
    select mbpp_id, run_id, avg((fate <> 'not_passed')::integer) as pass_rate
    from fates
    group by mbpp_id, run_id
)

select
    rates.mbpp_id,
    count(*) as n_runs,
    count(*) filter (where rates.pass_rate >= 0.5) as n_runs_that_solve_it,
    round(var_pop(rates.pass_rate), 4) as variance,
    problems.prompt
from rates
inner join problems on rates.mbpp_id = problems.mbpp_id
group by rates.mbpp_id, problems.prompt
having count(*) > 1
order by variance desc, id_order(rates.mbpp_id) asc
limit 20;
