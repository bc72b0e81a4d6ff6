-- trials: programs of a problem, run on the tests of another that may ask for the same.
-- Grain:  one row per program and problem whose tests it was run on.
-- Reads:  suspected_pairs, commonest_programs, test_sets.
-- Scope:  all
-- Python: runs the program of every row of the last statement, in a sandbox, under the tests' name.
-- Columns:
--   mbpp_id: the problem of the program
--   place: its place in commonest_programs
--   tests_of: the problem of the tests
--   has_passed: whether it passed all of them
-- A suspected pair is tried one way, and the other way where a program has passed. A problem's
-- next program is tried where the one before has failed.

create or replace table trials (
    mbpp_id varchar not null,
    place bigint not null,
    tests_of varchar not null,
    has_passed boolean not null,
    primary key (mbpp_id, tests_of, place)
);

with

tried as (
    select mbpp_id, tests_of, count(*) as n_programs, bool_or(has_passed) as has_passed
    from trials
    group by mbpp_id, tests_of
),

ways as (
    select mbpp_id, other_id as tests_of, other_test_set as test_set, other_name as name
    from suspected_pairs

    union all

    select
        suspected_pairs.other_id as mbpp_id,
        suspected_pairs.mbpp_id as tests_of,
        suspected_pairs.test_set,
        suspected_pairs.name
    from suspected_pairs
    semi join tried
        on suspected_pairs.mbpp_id = tried.mbpp_id and suspected_pairs.other_id = tried.tests_of
        and tried.has_passed
)

select
    ways.mbpp_id,
    commonest_programs.place,
    ways.tests_of,
    commonest_programs.code,
    commonest_programs.name,
    ways.name as called,
    test_sets.form,
    test_sets.tests
from ways
left join tried on ways.mbpp_id = tried.mbpp_id and ways.tests_of = tried.tests_of
inner join commonest_programs
    on ways.mbpp_id = commonest_programs.mbpp_id
    and commonest_programs.place = coalesce(tried.n_programs, 0) + 1
inner join test_sets
    on ways.tests_of = test_sets.mbpp_id and ways.test_set = test_sets.test_set
where not coalesce(tried.has_passed, false)
order by ways.mbpp_id, ways.tests_of
limit 5000;
