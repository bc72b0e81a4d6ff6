-- levels: what each level of difficulty can give to a side of a mix.
-- Grain:  one row per mix, side and difficulty; the validation side only where it was asked for.
-- Reads:  mix_candidates, mixes, shares, settings.
-- Scope:  all
-- Published: no
-- Columns:
--   position: the mix's place in the configuration
--   mix: the mix
--   side: train or validation
--   shortage: what the mix does where a level has too few
--   max_examples: the most examples of this side; NULL for no limit
--   takes_all: whether the mix takes every candidate
--   level: 1 easy, 2 medium, 3 hard
--   difficulty: the level's name
--   share: its part of the mix; of one that takes all, what there is
--   n_available: candidates of the level that the mix may take
--   total_share: all shares of the mix together
--   common_multiple: a number that every share divides, so that seats compare as whole numbers
-- The validation side of a capped mix is capped in proportion: validation / (1 - validation) of it.

create or replace table levels as
with

mix_sides as (
    select
        mixes.position,
        mixes.mix,
        mixes.takes_all,
        mixes.shortage,
        'train' as side,
        mixes.max_examples
    from mixes

    union all

    select
        mixes.position,
        mixes.mix,
        mixes.takes_all,
        mixes.shortage,
        'validation' as side,
        validation_examples(mixes.max_examples, settings.validation)::bigint as max_examples
    from mixes
    cross join settings
    where settings.validation > 0
),

available as (
    select mix, side, difficulty, count(*) as n_available
    from mix_candidates
    group by mix, side, difficulty
),

shared as (
    select
        mix_sides.position,
        mix_sides.mix,
        mix_sides.side,
        mix_sides.shortage,
        mix_sides.max_examples,
        mix_sides.takes_all,
        shares.level,
        shares.difficulty,
        case
            when mix_sides.takes_all then coalesce(available.n_available, 0)
            else shares.share
        end as share,
        coalesce(available.n_available, 0) as n_available
    from mix_sides
    inner join shares on mix_sides.mix = shares.mix
    left join available
        on mix_sides.mix = available.mix
        and mix_sides.side = available.side
        and shares.difficulty = available.difficulty
)

select
    position,
    mix,
    side,
    shortage,
    max_examples,
    takes_all,
    level,
    difficulty,
    share,
    n_available,
    sum(share) over same_mix as total_share,
    max(greatest(share, 1)::hugeint) filter (where level = 1) over same_mix
    * max(greatest(share, 1)::hugeint) filter (where level = 2) over same_mix
    * max(greatest(share, 1)::hugeint) filter (where level = 3) over same_mix
        as common_multiple
from shared
window same_mix as (partition by mix, side);
