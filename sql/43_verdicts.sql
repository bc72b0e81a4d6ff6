-- verdicts: which examples hold, in the order in which they may be drawn.
-- Grain:  one row per example that was judged: by rank, until its problem has max_per_problem that
--         hold.
-- Reads:  examples, executions, test_sets, settings.
-- Scope:  one problem
-- Columns:
--   example_id: the example
--   is_valid: whether it may be drawn
--   verdict: invalid_python or fails_tests; NULL for one that may be drawn
--   reason: why not
--   place: its place among those of its problem that hold
-- An example that does not hold costs its problem no place: the next one takes it.

create or replace table verdicts as
with

failed as (
    select
        executions.example_id,
        min_by(
            failure_in_words(
                executions.test_set, executions.outcome, executions.first_failed, executions.message
            ),
            (test_sets.position, test_sets.test_set)
        ) as reason
    from executions
    inner join test_sets
        on executions.mbpp_id = test_sets.mbpp_id and executions.test_set = test_sets.test_set
    where is_failure(executions.outcome)
    group by executions.example_id
),

judged as (
    select
        examples.example_id,
        examples.mbpp_id,
        examples.rank,
        case
            when examples.reason is not null then 'invalid_python'
            when failed.reason is not null then 'fails_tests'
        end as verdict,
        coalesce(examples.reason, failed.reason) as reason
    from examples
    left join failed on examples.example_id = failed.example_id
    where not examples.is_rare
),

counted as (
    select
        judged.*,
        judged.verdict is null as is_valid,
        settings.max_per_problem,
        count(*) filter (where judged.verdict is null) over (
            partition by judged.mbpp_id order by judged.rank
        ) as n_valid
    from judged
    cross join settings
)

select
    example_id,
    is_valid,
    verdict,
    reason,
    case when is_valid then n_valid end as place
from counted
where n_valid - is_valid::integer < max_per_problem;
