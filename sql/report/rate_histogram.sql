-- How often problems are solved: one row per twentieth of the pass rate (the last holds 1) and
-- level, with its part of a column in percent of the fullest.
with

bins as (
    select
        least(floor(20 * problems.pass_rate), 19)::integer as bin,
        coalesce(problems.difficulty, 'none') as difficulty,
        count(*) as n_problems
    from problems
    group by all
),

largest as (
    select max(totals.n_problems) as n_problems
    from (select bin, sum(n_problems) as n_problems from bins group by bin) as totals
)

select
    bins.bin,
    bins.difficulty,
    bins.n_problems,
    5 * bins.bin as from_pct,
    (100 - 100 * sum(bins.n_problems) over stacked / largest.n_problems)::decimal(6, 2) as y,
    (100 * bins.n_problems / largest.n_problems)::decimal(6, 2) as height
from bins
cross join largest
window stacked as (
    partition by bins.bin
    order by level_order(bins.difficulty)
)
order by bins.bin, level_order(bins.difficulty);
