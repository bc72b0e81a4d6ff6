-- A wrong answer whose tests were run failed one of them.
select pairs.example_id, pairs.failure_id
from pairs
inner join failure_executions on pairs.failure_id = failure_executions.failure_id
group by pairs.example_id, pairs.failure_id
having all_passed(failure_executions.outcome);
