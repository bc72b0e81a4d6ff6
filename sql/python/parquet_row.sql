-- One row of a Parquet file as JSON, for a message. Returns one row.
select to_json(rows)::varchar as row_written
from (
    select *
    from read_parquet(getvariable('file'))
    limit 1 offset getvariable('place')
) as rows;
