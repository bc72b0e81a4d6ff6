-- renamed_trials: wrong answers under another name, run under the name that the tests call.
-- Grain:  one row per distinct failing text whose one fault may be its name; none where no test is
--         run, or [difficulty] forgive_names is off.
-- Reads:  attempts, entry_points, test_sets, settings.
-- Scope:  one problem
-- Python: runs the program of every row of the last statement, in a sandbox, under the tests' name.
-- Columns:
--   mbpp_id: the problem
--   result_id: the first response that is this text
--   n_responses: how many responses are this text
--   has_passed: whether it passed all tests of the set
-- Its one fault may be the name where it is cut to one function or class that is called otherwise.
-- Whether that takes what the tests give, they tell. They are the first set that calls the entry
-- point: the run files' own, which the harness ran, else a file's.

create or replace table renamed_trials (
    mbpp_id varchar not null,
    result_id bigint primary key,
    n_responses bigint not null,
    has_passed boolean not null
);

with

judging as (
    select
        test_sets.mbpp_id,
        entry_points.entry_point as called,
        test_sets.form,
        test_sets.tests
    from test_sets
    inner join entry_points on test_sets.mbpp_id = entry_points.mbpp_id
    cross join settings
    where settings.tests_run and test_sets.reason is null
        and list_contains(test_sets.called, entry_points.entry_point)
    qualify row_number() over (
        partition by test_sets.mbpp_id order by test_sets.position, test_sets.test_set
    ) = 1
)

select
    attempts.mbpp_id,
    attempts.result_id,
    attempts.n_responses,
    attempts.code,
    attempts.names[1] as name,
    judging.called,
    judging.form,
    judging.tests
from attempts
inner join judging on attempts.mbpp_id = judging.mbpp_id
where not attempts.passed
    and attempts.structure is not null
    and len(attempts.names) = 1
    and attempts.names[1] <> judging.called
    and attempts.result_id
    > (select coalesce(max(renamed_trials.result_id), -1) from renamed_trials)
order by attempts.result_id
limit 5000;
