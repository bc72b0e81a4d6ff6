-- Distinct programs per usable problem, and how often each was found: one row per question, number
-- (from 10 on together) and level, with its part of a bar in percent of the longest.
with

of_problems as (
    select problems.difficulty, count(*) as n
    from examples
    inner join problems on examples.mbpp_id = problems.mbpp_id
    group by examples.mbpp_id, problems.difficulty
),

numbers as (
    select 'programs' as question, difficulty, n
    from of_problems

    union all

    select 'agreement' as question, difficulty, cluster_size as n
    from drawn_examples
),

counts as (
    select question, least(n, 10) as n, difficulty, count(*) as n_found
    from numbers
    group by question, least(n, 10), difficulty
),

totals as (
    select question, n, sum(n_found) as n_all
    from counts
    group by question, n
),

longest as (
    select question, max(n_all) as n_longest
    from totals
    group by question
)

select
    counts.question,
    counts.n::integer as n,
    counts.difficulty,
    counts.n_found,
    totals.n_all::bigint as n_all,
    (100 * (sum(counts.n_found) over so_far - counts.n_found) / longest.n_longest)
    ::decimal(6, 2) as x,
    (100 * counts.n_found / longest.n_longest)::decimal(6, 2) as width
from counts
inner join totals on counts.question = totals.question and counts.n = totals.n
inner join longest on counts.question = longest.question
window so_far as (
    partition by counts.question, counts.n
    order by level_order(counts.difficulty)
)
order by counts.question, counts.n, level_order(counts.difficulty);
