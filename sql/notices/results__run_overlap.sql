-- The same run_id in two files is fine for parts of one run, and doubtful where problems repeat.
with

run_files as (
    select run_id
    from results
    group by run_id
    having count(distinct file_id) > 1
),

shared_problems as (
    select
        results.run_id,
        results.mbpp_id,
        min(results.file_id) as file_id,
        max(results.file_id) as other
    from results
    semi join run_files on results.run_id = run_files.run_id
    group by results.run_id, results.mbpp_id
    having count(distinct results.file_id) > 1
)

select
    'warning' as level,
    format(
        '{} and {} are both run "{}" and share {}: all their rows count as its samples',
        min(inputs.file), min(others.file), shared_problems.run_id, counted(count(*), 'problem')
    ) as message
from shared_problems
inner join inputs on shared_problems.file_id = inputs.file_id
inner join inputs as others on shared_problems.other = others.file_id
group by shared_problems.run_id, shared_problems.file_id, shared_problems.other
order by message;
