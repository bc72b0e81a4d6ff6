-- verdicts: what Python's own parser says of an example's code.
-- Grain:  one row per example within max_per_problem.
-- Reads:  examples, solutions, entry_points, settings.
-- Scope:  one problem
-- Python: parses every row of the last statement.
-- Columns:
--   example_id: the example
--   is_valid: whether it may be drawn
--   reason: why not

create or replace table verdicts (
    example_id varchar primary key,
    is_valid boolean not null,
    reason varchar
);

select examples.example_id, solutions.code, entry_points.entry_point
from examples
inner join solutions on examples.result_id = solutions.result_id
inner join entry_points on examples.mbpp_id = entry_points.mbpp_id
cross join settings
where examples.rank <= settings.max_per_problem
    and examples.example_id not in (select verdicts.example_id from verdicts)
order by examples.example_id;
