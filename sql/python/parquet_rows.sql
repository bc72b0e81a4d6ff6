-- How many rows a Parquet file has, by its footer. Returns one row.
select num_rows
from parquet_file_metadata(getvariable('file'));
