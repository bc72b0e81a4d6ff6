-- Leaderboard: how much of what it was asked each run solves, with 95 % intervals; the best 100
-- runs, one row each, then all runs together (run_id is NULL): a problem's responses are its
-- samples. A rate is a mean over problems, and its interval Wilson's over so many problems: several
-- samples of a problem make it no narrower, so it is on the safe side. pass@5 and pass@10 are over
-- the problems with so many responses, where nine in ten have them.
with

of_problems as (
    select run_id, mbpp_id, n_results as n, n_passed as c
    from run_problems

    union all

    select null as run_id, mbpp_id, n_results as n, n_passed as c
    from problems
    where n_results > 0
),

counts as (
    select run_id, n, c, count(*) as n_problems
    from of_problems
    group by run_id, n, c
),

rates as (
    select
        counts.run_id,
        ks.k,
        sum(counts.n_problems) filter (where counts.n >= ks.k)::bigint as n_problems,
        (
            sum(pass_at(counts.n, counts.c, ks.k) * counts.n_problems)
            / sum(counts.n_problems) filter (where counts.n >= ks.k)
        )::decimal(9, 6) as rate
    from counts
    cross join (select unnest([1, 5, 10]) as k) as ks
    group by counts.run_id, ks.k
    having 10 * sum(counts.n_problems) filter (where counts.n >= ks.k) >= 9 * sum(counts.n_problems)
),

intervals as (
    select
        *,
        (100 * rate)::decimal(9, 4) as pct,
        (100 * wilson_low(rate * n_problems, n_problems))::decimal(9, 4) as low,
        (100 * wilson_high(rate * n_problems, n_problems))::decimal(9, 4) as high
    from rates
),

totals as (
    select
        run_id,
        sum(n * n_problems)::bigint as n_results,
        sum(n_problems)::bigint as n_problems
    from counts
    group by run_id
)

select
    totals.run_id,
    totals.n_results,
    totals.n_problems,
    (totals.n_results / totals.n_problems)::decimal(18, 1) as samples,
    at_1.pct as pct_1,
    at_1.low as low_1,
    at_1.high as high_1,
    at_5.pct as pct_5,
    at_5.low as low_5,
    at_5.high as high_5,
    at_10.pct as pct_10,
    at_10.low as low_10,
    at_10.high as high_10
from totals
inner join intervals as at_1 on totals.run_id is not distinct from at_1.run_id and at_1.k = 1
left join intervals as at_5 on totals.run_id is not distinct from at_5.run_id and at_5.k = 5
left join intervals as at_10 on totals.run_id is not distinct from at_10.run_id and at_10.k = 10
qualify
    row_number() over (
        order by totals.run_id is null desc, at_1.rate desc, totals.run_id asc
    ) <= 101
order by totals.run_id is null asc, at_1.rate desc, totals.run_id asc;
