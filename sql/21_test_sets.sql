-- test_sets: the tests of each problem, a set per source, in one of four forms that can be run.
-- Grain:  one row per problem and set of tests.
-- Reads:  results, test_cases, test_files, held_out, prompt_copies, excluded, settings.
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
--   takes: what their calls are given, such as [number, text] or [list of number, value]; NULL
--     where it differs from test to test or is not plain
--   gives: what they expect: truth, number, text, list, dict or none; NULL likewise
--   n_values: how many different values they expect; NULL where these are not plain
--   reason: why they cannot be read; NULL where they can
-- A problem that may not be used needs no tests, but where tests are run: then those of a held-out
-- problem tell whether a program does what it asks for, whatever the words.

create or replace table test_sets (
    mbpp_id varchar not null,
    test_set varchar not null,
    position integer not null,
    form varchar,
    tests varchar,
    n_tests integer not null,
    called varchar[] not null,
    used varchar[] not null,
    takes varchar[],
    gives varchar,
    n_values integer,
    reason varchar,
    primary key (mbpp_id, test_set)
);

with

tested as (
    select distinct results.mbpp_id
    from results
    cross join settings
    left join (select distinct held_out.mbpp_id from held_out) as kept_out
        on results.mbpp_id = kept_out.mbpp_id
    where (
        kept_out.mbpp_id is null
        or (settings.tests_run and settings.near_copy_at_least is not null)
    )
    and results.mbpp_id not in (select prompt_copies.mbpp_id from prompt_copies)
    and results.mbpp_id not in (select problem_id(excluded.mbpp_id) from excluded)
),

written as (
    select mbpp_id, 'test_cases' as test_set, 0 as position, test_cases as tests, false as is_record
    from test_cases

    union all

    select
        tested.mbpp_id,
        test_files.file as test_set,
        test_files.position,
        test_files.record as tests,
        true as is_record
    from test_files
    inner join tested on problem_id(test_files.mbpp_id) = tested.mbpp_id
    qualify row_number() over (
        partition by tested.mbpp_id, test_files.position order by test_files.record
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
