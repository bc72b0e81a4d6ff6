-- candidates: examples that may be drawn.
-- Grain:  one row per candidate.
-- Reads:  examples, problems, sides, verdicts, twins.
-- Columns:
--   example_id: the example
--   side: its problem's side, train or validation
--   difficulty: its problem's level
--   rank: its place within the problem; gaps stay
-- verdicts hold the ranks up to max_per_problem alone; those that Python's parser refuses, and
-- twins, leave gaps in the ranks that are not filled.

create or replace table candidates as
select
    examples.example_id,
    examples.mbpp_id,
    sides.side,
    problems.difficulty,
    examples.rank,
    examples.cluster_size
from examples
inner join problems on examples.mbpp_id = problems.mbpp_id
inner join sides on examples.mbpp_id = sides.mbpp_id
inner join verdicts on examples.example_id = verdicts.example_id
anti join twins on examples.example_id = twins.example_id
where verdicts.is_valid;
