-- Mixes that came out empty, or cut short.
with

sizes as (
    select
        quotas.mix || of_side(quotas.side) as mix,
        quotas.side,
        mixes.position,
        mixes.shortage,
        sum(quotas.n_drawn) as n_drawn,
        max(sum(quotas.n_drawn)) over (partition by quotas.side) as largest,
        list(quotas.difficulty order by quotas.difficulty)
            filter (where quotas.n_drawn < quotas.n_requested) as short_levels,
        mixes.shortage <> 'fill' and bool_or(quotas.share > 0 and quotas.n_available = 0)
            as is_left_out
    from quotas
    inner join mixes on quotas.mix = mixes.mix
    group by quotas.mix, quotas.side, mixes.position, mixes.shortage
)

select
    case when largest = 0 then 'error' else 'warning' end as level,
    case
        when largest = 0 and side = 'validation'
            then 'no example falls on the validation side: raise validation, or leave it out'
        when largest = 0 then format(
            'every mix would be empty, {} too: too few examples of some level; set '
            || 'shortage = "fill", or change its shares', mix
        ) || coalesce((
            select
                '; what came to nothing: '
                || string_agg(losses.in_words, ', ' order by losses.place)
            from losses
            where losses.place <= 2
        ), '')
        when n_drawn = 0 then format('mix {} is empty: too few examples for its shares', mix)
        else format(
            'mix {}: fewer {} than requested, filled with what there is',
            mix, array_to_string(short_levels, ' and ')
        )
    end as message
from sizes
where (n_drawn = 0 and not (is_left_out and largest > 0))
    or (shortage = 'fill' and len(short_levels) > 0)
order by position, mix;
