-- pairs: the wrong answer that stands beside a drawn example.
-- Grain:  one row per drawn example whose problem has a usable wrong answer.
-- Reads:  draws, examples, failures, failure_executions.
-- Scope:  all
-- Columns:
--   example_id: the right answer
--   failure_id: the wrong one
-- Each wrong answer is used as often as the others, or once more. Which ones, and beside which
-- right ones, follows from length, or a model would learn that long is wrong. Right and wrong are
-- put in the order of their length. Of all stretches of wrong ones that could be used (once more)
-- that one counts which together is the least longer than the right ones, then the closest one by
-- one. An answer that passes all of its tests is not wrong.

create or replace table pairs as
with

drawn as (
    select
        examples.example_id,
        examples.mbpp_id,
        examples.n_chars,
        row_number() over (
            partition by examples.mbpp_id order by examples.n_chars, examples.rank
        ) as place
    from examples
    where examples.example_id in (select draws.example_id from draws)
),

problems_drawn as (
    select mbpp_id, count(*) as n_drawn
    from drawn
    group by mbpp_id
),

-- As many as were run, where tests are run.
chosen_from as (
    select
        failures.failure_id,
        failures.mbpp_id,
        failures.rank,
        length(failures.code) as n_chars,
        problems_drawn.n_drawn
    from failures
    inner join problems_drawn on failures.mbpp_id = problems_drawn.mbpp_id
    where failures.failure_id not in (
        select failure_executions.failure_id
        from failure_executions
        group by failure_executions.failure_id
        having all_passed(failure_executions.outcome)
    )
    qualify row_number() over (partition by failures.mbpp_id order by failures.rank)
        <= n_wrong_for(problems_drawn.n_drawn)
),

usable as (
    select
        failure_id,
        mbpp_id,
        n_chars,
        n_drawn,
        row_number() over (partition by mbpp_id order by n_chars, rank) as place,
        count(*) over (partition by mbpp_id) as n_usable
    from chosen_from
),

-- Every stretch of wrong answers that could be used once more than the others.
stretches as (
    select
        *,
        unnest(range(n_usable - n_drawn % n_usable + 1)) as start
    from usable
),

uses as (
    select
        *,
        unnest(range(
            n_drawn // n_usable
            + (place > start and place <= start + n_drawn % n_usable)::bigint
        )) as n_th
    from stretches
),

ordered as (
    select
        *,
        row_number() over (partition by mbpp_id, start order by place, n_th) as use
    from uses
),

possible as (
    select
        drawn.example_id,
        ordered.failure_id,
        ordered.mbpp_id,
        ordered.start,
        greatest(sum(ordered.n_chars - drawn.n_chars) over same_stretch, 0) as n_longer,
        sum(abs(ordered.n_chars - drawn.n_chars)) over same_stretch as n_apart
    from ordered
    inner join drawn on ordered.mbpp_id = drawn.mbpp_id and ordered.use = drawn.place
    window same_stretch as (partition by ordered.mbpp_id, ordered.start)
)

select example_id, failure_id
from possible
qualify dense_rank() over (partition by mbpp_id order by n_longer, n_apart, start) = 1;
