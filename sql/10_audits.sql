-- audits: how many rows each run file has, counted apart from the scan.
-- Grain:  one row per run file.
-- Reads:  nothing.
-- Scope:  one file
-- Python: fills it while 11_results runs: it reads every file to its end, without DuckDB.
-- Columns:
--   file_id: the file
--   n_rows: its rows; those that came out, where the template of a source does not say how to count
--   is_unfinished: whether its last row lacks its newline

create or replace table audits (
    file_id integer primary key,
    n_rows bigint not null,
    is_unfinished boolean not null
);
