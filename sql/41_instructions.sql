-- instructions: what a trained model will be asked, per problem.
-- Grain:  one row per problem that has an example.
-- Reads:  examples, solutions, problems, entry_points, test_sets, settings.
-- Scope:  one problem
-- Python: renders [instruction] template for every row of the last statement.
-- Columns:
--   mbpp_id: the problem
--   instruction: the template's text
-- Tests in it are those of the run files; with [tests] in_prompt those of [tests] files where there
-- are none: the first list of asserts. Without tests, all names that the tests call are named, with
-- the parameters on which the problem's programs agree: its first ones by rank, a few of which tell
-- (in 272 of 272 problems of MBPP all programs take as many). The names of parameters are those of
-- the most responses; one with a default is named only where programs disagree on what has one.

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
),

asked as (
    select
        entry_points.mbpp_id,
        unnest(entry_points.names) as name,
        problems.test_cases is null and assert_lists.test_cases is null as is_told
    from entry_points
    inner join problems on entry_points.mbpp_id = problems.mbpp_id
    left join assert_lists on entry_points.mbpp_id = assert_lists.mbpp_id
    where entry_points.kind in ('function', 'class')
),

heads as (
    select
        asked.mbpp_id,
        asked.name,
        parameters_of(solutions.code, asked.name) as parameters,
        sum(examples.cluster_size) as n_results
    from asked
    inner join examples on asked.mbpp_id = examples.mbpp_id
    inner join solutions on examples.result_id = solutions.result_id
    where asked.is_told and examples.rank <= 8
    group by asked.mbpp_id, asked.name, parameters
),

signatures_by_name as (
    select
        mbpp_id,
        name,
        name || coalesce(
            case
                when count(*) > count(parameters) then null
                when count(distinct len(required_of(parameters))) = 1 then in_brackets(
                    required_of(arg_min(parameters, (-n_results, parameters)))
                )
                when count(distinct len(parameters)) = 1 then in_brackets(
                    arg_min(parameters, (-n_results, parameters))
                )
            end,
            ''
        ) as signature
    from heads
    group by mbpp_id, name
),

signatures as (
    select mbpp_id, list(signature order by name) as signatures
    from signatures_by_name
    group by mbpp_id
)

select
    problems.mbpp_id,
    problems.prompt,
    coalesce(problems.test_cases, assert_lists.test_cases) as test_cases,
    entry_points.entry_point,
    coalesce(signatures.signatures, []) as signatures,
    problems.difficulty
from problems
inner join entry_points on problems.mbpp_id = entry_points.mbpp_id
left join assert_lists on problems.mbpp_id = assert_lists.mbpp_id
left join signatures on problems.mbpp_id = signatures.mbpp_id
where problems.mbpp_id in (select examples.mbpp_id from examples where not examples.is_rare)
    and problems.mbpp_id not in (select instructions.mbpp_id from instructions)
order by problems.mbpp_id;
