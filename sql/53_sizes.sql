-- sizes: how many examples each side of a mix takes in all.
-- Grain:  one row per mix and side.
-- Reads:  levels, settings.
-- Scope:  all
-- Columns:
--   mix: the mix
--   side: train or validation
--   n_requested: max_examples, else all that is available in levels with a share
--   size: how many it takes; under `fill` some of them may be missing in a level
-- shrink: the largest size at which no level runs short. fill, repeat and fail: what was requested.
-- A mix with a share in a level without a candidate takes nothing, unless it is filled: it is left
-- out. Under same_size the smallest of the others decides for all but those that take everything.

create or replace table sizes as
with

totals as (
    select
        mix,
        side,
        shortage,
        coalesce(
            min(max_examples), sum(n_available) filter (where share > 0)
        )::bigint as n_requested,
        bool_or(takes_all) as takes_all,
        shortage <> 'fill' and bool_or(share > 0 and n_available = 0) as lacks_a_level,
        min(n_available * total_share // nullif(share, 0)) as n_balanced
    from levels
    group by mix, side, shortage
),

own_sizes as (
    select
        mix,
        side,
        n_requested,
        takes_all,
        case
            when lacks_a_level then 0
            when shortage = 'shrink' then coalesce(least(n_requested, n_balanced), 0)
            else n_requested
        end as size
    from totals
)

select
    own_sizes.mix,
    own_sizes.side,
    own_sizes.n_requested,
    case
        when settings.same_size and not own_sizes.takes_all and own_sizes.size > 0
            then min(own_sizes.size) filter (where not own_sizes.takes_all and own_sizes.size > 0)
                over (partition by own_sizes.side)
        else own_sizes.size
    end::bigint as size
from own_sizes
cross join settings;
