-- Length and complexity of what was drawn by difficulty: one row per measure and level with
-- its quartiles and outer deciles, and their places in percent of the largest last decile.
with

measures as (
    select
        difficulty,
        unnest(['characters', 'lines', 'complexity', 'tokens']) as measure,
        unnest([n_solution_chars, n_solution_lines, complexity, n_tokens]) as n
    from drawn_examples
),

quantiles as (
    select
        measure,
        difficulty,
        count(*) as n_examples,
        quantile_disc(n, 0.1) as p10,
        quantile_disc(n, 0.25) as p25,
        quantile_disc(n, 0.5) as p50,
        quantile_disc(n, 0.75) as p75,
        quantile_disc(n, 0.9) as p90
    from measures
    group by measure, difficulty
)

select
    *,
    (100 * p10 / max(p90) over (partition by measure))::decimal(6, 2) as x10,
    (100 * p25 / max(p90) over (partition by measure))::decimal(6, 2) as x25,
    (100 * p50 / max(p90) over (partition by measure))::decimal(6, 2) as x50,
    (100 * p75 / max(p90) over (partition by measure))::decimal(6, 2) as x75,
    (100 * p90 / max(p90) over (partition by measure))::decimal(6, 2) as x90
from quantiles
order by list_position(['characters', 'lines', 'complexity', 'tokens'], measure),
    level_order(difficulty);
