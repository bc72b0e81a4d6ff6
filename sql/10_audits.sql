-- audits: how many rows each run file has, counted apart from the scan.
-- Grain:  one row per run file.
-- Reads:  nothing.
-- Scope:  one file
-- Python: fills it while 11_results runs: it reads every CSV to its end, without DuckDB.
-- Columns:
--   file_id: the file
--   n_rows: its rows; of the files of a harness, which nobody else can count, those that came out

create or replace table audits (
    file_id integer primary key,
    n_rows bigint not null
);
