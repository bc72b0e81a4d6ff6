-- A file whose `passed` is neither yes nor no, or that has a row without an id. Returns the first
-- such row; {value} and {key} are filled in from the file, with its line.
with

bad_rows as (
    select result_id, file_id, passed is null as is_passed_bad
    from results
    where passed is null or mbpp_id is null or mbpp_id = ''
    order by result_id
    limit 1
)

select
    'error' as level,
    case
        when bad_rows.is_passed_bad
            then 'passed is {value}: write true or false, 1 or 0, yes or no, pass or fail, or {key}'
        else 'mbpp_id is {value}: every row needs the id of its problem'
    end as message,
    bad_rows.file_id,
    (
        select count(*)
        from results
        where results.file_id = bad_rows.file_id
            and results.result_id <= bad_rows.result_id
            and results.sample_number = 1
    ) - 1 as record,
    case when bad_rows.is_passed_bad then 'passed' else 'mbpp_id' end as column_name
from bad_rows;
