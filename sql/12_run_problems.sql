-- run_problems: how often each run solved each problem.
-- Grain:  one row per run (run_id) and problem that it answered.
-- Reads:  results.
-- Scope:  all
-- Columns:
--   run_id: the run
--   mbpp_id: the problem
--   n_results: its responses
--   n_passed: of these, those that passed

create or replace table run_problems as
select
    run_id,
    mbpp_id,
    count(*) as n_results,
    count(*) filter (where passed) as n_passed
from results
group by run_id, mbpp_id;
