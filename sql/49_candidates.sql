-- candidates: the examples that may be drawn.
-- Grain:  one row per candidate.
-- Reads:  examples, problems, sides, verdicts, twins.
-- Scope:  all
-- Columns:
--   example_id: the example
--   mbpp_id: the problem
--   side: its problem's side, train or validation
--   difficulty: its problem's level
--   rank: its place among those of its problem that hold; twins leave gaps
--   cluster_size: how many responses were this program

create or replace table candidates as
select
    examples.example_id,
    examples.mbpp_id,
    sides.side,
    problems.difficulty,
    verdicts.place as rank,
    examples.cluster_size
from examples
inner join problems on examples.mbpp_id = problems.mbpp_id
inner join sides on examples.mbpp_id = sides.mbpp_id
inner join verdicts on examples.example_id = verdicts.example_id
anti join twins on examples.example_id = twins.example_id
where verdicts.is_valid;
