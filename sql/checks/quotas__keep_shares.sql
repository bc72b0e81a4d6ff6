-- A shrunk mix keeps its shares to within one example.
select
    quotas.mix,
    quotas.side,
    quotas.difficulty,
    quotas.n_drawn,
    sum(quotas.n_drawn) over (partition by quotas.mix, quotas.side) * quotas.share
    / nullif(sum(quotas.share) over (partition by quotas.mix, quotas.side), 0) as exact_share
from quotas
inner join mixes on quotas.mix = mixes.mix
where mixes.shortage = 'shrink'
qualify abs(quotas.n_drawn - exact_share) >= 1;
