-- instructions: what a trained model will be asked, per problem.
-- Grain:  one row per problem that has an example.
-- Reads:  examples, problems, entry_points, test_sets, settings.
-- Scope:  one problem
-- Python: renders [instruction] template for every row of the last statement.
-- Columns:
--   mbpp_id: the problem
--   instruction: the template's text
-- Tests in it are those of the run files; with [tests] in_prompt those of [tests] files where there
-- are none: the first list of asserts.

create or replace table instructions (
    mbpp_id varchar primary key,
    instruction varchar not null
);

with

assert_lists as (
    select
        test_sets.mbpp_id,
        min_by(test_sets.tests -> '$.tests', test_sets.position)::varchar as test_cases
    from test_sets
    cross join settings
    where settings.in_prompt and test_sets.form = 'python'
        and test_sets.tests ->> '$.tests[0]' like 'assert %'
    group by test_sets.mbpp_id
)

select
    problems.mbpp_id,
    problems.prompt,
    coalesce(problems.test_cases, assert_lists.test_cases) as test_cases,
    entry_points.entry_point,
    problems.difficulty
from problems
inner join entry_points on problems.mbpp_id = entry_points.mbpp_id
left join assert_lists on problems.mbpp_id = assert_lists.mbpp_id
where problems.mbpp_id in (select examples.mbpp_id from examples where not examples.is_rare)
    and problems.mbpp_id not in (select instructions.mbpp_id from instructions)
order by problems.mbpp_id;
