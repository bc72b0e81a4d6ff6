-- No problem gives a mix its second example while another of that level gave none.
with

given as (
    select
        quotas.mix,
        quotas.side,
        quotas.difficulty,
        candidates.mbpp_id,
        count(draws.example_id) as n_given
    from candidates
    inner join quotas
        on candidates.side = quotas.side and candidates.difficulty = quotas.difficulty
    inner join mixes on quotas.mix = mixes.mix and candidates.rank <= mixes.max_per_problem
    left join draws
        on quotas.mix = draws.mix and candidates.example_id = draws.example_id and draws.copy = 1
    where quotas.n_drawn > 0
    group by quotas.mix, quotas.side, quotas.difficulty, candidates.mbpp_id
)

select mix, side, difficulty, min(n_given) as least, max(n_given) as most
from given
group by mix, side, difficulty
having min(n_given) = 0 and max(n_given) > 1;
