-- losses: why passing responses to problems that may be used came to nothing.
-- Grain:  one row per reason.
-- Reads:  solutions, problems.
-- Scope:  all
-- Columns:
--   reason: why, without the names and lines that differ from one response to the next
--   n_results: how many passing responses were lost for it
--   n_passing: how many passing responses there are to problems that may be used
--   told: the reason of one of them, in full
--   mbpp_id: its problem
--   run_id: its run
--   place: 1 for the commonest reason, and so on
--   in_words: the reason, how often, and the example, for a message
-- A tool that drops what it cannot read must say so: two real files once lost half of their answers
-- without a word.

create or replace table losses as
with

passing as (
    select
        solutions.result_id,
        solutions.mbpp_id,
        solutions.run_id,
        case
            when solutions.solution_fate = 'empty' then 'empty'
            else solutions.reason
        end as told
    from solutions
    inner join problems on solutions.mbpp_id = problems.mbpp_id
    where problems.problem_fate is null
        and solutions.solution_fate is distinct from 'conflicting'
),

totals as (
    select count(*) as n_passing
    from passing
),

reasons as (
    select
        general_reason(passing.told) as reason,
        count(*) as n_results,
        min_by(passing.told, passing.result_id) as told,
        min_by(passing.mbpp_id, passing.result_id) as mbpp_id,
        min_by(passing.run_id, passing.result_id) as run_id
    from passing
    where passing.told is not null
    group by reason
)

select
    reasons.reason,
    reasons.n_results,
    totals.n_passing,
    reasons.told,
    reasons.mbpp_id,
    reasons.run_id,
    row_number() over (order by reasons.n_results desc, reasons.reason asc) as place,
    format(
        '{} ({}, such as problem {} of run {})',
        reasons.told, reasons.n_results, reasons.mbpp_id, reasons.run_id
    ) as in_words
from reasons
cross join totals;
