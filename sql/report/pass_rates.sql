-- Pass rate by run and difficulty: one row per run and level that it has; the 40 runs with the most
-- responses.
with

of_runs as (
    select
        results.run_id,
        coalesce(problems.difficulty, 'none') as difficulty,
        count(*) as n_results,
        count(*) filter (where results.passed) as n_passed,
        sum(count(*)) over (partition by results.run_id) as n_run
    from results
    inner join problems on results.mbpp_id = problems.mbpp_id
    group by results.run_id, coalesce(problems.difficulty, 'none')
)

select
    run_id,
    difficulty,
    n_results,
    n_passed,
    (100 * n_passed / n_results)::decimal(6, 2) as pass_pct,
    n_passed > 0.55 * n_results as is_strong
from of_runs
qualify dense_rank() over (order by n_run desc, run_id asc) <= 40
order by run_id, level_order(difficulty);
