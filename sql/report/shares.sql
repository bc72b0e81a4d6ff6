-- Difficulty shares of each side of a mix, asked for and drawn: one row per side, kind and level.
with

counts as (
    select
        mixes.position,
        dataset_name(quotas.mix, quotas.side) as dataset,
        quotas.difficulty,
        unnest(['asked for', 'drawn']) as kind,
        unnest([quotas.share, quotas.n_drawn]) as n
    from quotas
    inner join mixes on quotas.mix = mixes.mix
)

select
    dataset,
    kind,
    difficulty,
    n,
    (sum(n) over same_bar)::bigint as n_all,
    coalesce(100 * (sum(n) over so_far - n) / nullif(sum(n) over same_bar, 0), 0)
    ::decimal(6, 2) as x,
    coalesce(100 * n / nullif(sum(n) over same_bar, 0), 0)::decimal(6, 2) as width
from counts
window same_bar as (partition by dataset, kind), so_far as (
    partition by dataset, kind order by level_order(difficulty)
)
order by position, dataset, kind, level_order(difficulty);
