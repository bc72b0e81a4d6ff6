-- Length and complexity of what was drawn by difficulty: one row per measure and level with its
-- quartiles and outer deciles, their places in percent of the scale, and the marks of the scale,
-- which has at most five round steps and holds the largest last decile.
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
),

steps as (
    select unnest([
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000,
        500000, 1000000, 2000000, 5000000, 10000000, 20000000, 50000000, 100000000
    ]) as step
),

scales as (
    select
        longest.measure,
        min(steps.step) as step,
        min(steps.step) * ((longest.p90 + min(steps.step) - 1) // min(steps.step)) as most
    from (select measure, max(p90) as p90 from quantiles group by measure) as longest
    inner join steps on longest.p90 <= 5 * steps.step
    group by longest.measure, longest.p90
),

placed as (
    select measure, most, unnest(range(0, most + 1, step)) as mark
    from scales
),

marks as (
    select
        measure,
        list(struct_pack(mark := mark, x := (100 * mark / most)::decimal(6, 2)) order by mark)
            as marks
    from placed
    group by measure
)

select
    quantiles.*,
    (100 * quantiles.p10 / scales.most)::decimal(6, 2) as x10,
    (100 * quantiles.p25 / scales.most)::decimal(6, 2) as x25,
    (100 * quantiles.p50 / scales.most)::decimal(6, 2) as x50,
    (100 * quantiles.p75 / scales.most)::decimal(6, 2) as x75,
    (100 * quantiles.p90 / scales.most)::decimal(6, 2) as x90,
    marks.marks
from quantiles
inner join scales on quantiles.measure = scales.measure
inner join marks on quantiles.measure = marks.measure
order by list_position(['characters', 'lines', 'complexity', 'tokens'], quantiles.measure),
    level_order(quantiles.difficulty);
