-- A candidate is valid, common enough, within the cap, no twin, and there once.
select candidates.example_id, candidates.mbpp_id, candidates.rank
from candidates
cross join settings
left join examples on candidates.example_id = examples.example_id
left join verdicts on candidates.example_id = verdicts.example_id
left join twins on candidates.example_id = twins.example_id
where not coalesce(verdicts.is_valid, false)
    or examples.is_rare
    or examples.rank is null
    or candidates.rank > settings.max_per_problem
    or examples.cluster_size < settings.min_agreement
    or twins.example_id is not null

union all

select example_id, min(mbpp_id) as mbpp_id, count(*) as rank
from candidates
group by example_id, max_tokens
having count(*) > 1;
