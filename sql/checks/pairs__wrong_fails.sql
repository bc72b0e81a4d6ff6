-- A wrong answer whose tests were run failed one of them.
select pairs.example_id, pairs.failure_id
from pairs
inner join failure_executions on pairs.failure_id = failure_executions.failure_id
group by pairs.example_id, pairs.failure_id
having bool_or(failure_executions.outcome = 'passed')
    and not bool_or(is_failure(failure_executions.outcome));
