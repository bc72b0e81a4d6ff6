-- verdicts: which examples hold, in the order in which they may be drawn.
-- Grain:  one row per example that was judged: by rank, until its problem has max_per_problem that
--         hold.
-- Reads:  examples, settings.
-- Scope:  one problem
-- Columns:
--   example_id: the example
--   is_valid: whether it may be drawn
--   reason: why not
--   place: its place among those of its problem that hold
-- An example that does not hold costs its problem no place: the next one takes it.

create or replace table verdicts as
with

counted as (
    select
        examples.example_id,
        examples.reason is null as is_valid,
        examples.reason,
        settings.max_per_problem,
        count(*) filter (where examples.reason is null) over (
            partition by examples.mbpp_id order by examples.rank
        ) as n_valid
    from examples
    cross join settings
    where not examples.is_rare
)

select
    example_id,
    is_valid,
    reason,
    case when is_valid then n_valid end as place
from counted
where n_valid - is_valid::integer < max_per_problem;
