-- mix_candidates: what each mix may draw from.
-- Grain:  one row per mix and candidate.
-- Reads:  candidates, mixes.
-- Scope:  all
-- Published: no
-- Columns:
--   mix: the mix
--   side: train or validation
--   difficulty: the level of its problem
--   example_id: the example
--   mbpp_id: the problem
--   round: its place among those that the problem may give the mix
-- What a mix asks of an example of its own stands here: max_per_problem, max_tokens, pass_rate.

create or replace table mix_candidates as
select
    mixes.mix,
    candidates.side,
    candidates.difficulty,
    candidates.example_id,
    candidates.mbpp_id,
    row_number() over (
        partition by mixes.mix, candidates.mbpp_id order by candidates.rank
    ) as round
from candidates
inner join mixes
    on candidates.max_tokens is not distinct from mixes.max_tokens
    and candidates.rank <= mixes.max_per_problem
where mixes.least_pass_rate is null
    or candidates.pass_rate between mixes.least_pass_rate and mixes.most_pass_rate;
