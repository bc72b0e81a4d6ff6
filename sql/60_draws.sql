-- draws: what each mix takes, and in which order.
-- Grain:  one row per mix and example (and copy, where `repeat` goes over a level again).
-- Reads:  mix_candidates, quotas, settings.
-- Scope:  all
-- Columns:
--   mix: the mix
--   side: train or validation
--   difficulty: the level that the example is drawn from
--   example_id: the example
--   mbpp_id: its problem
--   copy: 1, or more under shortage = repeat
--   position: its place in the file, which holds one side of a mix
-- Breadth first: every problem's first example before any problem's second, then md5 of seed, mix
-- and example; so a mix covers as many problems as it can, and a larger one contains a smaller.
-- The order inside a file is by the same md5: shuffled, and the same everywhere.

create or replace table draws as
with

eligible as (
    select
        quotas.mix,
        quotas.side,
        quotas.difficulty,
        quotas.n_available,
        quotas.n_drawn,
        mix_candidates.example_id,
        mix_candidates.mbpp_id,
        mix_candidates.round
    from mix_candidates
    inner join quotas
        on mix_candidates.mix = quotas.mix
        and mix_candidates.side = quotas.side
        and mix_candidates.difficulty = quotas.difficulty
    where quotas.n_drawn > 0
),

keyed as (
    select
        eligible.*,
        settings.seed,
        key_of([settings.seed::varchar, eligible.mix, eligible.example_id]) as draw_key
    from eligible
    cross join settings
),

ordered as (
    select
        *,
        row_number() over (
            partition by mix, side, difficulty order by round, draw_key, example_id
        ) as draw_order
    from keyed
),

-- Whole passes, then the first examples of the order once more. Only `repeat` asks for more than
-- there is.
copies as (
    select
        *,
        unnest(range(
            1,
            1 + n_drawn // n_available + (draw_order <= n_drawn % n_available)::bigint
        )) as copy
    from ordered
    where draw_order <= n_drawn
)

select
    mix,
    side,
    difficulty,
    example_id,
    mbpp_id,
    copy,
    row_number() over (
        partition by mix, side
        order by
            case
                when copy = 1 then draw_key
                else key_of([seed::varchar, mix, example_id, copy::varchar])
            end,
            example_id,
            copy
    ) as position
from copies;
