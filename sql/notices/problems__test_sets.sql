-- Tests that cannot be read; and, where none are run, that there are tests.
select
    'warning' as level,
    format(
        'the tests of {} in {} cannot be read, such as {}: {}',
        counted(count(*), 'problem'), test_set,
        arg_min(mbpp_id, id_order(mbpp_id)), arg_min(reason, id_order(mbpp_id))
    ) as message
from test_sets
where reason is not null
group by test_set

union all

select
    'note' as level,
    format(
        'tests of {} are there: --run-tests runs what is drawn on them and writes what passes',
        counted(count(distinct test_sets.mbpp_id), 'problem')
    ) as message
from test_sets
inner join problems on test_sets.mbpp_id = problems.mbpp_id and problems.problem_fate is null
cross join settings
where not settings.tests_run and test_sets.reason is null
having count(*) > 0;
