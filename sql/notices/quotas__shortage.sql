-- Mixes that cannot be what they should: a level with a share and nothing in it, or `fail`.
with

totals as (
    select mix, sum(share) as share
    from quotas
    where side = 'train'
    group by mix
)

select
    'error' as level,
    case
        when quotas.n_available = 0 then format(
            'mix {}{}: no {} example is available and the mix takes {} of {} from there: {}set '
            || '[mixes.{}] shortage = "fill", or {} = 0',
            quotas.mix, of_side(quotas.side), quotas.difficulty, quotas.share,
            totals.share,
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
    end || coalesce((
        select
            '; what came to nothing: '
            || string_agg(losses.in_words, ', ' order by losses.place)
        from losses
        where losses.place <= 2
    ), '') as message
from quotas
inner join mixes on quotas.mix = mixes.mix
inner join totals on quotas.mix = totals.mix
cross join settings
where quotas.share > 0 and mixes.shortage <> 'fill'
    and (
        quotas.n_available = 0
        or (mixes.shortage = 'fail' and quotas.n_requested > quotas.n_available)
    )
order by
    mixes.position asc,
    quotas.side asc,
    quotas.share desc,
    level_order(quotas.difficulty) asc
limit 1;
