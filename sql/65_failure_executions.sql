-- failure_executions: what became of the wrong answers when their tests were run here.
-- Grain:  one row per wrong answer and set of tests that was run; none where [tests] run is off.
-- Reads:  failures, draws, entry_points, test_sets, settings.
-- Scope:  one problem
-- Python: runs the program of every row of the last statement on its tests, in a sandbox.
-- Columns:
--   failure_id: the wrong answer
--   mbpp_id: the problem
--   test_set: the set of tests
--   outcome: as in executions
--   n_tests: how many tests the set has
--   n_passed: how many passed before the first that did not
--   first_failed: that test
--   message: what it said
--   code_md5: md5 of the text that was run
-- A wrong answer that passes every test is not wrong: the next one by rank is run in its place,
-- until there are enough for the pairs of the problem to choose from.

create or replace table failure_executions (
    failure_id varchar not null,
    mbpp_id varchar not null,
    test_set varchar not null,
    outcome varchar not null,
    n_tests integer not null,
    n_passed integer not null,
    first_failed varchar not null,
    message varchar not null,
    code_md5 varchar not null,
    primary key (failure_id, test_set)
);

with

drawn as (
    select mbpp_id, count(distinct example_id) as n_drawn
    from draws
    group by mbpp_id
),

hopeful as (
    select failures.failure_id, failures.mbpp_id, failures.code
    from failures
    inner join drawn on failures.mbpp_id = drawn.mbpp_id
    cross join settings
    where settings.tests_run
        and failures.failure_id not in (
            select failure_executions.failure_id
            from failure_executions
            group by failure_executions.failure_id
            having all_passed(failure_executions.outcome)
        )
    qualify row_number() over (partition by failures.mbpp_id order by failures.rank)
        <= n_wrong_for(drawn.n_drawn)
)

select
    hopeful.failure_id,
    hopeful.mbpp_id,
    test_sets.test_set,
    hopeful.code,
    entry_points.entry_point,
    entry_points.names,
    test_sets.form,
    test_sets.tests,
    test_sets.n_tests
from hopeful
inner join entry_points on hopeful.mbpp_id = entry_points.mbpp_id
inner join test_sets on hopeful.mbpp_id = test_sets.mbpp_id and test_sets.reason is null
anti join failure_executions
    on hopeful.failure_id = failure_executions.failure_id
    and test_sets.test_set = failure_executions.test_set
where test_sets.called = [] or list_contains(test_sets.called, entry_points.entry_point)
order by hopeful.mbpp_id, test_sets.position, test_sets.test_set, hopeful.failure_id
limit 5000;
