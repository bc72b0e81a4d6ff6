-- Files of tests whose problems are none of the runs'.
select
    'warning' as level,
    format(
        '[tests] files: {} has tests of {}, and none of them is a problem of the runs: their ids '
        || 'are such as {}',
        test_files.file,
        counted(count(*), 'problem'),
        min(test_files.mbpp_id)
    ) as message
from test_files
left join problems on problem_id(test_files.mbpp_id) = problems.mbpp_id
group by test_files.position, test_files.file
having count(problems.mbpp_id) = 0
order by test_files.position;
