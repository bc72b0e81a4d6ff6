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
-- Under same_size the smallest mix decides for all.

create or replace table sizes as
with

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
)

select
    own_sizes.mix,
    own_sizes.side,
    own_sizes.n_requested,
    case
        when settings.same_size then min(own_sizes.size) over (partition by own_sizes.side)
        else own_sizes.size
    end::bigint as size
from own_sizes
cross join settings;
