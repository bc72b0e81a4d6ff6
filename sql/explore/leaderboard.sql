-- Leaderboard: pass@1, pass@5 and pass@10 of each run, and the range that chance leaves to pass@1.
-- Topic: runs
-- pass@k is the mean over the problems that the run answered; NULL where one of them has fewer
-- responses than k. The range is Wilson's, 95 %, and counts every problem once: responses to one
-- problem are alike, and counted each for itself they would make it too narrow. Runs compare where
-- n_problems is the same; `runs_compared` is surer where they answered the same problems.
with

of_runs as (
    select
        run_id,
        count(*) as n_problems,
        sum(n_results)::bigint as n_results,
        sum(n_passed)::bigint as n_passed,
        min(n_results) as n_least,
        avg(pass_at(n_results, n_passed, 1))::decimal(9, 6) as pass_at_1,
        avg(pass_at(n_results, n_passed, 5))::decimal(9, 6) as pass_at_5,
        avg(pass_at(n_results, n_passed, 10))::decimal(9, 6) as pass_at_10
    from run_problems
    group by run_id
)

select
    run_id,
    pass_at_1,
    wilson_low(pass_at_1 * n_problems, n_problems) as pass_at_1_low,
    wilson_high(pass_at_1 * n_problems, n_problems) as pass_at_1_high,
    case when n_least >= 5 then pass_at_5 end as pass_at_5,
    case when n_least >= 10 then pass_at_10 end as pass_at_10,
    n_problems,
    n_results,
    n_passed
from of_runs
order by pass_at_1 desc, run_id asc;
