-- Every file of JSON lines, read back, holds as many records as were written.
with

records as (
    select parse_filename(filename) as file, count(*) as n_records
    from read_json_objects(
        getvariable('all_jsonl_files'),
        format = 'newline_delimited', filename = true,
        maximum_object_size = least(64000000, getvariable('largest_file'))
    )
    group by filename
)

select files.file, files.n_rows, coalesce(records.n_records, 0) as n_records
from files
left join records on files.file = records.file
where files.format not in ('csv', 'parquet') and files.n_rows <> coalesce(records.n_records, 0);
