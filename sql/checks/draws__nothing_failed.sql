-- Nothing that is drawn failed a test, and, where tests are run, each set that applies was run.
select draws.mix, draws.example_id, executions.test_set, executions.outcome
from draws
inner join executions on draws.example_id = executions.example_id
where is_failure(executions.outcome)

union all

select draws.mix, draws.example_id, test_sets.test_set, null as outcome
from draws
inner join examples on draws.example_id = examples.example_id
inner join test_sets on examples.mbpp_id = test_sets.mbpp_id and test_sets.reason is null
cross join settings
anti join executions
    on draws.example_id = executions.example_id and test_sets.test_set = executions.test_set
where settings.tests_run;
