-- instructions: what a trained model will be asked, per problem.
-- Grain:  one row per problem that has an example.
-- Reads:  examples, problems, entry_points.
-- Scope:  one problem
-- Python: renders [instruction] template for every row of the last statement.
-- Columns:
--   mbpp_id: the problem
--   instruction: the template's text

create or replace table instructions (
    mbpp_id varchar primary key,
    instruction varchar not null
);

select
    problems.mbpp_id,
    problems.prompt,
    problems.test_cases,
    entry_points.entry_point,
    problems.difficulty
from problems
inner join entry_points on problems.mbpp_id = entry_points.mbpp_id
where problems.mbpp_id in (select examples.mbpp_id from examples where not examples.is_rare)
    and problems.mbpp_id not in (select instructions.mbpp_id from instructions)
order by problems.mbpp_id;
