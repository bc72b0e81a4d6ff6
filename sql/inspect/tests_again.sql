-- Every drawn program with every set of tests that it passed, for a run of all again.
select
    executions.mbpp_id,
    executions.test_set,
    drawn_codes.code,
    entry_points.entry_point,
    entry_points.names,
    test_sets.form,
    test_sets.tests
from executions
inner join drawn_codes on executions.example_id = drawn_codes.example_id
inner join entry_points on executions.mbpp_id = entry_points.mbpp_id
inner join test_sets
    on executions.mbpp_id = test_sets.mbpp_id and executions.test_set = test_sets.test_set
where executions.outcome = 'passed'
order by id_order(executions.mbpp_id), executions.test_set, executions.example_id;
