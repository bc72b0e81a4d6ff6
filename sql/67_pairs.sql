-- pairs: the wrong answer that stands beside a drawn example.
-- Grain:  one row per drawn example whose problem has a usable wrong answer.
-- Reads:  draws, examples, failures, failure_executions.
-- Scope:  all
-- Columns:
--   example_id: the right answer
--   failure_id: the wrong one
-- The problem's first example takes its first wrong answer, the second the second; where wrong ones
-- are fewer they come round again. One that passes all of its tests is not wrong.

create or replace table pairs as
with

drawn as (
    select
        examples.example_id,
        examples.mbpp_id,
        row_number() over (partition by examples.mbpp_id order by examples.rank) as place
    from examples
    where examples.example_id in (select draws.example_id from draws)
),

usable as (
    select
        failures.failure_id,
        failures.mbpp_id,
        row_number() over (partition by failures.mbpp_id order by failures.rank) as place,
        count(*) over (partition by failures.mbpp_id) as n_usable
    from failures
    where failures.failure_id not in (
        select failure_executions.failure_id
        from failure_executions
        group by failure_executions.failure_id
        having all_passed(failure_executions.outcome)
    )
)

select drawn.example_id, usable.failure_id
from drawn
inner join usable
    on drawn.mbpp_id = usable.mbpp_id
    and usable.place = (drawn.place - 1) % usable.n_usable + 1;
