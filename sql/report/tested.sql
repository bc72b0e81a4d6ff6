-- How many of the drawn examples passed tests that were run here. Returns one row.
select
    count(*) as n_drawn,
    count(*) filter (where drawn_examples.example_id in (
        select executions.example_id
        from executions
        where executions.outcome = 'passed'
    )) as n_tested
from drawn_examples;
