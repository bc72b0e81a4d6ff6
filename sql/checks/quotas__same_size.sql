-- Under same_size all mixes have as many examples on a side.
select quotas.mix, quotas.side, sum(quotas.n_drawn) as n_drawn
from quotas
cross join settings
where settings.same_size
group by quotas.mix, quotas.side
qualify sum(quotas.n_drawn) <> min(sum(quotas.n_drawn)) over (partition by quotas.side);
