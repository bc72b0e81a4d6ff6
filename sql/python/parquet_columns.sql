-- The columns of a Parquet file. Returns a row per column: name and type, and what else is known.
describe from read_parquet(getvariable('file'));
