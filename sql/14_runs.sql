-- runs: what each run answered, and how much of it passed.
-- Grain:  one row per run (run_id).
-- Reads:  run_problems, results.
-- Scope:  all
-- Columns:
--   run_id: the run
--   n_results: its responses
--   n_passed: of these, those that passed
--   n_problems: problems that it answered
--   samples_per_problem: responses per problem, the mean
--   pass_at_1: the mean over its problems of the share that passed
--   n_files: run files that it stands in
-- pass@1 of a run is a mean over problems, so a problem that was sampled more often counts no more.

create or replace table runs as
with

of_files as (
    select run_id, count(distinct file_id) as n_files
    from results
    group by run_id
)

select
    run_problems.run_id,
    sum(run_problems.n_results)::bigint as n_results,
    sum(run_problems.n_passed)::bigint as n_passed,
    count(*) as n_problems,
    (sum(run_problems.n_results) / count(*))::decimal(18, 2) as samples_per_problem,
    avg(
        (run_problems.n_passed / run_problems.n_results)::decimal(18, 9)
    )::decimal(9, 6) as pass_at_1,
    of_files.n_files
from run_problems
inner join of_files on run_problems.run_id = of_files.run_id
group by run_problems.run_id, of_files.n_files;
