-- quotas: how many examples each mix takes.
-- Grain:  one row per mix, side and difficulty; the validation side only where it was asked for.
-- Reads:  candidates, mixes, shares, settings.
-- Columns:
--   side: train or validation; each has its own quotas
--   share: the level's part of the mix
--   n_requested: max_examples or all available, split by share
--   n_available: candidates of the level
--   n_drawn: examples that the mix takes
-- Requested: max_examples, else all that is available in levels with a share, split by share. The
-- validation side of a capped mix is capped in proportion: validation / (1 - validation) of it.
-- shrink: the largest size at which no level runs short; fill: what there is of what was requested;
-- repeat and fail: what was requested (a notice refuses the shortfall of fail).
-- Sizes become whole numbers by Sainte-Lague: seat j of a level has the key (2j - 1) / share, and
-- the first `size` seats count, ties easy, medium, hard. With three levels a count never leaves its
-- exact share by a whole seat (Balinski and Young 1982, Fair Representation, on Webster's method),
-- so only seats next to it are compared, and shrink asks no level for more than it has.

create or replace table quotas as
with

mix_sides as (
    select
        mixes.position,
        mixes.mix,
        mixes.shortage,
        mixes.max_per_problem,
        'train' as side,
        mixes.max_examples
    from mixes

    union all

    select
        mixes.position,
        mixes.mix,
        mixes.shortage,
        mixes.max_per_problem,
        'validation' as side,
        validation_examples(mixes.max_examples, settings.validation)::bigint as max_examples
    from mixes
    cross join settings
    where settings.validation > 0
),

available as (
    select
        mix_sides.mix,
        mix_sides.side,
        candidates.difficulty,
        count(*) as n_available
    from candidates
    inner join mix_sides
        on candidates.side = mix_sides.side and candidates.rank <= mix_sides.max_per_problem
    group by mix_sides.mix, mix_sides.side, candidates.difficulty
),

levels as (
    select
        mix_sides.position,
        mix_sides.mix,
        mix_sides.side,
        mix_sides.shortage,
        mix_sides.max_examples,
        shares.level,
        shares.difficulty,
        shares.share,
        coalesce(available.n_available, 0) as n_available,
        sum(shares.share) over same_mix as total_share,
        max(greatest(shares.share, 1)::hugeint) filter (where shares.level = 1) over same_mix
        * max(greatest(shares.share, 1)::hugeint) filter (where shares.level = 2) over same_mix
        * max(greatest(shares.share, 1)::hugeint) filter (where shares.level = 3) over same_mix
            as common_multiple
    from mix_sides
    inner join shares on mix_sides.mix = shares.mix
    left join available
        on mix_sides.mix = available.mix
        and mix_sides.side = available.side
        and shares.difficulty = available.difficulty
    window same_mix as (partition by mix_sides.mix, mix_sides.side)
),

totals as (
    select
        mix,
        side,
        min(shortage) as shortage,
        coalesce(
            min(max_examples), sum(n_available) filter (where share > 0)
        )::bigint as n_requested,
        min(n_available * total_share // nullif(share, 0)) as n_balanced
    from levels
    group by mix, side
),

own_sizes as (
    select
        mix,
        side,
        n_requested,
        case
            when shortage = 'shrink' then least(n_requested, n_balanced)
            else n_requested
        end as size
    from totals
),

-- `same_size`: the smallest mix decides for all.
sizes as (
    select
        own_sizes.mix,
        own_sizes.side,
        own_sizes.n_requested,
        case
            when settings.is_same_size then min(own_sizes.size) over (partition by own_sizes.side)
            else own_sizes.size
        end as size
    from own_sizes
    cross join settings
),

purposes as (
    select mix, side, 'requested' as purpose, n_requested as size
    from sizes

    union all

    select mix, side, 'drawn' as purpose, size
    from sizes
),

-- One seat below the exact share is certain; the next four compete for what is left.
certain_seats as (
    select
        levels.mix,
        levels.side,
        levels.level,
        levels.difficulty,
        levels.share,
        levels.common_multiple,
        purposes.purpose,
        greatest(purposes.size * levels.share // levels.total_share - 1, 0) as n_certain,
        purposes.size
    from levels
    inner join purposes on levels.mix = purposes.mix and levels.side = purposes.side
    where levels.share > 0
),

contested_seats as (
    select
        certain_seats.mix,
        certain_seats.side,
        certain_seats.level,
        certain_seats.purpose,
        certain_seats.size - sum(certain_seats.n_certain) over (
            partition by
                certain_seats.mix, certain_seats.side, certain_seats.purpose, nearby.seat
        ) as n_left,
        (2 * (certain_seats.n_certain + nearby.seat) - 1)
        * (certain_seats.common_multiple // certain_seats.share) as seat_key
    from certain_seats
    cross join (select unnest([1, 2, 3, 4]) as seat) as nearby
),

won_seats as (
    select mix, side, level, purpose
    from contested_seats
    qualify row_number() over (partition by mix, side, purpose order by seat_key, level) <= n_left
),

seats as (
    select
        certain_seats.mix,
        certain_seats.side,
        certain_seats.level,
        certain_seats.purpose,
        min(certain_seats.n_certain) + count(won_seats.mix) as n_seats
    from certain_seats
    left join won_seats
        on certain_seats.mix = won_seats.mix
        and certain_seats.side = won_seats.side
        and certain_seats.level = won_seats.level
        and certain_seats.purpose = won_seats.purpose
    group by
        certain_seats.mix, certain_seats.side, certain_seats.level, certain_seats.purpose
)

select
    levels.mix,
    levels.side,
    levels.difficulty,
    levels.share,
    coalesce(requested.n_seats, 0)::bigint as n_requested,
    levels.n_available,
    (case
        when levels.shortage = 'fill' then least(coalesce(drawn.n_seats, 0), levels.n_available)
        else coalesce(drawn.n_seats, 0)
    end)::bigint as n_drawn
from levels
left join seats as requested
    on levels.mix = requested.mix
    and levels.side = requested.side
    and levels.level = requested.level
    and requested.purpose = 'requested'
left join seats as drawn
    on levels.mix = drawn.mix
    and levels.side = drawn.side
    and levels.level = drawn.level
    and drawn.purpose = 'drawn'
order by levels.position, levels.side, levels.level;
