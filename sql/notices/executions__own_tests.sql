-- Programs that the harness passed and that fail their own tests here.
select
    'warning' as level,
    format(
        'the harness says passed: {} of {} fail their own tests ({}): none is written',
        counted(count(distinct example_id), 'program'),
        counted(count(distinct mbpp_id), 'problem'),
        string_agg(distinct mbpp_id, ', ' order by mbpp_id)[:60]
    ) as message
from executions
where test_set = 'test_cases' and is_failure(outcome)
having count(*) > 0;
