-- Wrong answers that pass every test: they are no pairs.
with

passing as (
    select failure_id, mbpp_id
    from failure_executions
    group by failure_id, mbpp_id
    having all_passed(outcome)
)

select
    'warning' as level,
    format(
        'the harness says failed: {} of {} pass every test here: no pair shows them as wrong',
        counted(count(*), 'answer'), counted(count(distinct mbpp_id), 'problem')
    ) as message
from passing
having count(*) > 0;
