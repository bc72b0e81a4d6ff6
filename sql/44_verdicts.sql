-- verdicts: which examples hold, in the order in which they may be drawn.
-- Grain:  one row per example that was judged: by rank, until its problem has max_per_problem that
--         hold, for every mix among those that are no longer than its max_tokens.
-- Reads:  examples, example_tokens, executions, test_sets, mixes, settings.
-- Scope:  one problem
-- Columns:
--   example_id: the example
--   is_valid: whether it may be drawn
--   verdict: invalid_python or fails_tests; NULL for one that may be drawn
--   reason: why not
--   place: its place among those of its problem that were judged and hold
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

limits as (
    select distinct max_tokens
    from mixes
),

counted as (
    select
        judged.*,
        judged.verdict is null as is_valid,
        count(*) filter (where judged.verdict is null) over (
            partition by judged.mbpp_id, limits.max_tokens order by judged.rank
        ) as n_valid
    from judged
    cross join limits
    left join example_tokens on judged.example_id = example_tokens.example_id
    where limits.max_tokens is null or example_tokens.n_tokens <= limits.max_tokens
),

reached as (
    select distinct
        counted.example_id,
        counted.mbpp_id,
        counted.rank,
        counted.is_valid,
        counted.verdict,
        counted.reason
    from counted
    cross join settings
    where counted.n_valid - counted.is_valid::integer < settings.max_per_problem
)

select
    example_id,
    is_valid,
    verdict,
    reason,
    case
        when is_valid
            then count(*) filter (where is_valid) over (partition by mbpp_id order by rank)
    end as place
from reached;
