-- Under same_size all mixes have as many examples on a side, but those that take all or are left
-- out.
select quotas.mix, quotas.side, sum(quotas.n_drawn) as n_drawn
from quotas
inner join mixes on quotas.mix = mixes.mix
cross join settings
where settings.same_size and not mixes.takes_all
group by quotas.mix, quotas.side
having sum(quotas.n_drawn) > 0
qualify sum(quotas.n_drawn) <> min(sum(quotas.n_drawn)) over (partition by quotas.side);
