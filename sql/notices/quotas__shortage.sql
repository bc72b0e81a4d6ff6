-- Mixes that cannot be what they should. One with a share in a level without any example is left
-- out; under `fail` any shortage refuses.
with

totals as (
    select
        mix,
        side,
        sum(share) as share,
        sum(n_drawn) as n_drawn,
        max(sum(n_drawn)) over (partition by side) as largest
    from quotas
    group by mix, side
)

select
    case
        when mixes.shortage = 'fail' or (quotas.side = 'train' and totals.largest = 0)
            then 'error'
        else 'warning'
    end as level,
    case
        when quotas.n_available = 0 then format(
            'mix {}{}: no {} example is available and the mix takes {} of {} from there: {}{}set '
            || '[mixes.{}] shortage = "fill", or {} = 0',
            quotas.mix, of_side(quotas.side), quotas.difficulty, quotas.share,
            totals.share,
            case
                when level = 'error' then ''
                when quotas.side = 'train' then 'it is left out; '
                else 'it has none; '
            end,
            case when settings.validation > 0 then 'change validation, or ' else '' end,
            quotas.mix,
            quotas.difficulty
        )
        else format(
            'mix {}{}: {} {} examples are requested and {} available, and shortage = "fail": lower '
            || 'max_examples, or choose shrink, fill or repeat',
            quotas.mix,
            of_side(quotas.side),
            quotas.n_requested,
            quotas.difficulty,
            quotas.n_available
        )
    end || case
        when level = 'error' then coalesce((
            select
                '; what came to nothing: '
                || string_agg(losses.in_words, ', ' order by losses.place)
            from losses
            where losses.place <= 2
        ), '')
        else ''
    end as message
from quotas
inner join mixes on quotas.mix = mixes.mix
inner join totals on quotas.mix = totals.mix and quotas.side = totals.side
cross join settings
where quotas.share > 0 and mixes.shortage <> 'fill'
    and (quotas.side = 'train' or totals.largest > 0)
    and (
        quotas.n_available = 0
        or (mixes.shortage = 'fail' and quotas.n_requested > quotas.n_available)
    )
qualify row_number() over (
    partition by quotas.mix, quotas.side
    order by quotas.share desc, level_order(quotas.difficulty)
) = 1
order by
    level asc,
    mixes.position asc,
    quotas.side asc;
