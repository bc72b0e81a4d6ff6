-- No problem gives a mix its second example while another of that level gave none.
with

given as (
    select
        quotas.mix,
        quotas.side,
        quotas.difficulty,
        mix_candidates.mbpp_id,
        count(draws.example_id) as n_given
    from mix_candidates
    inner join quotas
        on mix_candidates.mix = quotas.mix
        and mix_candidates.side = quotas.side
        and mix_candidates.difficulty = quotas.difficulty
    left join draws
        on mix_candidates.mix = draws.mix
        and mix_candidates.example_id = draws.example_id
        and draws.copy = 1
    where quotas.n_drawn > 0
    group by quotas.mix, quotas.side, quotas.difficulty, mix_candidates.mbpp_id
)

select mix, side, difficulty, min(n_given) as least, max(n_given) as most
from given
group by mix, side, difficulty
having min(n_given) = 0 and max(n_given) > 1;
