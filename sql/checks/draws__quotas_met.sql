-- Every mix gets what its quota promised, no less and no more.
select
    quotas.mix,
    quotas.side,
    quotas.difficulty,
    quotas.n_drawn as promised,
    count(draws.example_id) as got
from quotas
left join draws
    on quotas.mix = draws.mix
    and quotas.side = draws.side
    and quotas.difficulty = draws.difficulty
group by quotas.mix, quotas.side, quotas.difficulty, quotas.n_drawn
having count(draws.example_id) <> quotas.n_drawn;
