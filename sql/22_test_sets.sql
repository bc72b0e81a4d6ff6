-- test_sets: the tests of each problem, a set per source, in one of four forms that can be run.
-- Grain:  one row per problem and set of tests.
-- Reads:  problems, test_files, settings.
-- Scope:  one problem
-- Python: reads the tests of every row of the last statement.
-- Columns:
--   mbpp_id: the problem
--   test_set: test_cases for those of the run files, else the name of the file in [tests] files,
--     and which of several in it
--   position: the order of the sets: the run files' own first
--   form: python (texts that call the program), calls (arguments and what is returned), evalplus
--     (inputs, and a reference that says what is returned), stdin (what is read and printed)
--   tests: the tests, as JSON
--   n_tests: how many
--   called: names that they call, the outermost calls first
--   used: these, and all others that they read
--   reason: why they cannot be read; NULL where they can
-- A problem that may not be used needs no tests.

create or replace table test_sets (
    mbpp_id varchar not null,
    test_set varchar not null,
    position integer not null,
    form varchar,
    tests varchar,
    n_tests integer not null,
    called varchar[] not null,
    used varchar[] not null,
    reason varchar,
    primary key (mbpp_id, test_set)
);

with

written as (
    select mbpp_id, 'test_cases' as test_set, 0 as position, test_cases as tests, false as is_record
    from problems
    where test_cases is not null

    union all

    select
        problems.mbpp_id,
        test_files.file as test_set,
        test_files.position,
        test_files.record as tests,
        true as is_record
    from test_files
    inner join problems on problem_id(test_files.mbpp_id) = problems.mbpp_id
    where problems.problem_fate is null
    qualify row_number() over (
        partition by problems.mbpp_id, test_files.position order by test_files.record
    ) = 1
)

select written.mbpp_id, written.test_set, written.position, written.tests, written.is_record
from written
cross join settings
where settings.answer_take = 'program'
    and (written.mbpp_id, written.position) not in (
        select (test_sets.mbpp_id, test_sets.position) from test_sets
    )
order by written.mbpp_id, written.position
limit 5000;
