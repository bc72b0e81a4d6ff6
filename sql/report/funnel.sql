-- Where the responses went: one row per fate and difficulty, with its part of a bar (in percent of
-- all responses; each fate begins where the one before it ends).
with

totals as (
    select sum(n_results) as n_all
    from funnel
)

select
    funnel.step,
    funnel.fate,
    funnel.difficulty,
    funnel.n_results as n,
    sum(funnel.n_results) over (partition by funnel.fate)::bigint as n_fate,
    (
        100 * (sum(funnel.n_results) over in_order - funnel.n_results) / totals.n_all
    )::decimal(6, 2) as x,
    (100 * funnel.n_results / totals.n_all)::decimal(6, 2) as width
from funnel
cross join totals
window in_order as (
    order by funnel.step, level_order(funnel.difficulty)
)
order by funnel.step, level_order(funnel.difficulty);
