-- quotas: how many examples each mix takes of each level.
-- Grain:  one row per mix, side and difficulty.
-- Reads:  levels, sizes.
-- Scope:  all
-- Columns:
--   mix: the mix
--   side: train or validation; each has its own quotas
--   difficulty: the level
--   share: the level's part of the mix
--   n_requested: the requested size, split by share
--   n_available: candidates of the level
--   n_drawn: examples that the mix takes
-- Sizes are split into whole numbers by Sainte-Lague: seat j of a level has the key
-- (2j - 1) / share, and the first `size` seats count, ties easy, medium, hard. With three levels a
-- count never leaves its exact share by a whole seat (Balinski and Young 1982, Fair Representation,
-- on Webster's method), so only seats next to it are compared, and shrink asks no level for more
-- than it has.

create or replace table quotas as
with

purposes as (
    select mix, side, 'requested' as purpose, n_requested::hugeint as size
    from sizes

    union all

    select mix, side, 'drawn' as purpose, size::hugeint as size
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
