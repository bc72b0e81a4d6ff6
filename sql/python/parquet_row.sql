-- One row of a Parquet file as JSON, for a message. Returns one row.
select to_json(rows)::varchar as row_written
from (
    select *
    from read_parquet(getvariable('file'), file_row_number = true)
    where file_row_number = getvariable('place')
) as rows;
