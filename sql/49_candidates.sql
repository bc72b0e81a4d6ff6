-- candidates: the examples that may be drawn.
-- Grain:  one row per candidate and limit of tokens: each max_tokens of a mix, NULL for mixes
--         without one.
-- Reads:  examples, example_tokens, problems, sides, verdicts, twins, mixes, settings.
-- Scope:  all
-- Columns:
--   example_id: the example
--   mbpp_id: the problem
--   side: its problem's side, train or validation
--   difficulty: its problem's level
--   pass_rate: the share of its problem's responses that passed
--   max_tokens: the limit, which it keeps
--   rank: its place among those of its problem that hold and keep the limit; twins leave gaps
--   cluster_size: how many responses were this program
-- A longer example costs its problem no place in a mix with a limit: the next one takes it.

create or replace table candidates as
with

limits as (
    select distinct max_tokens
    from mixes
),

ranked as (
    select
        examples.example_id,
        examples.mbpp_id,
        limits.max_tokens,
        row_number() over (
            partition by examples.mbpp_id, limits.max_tokens order by verdicts.place
        ) as rank,
        examples.cluster_size
    from examples
    inner join verdicts on examples.example_id = verdicts.example_id and verdicts.is_valid
    cross join limits
    left join example_tokens on examples.example_id = example_tokens.example_id
    where limits.max_tokens is null or example_tokens.n_tokens <= limits.max_tokens
)

select
    ranked.example_id,
    ranked.mbpp_id,
    sides.side,
    problems.difficulty,
    problems.pass_rate,
    ranked.max_tokens,
    ranked.rank,
    ranked.cluster_size
from ranked
inner join problems on ranked.mbpp_id = problems.mbpp_id
inner join sides on ranked.mbpp_id = sides.mbpp_id
cross join settings
anti join twins on ranked.example_id = twins.example_id
where ranked.rank <= settings.max_per_problem;
