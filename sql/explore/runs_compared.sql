-- Two runs compared: problems that one alone solves, and whether chance explains the gap.
-- Topic: runs
-- A run solves a problem where at least half of its responses pass. Only problems that both
-- answered count, and run_id is the run that solves more of them. p_value is McNemar's exact test,
-- of one pair looked at alone: of twenty pairs that are as good, one is under 0.05.
-- The 50 runs that solve the largest share are compared, each with each; the surest come first.
with

answered as (
    select run_id, mbpp_id, 2 * n_passed >= n_results as is_solved
    from run_problems
),

best_runs as (
    select run_id
    from answered
    group by run_id
    order by count(*) filter (where is_solved) / count(*) desc, run_id asc
    limit 50
),

compared as (
    select answered.run_id, answered.mbpp_id, answered.is_solved
    from answered
    semi join best_runs on answered.run_id = best_runs.run_id
),

pairs as (
    select
        ours.run_id,
        theirs.run_id as other_run_id,
        count(*) as n_problems,
        count(*) filter (where ours.is_solved and theirs.is_solved) as n_both,
        count(*) filter (where ours.is_solved and not theirs.is_solved) as n_alone,
        count(*) filter (where not ours.is_solved and theirs.is_solved) as n_other_alone,
        count(*) filter (where not ours.is_solved and not theirs.is_solved) as n_neither
    from compared as ours
    inner join compared as theirs
        on ours.mbpp_id = theirs.mbpp_id and ours.run_id <> theirs.run_id
    group by ours.run_id, theirs.run_id
)

select
    run_id,
    other_run_id,
    n_problems,
    n_both,
    n_alone,
    n_other_alone,
    n_neither,
    mcnemar(n_alone, n_other_alone) as p_value
from pairs
where n_alone > n_other_alone or (n_alone = n_other_alone and run_id < other_run_id)
order by
    p_value asc,
    n_alone - n_other_alone desc,
    run_id asc,
    other_run_id asc;
