-- results: the rows of the build before of files that it had read (variable held_files), and those
-- that were read now, whose file_id is a place among the files that were (read_file_ids).
create or replace table results as
select results.* replace (inputs.file_id as file_id)
from before.main.results
inner join before.main.inputs as inputs_before on results.file_id = inputs_before.file_id
inner join inputs on inputs_before.file = inputs.file
where list_contains(getvariable('held_files')::varchar[], inputs.file)
union all by name
select * replace (getvariable('read_file_ids')[file_id + 1]::integer as file_id)
from results;

-- The ids of a file's rows are one behind the other in both, so counting on is enough.
update results
set result_id = files.first_id + results.result_id - files.first_id_before
from (
    select
        file_id,
        min(result_id) as first_id_before,
        (sum(count(*)) over (order by file_id) - count(*))::bigint as first_id
    from results
    group by file_id
) as files
where results.file_id = files.file_id;
