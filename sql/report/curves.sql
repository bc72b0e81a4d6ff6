-- pass@k: one row per curve and k, with its place in percent of the picture. The panel `levels`
-- takes the responses of all runs to a problem for its samples; `runs` has a curve per run that was
-- sampled several times, the best 20. k goes up to 20 at most; a curve ends where fewer than nine
-- in ten of its problems have k responses. No rows where there is one response per problem.
with

samples as (
    select
        'levels' as panel,
        unnest(['all', coalesce(difficulty, 'none')]) as series,
        n_results as n,
        n_passed as c
    from problems
    where n_results > 0

    union all

    select 'runs' as panel, run_id as series, n_results as n, n_passed as c
    from run_problems
),

counts as (
    select panel, series, n, c, count(*) as n_problems
    from samples
    group by panel, series, n, c
),

rates as (
    select
        counts.panel,
        counts.series,
        ks.k,
        sum(counts.n_problems) filter (where counts.n >= ks.k)::bigint as n_problems,
        (
            100 * sum(pass_at(counts.n, counts.c, ks.k) * counts.n_problems)
            / sum(counts.n_problems) filter (where counts.n >= ks.k)
        )::decimal(9, 4) as pct
    from counts
    cross join (select unnest(range(1, 21)) as k) as ks
    group by counts.panel, counts.series, ks.k
    having 10 * sum(counts.n_problems) filter (where counts.n >= ks.k) >= 9 * sum(counts.n_problems)
),

curves as (
    select
        *,
        max(k) over (partition by panel, series) as last_k,
        max(k) over (partition by panel) as most_k,
        max(pct) over (partition by panel, series) as best_pct
    from rates
)

select
    panel,
    series,
    k::integer as k,
    n_problems,
    pct,
    k in (1, 5, 10) or k = last_k as is_mark,
    (100 * (k - 1) / (most_k - 1))::decimal(6, 2) as x,
    (100 - pct)::decimal(6, 2) as y
from curves
where last_k > 1
qualify
    panel = 'levels'
    or dense_rank() over (partition by panel order by best_pct desc, series asc) <= 20
order by panel asc, level_order(series) asc nulls first, best_pct desc, series asc, k asc;
