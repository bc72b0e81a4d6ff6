-- Pass rate by run and difficulty: one row per run and level that it has, and one for all of its
-- responses (`all`); the 100 runs with the highest rate over all, in that order.
with

of_levels as (
    select
        results.run_id,
        coalesce(problems.difficulty, 'none') as difficulty,
        count(*) as n_results,
        count(*) filter (where results.passed) as n_passed
    from results
    inner join problems on results.mbpp_id = problems.mbpp_id
    group by results.run_id, coalesce(problems.difficulty, 'none')
),

cells as (
    select run_id, difficulty, n_results, n_passed
    from of_levels

    union all

    select run_id, 'all' as difficulty, n_results, n_passed
    from runs
),

ranked as (
    select
        run_id,
        row_number() over (
            order by (n_passed / n_results)::decimal(18, 9) desc, run_id asc
        ) as place
    from runs
)

select
    cells.run_id,
    cells.difficulty,
    cells.n_results,
    cells.n_passed,
    (100 * cells.n_passed / cells.n_results)::decimal(9, 4) as pass_pct,
    ranked.place
from cells
inner join ranked on cells.run_id = ranked.run_id
where ranked.place <= 100
order by ranked.place, level_order(cells.difficulty) nulls last;
