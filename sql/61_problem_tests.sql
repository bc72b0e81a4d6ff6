-- problem_tests: the tests that an answer to a drawn problem can be judged by, as texts.
-- Grain:  one row per drawn problem with such tests.
-- Reads:  draws, problems, entry_points, test_sets.
-- Scope:  all
-- Published: no
-- Columns:
--   mbpp_id: the problem
--   is_own: whether they are those of the run files
--   test_cases: texts of Python, each of which runs behind the program; or JSON of what goes in and
--     what comes out
-- Tests are those of the run files, else of the first of [tests] files that has some for the
-- program. Where answers are not read, neither are tests: then the cell is one text.

create or replace table problem_tests as
with

known_tests as (
    select
        test_sets.mbpp_id,
        test_sets.position = 0 as is_own,
        tests_as_texts(test_sets.form, test_sets.tests) as test_cases
    from test_sets
    inner join entry_points on test_sets.mbpp_id = entry_points.mbpp_id
    where test_sets.mbpp_id in (select draws.mbpp_id from draws)
        and test_sets.form in ('python', 'calls', 'stdin')
        and (test_sets.called = [] or list_contains(test_sets.called, entry_points.entry_point))
    qualify row_number() over (
        partition by test_sets.mbpp_id order by test_sets.position, test_sets.test_set
    ) = 1
)

select mbpp_id, is_own, test_cases
from known_tests

union all

select problems.mbpp_id, true as is_own, [problems.test_cases] as test_cases
from problems
inner join entry_points on problems.mbpp_id = entry_points.mbpp_id and entry_points.kind = 'text'
where problems.test_cases is not null
    and problems.mbpp_id in (select draws.mbpp_id from draws);
