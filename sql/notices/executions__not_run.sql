-- Tests that cannot start, and sets that call what no program has.
select
    'warning' as level,
    format(
        'the tests of {} cannot start for {}, such as {} ({}): install what they need beside this '
        || 'Python',
        test_set, counted(count(distinct mbpp_id), 'problem'), min(mbpp_id),
        min_by(message, (mbpp_id, example_id))
    ) as message
from executions
where outcome = 'not_run'
group by test_set

union all

select
    'note' as level,
    format(
        '{} does not apply to {}, such as {}: {}',
        test_set, counted(count(distinct mbpp_id), 'problem'), min(mbpp_id),
        min_by(message, (mbpp_id, example_id))
    ) as message
from executions
where outcome = 'not_applicable'
group by test_set

union all

select
    'warning' as level,
    format(
        '{} cannot be run here ({}), such as one of problem {}: install that beside this Python '
        || 'to have them judged',
        counted(count(distinct example_id), 'program'),
        min_by(message, (mbpp_id, example_id)),
        min_by(mbpp_id, (mbpp_id, example_id))
    ) as message
from executions
where starts_with(message, 'ModuleNotFoundError') and is_failure(outcome)
having count(*) > 0;
