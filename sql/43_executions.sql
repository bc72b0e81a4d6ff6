-- executions: what became of the programs when their tests were run here.
-- Grain:  one row per example and set of tests that was run, or does not apply to its problem; none
--         where [tests] run is off.
-- Reads:  examples, example_tokens, solutions, entry_points, test_sets, mixes, settings.
-- Scope:  one problem
-- Python: runs the program of every row of the last statement on its tests, in a sandbox.
-- Columns:
--   example_id: the example
--   mbpp_id: the problem
--   test_set: the set of tests
--   outcome: passed; failed (a test), error (an exception), exited (it ended before its tests
--     did), timeout, memory, processes, output, left_behind (it passed a limit); not_run (the tests
--     themselves cannot start), not_applicable (they call a name that no program has)
--   n_tests: how many tests the set has
--   n_passed: how many passed before the first that did not
--   first_failed: that test
--   message: what it said
--   code_md5: md5 of the text that was run
-- Programs are run by rank, round by round, until each problem has max_per_problem that hold: where
-- one fails, the next takes its place and is run in the next round. Where a mix has max_tokens, so
-- many are found for it among those that it may take.

create or replace table executions (
    example_id varchar not null,
    mbpp_id varchar not null,
    test_set varchar not null,
    outcome varchar not null,
    n_tests integer not null,
    n_passed integer not null,
    first_failed varchar not null,
    message varchar not null,
    code_md5 varchar not null,
    primary key (example_id, test_set)
);

insert into executions
with

defined as (
    select mbpp_id, list(distinct name) as names
    from (select mbpp_id, unnest(defined_names) as name from solutions)
    group by mbpp_id
)

select
    examples.example_id,
    examples.mbpp_id,
    test_sets.test_set,
    'not_applicable' as outcome,
    test_sets.n_tests,
    0 as n_passed,
    '' as first_failed,
    format('it calls {}, which no program has', array_to_string(test_sets.called, ', ')) as message,
    '' as code_md5
from examples
inner join test_sets on examples.mbpp_id = test_sets.mbpp_id
cross join settings
left join defined on examples.mbpp_id = defined.mbpp_id
where settings.tests_run and not examples.is_rare and test_sets.reason is null
    and test_sets.called <> [] and not list_has_any(test_sets.called, coalesce(defined.names, []));

with

limits as (
    select distinct max_tokens
    from mixes
),

hopeful as (
    select distinct examples.example_id, examples.mbpp_id, examples.result_id
    from examples
    cross join settings
    inner join limits on settings.tests_run
    left join example_tokens on examples.example_id = example_tokens.example_id
    where settings.tests_run and not examples.is_rare and examples.reason is null
        and not exists (
            select 1
            from executions
            where executions.example_id = examples.example_id and is_failure(executions.outcome)
        )
        and (limits.max_tokens is null or example_tokens.n_tokens <= limits.max_tokens)
    qualify row_number() over (
        partition by examples.mbpp_id, limits.max_tokens order by examples.rank
    ) <= settings.max_per_problem
)

select
    hopeful.example_id,
    hopeful.mbpp_id,
    test_sets.test_set,
    solutions.code,
    entry_points.entry_point,
    entry_points.names,
    test_sets.form,
    test_sets.tests,
    test_sets.n_tests
from hopeful
inner join solutions on hopeful.result_id = solutions.result_id
inner join entry_points on hopeful.mbpp_id = entry_points.mbpp_id
inner join test_sets on hopeful.mbpp_id = test_sets.mbpp_id and test_sets.reason is null
anti join executions
    on hopeful.example_id = executions.example_id and test_sets.test_set = executions.test_set
order by hopeful.mbpp_id, test_sets.position, test_sets.test_set, hopeful.example_id
limit 5000;
