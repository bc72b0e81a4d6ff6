-- files: the dataset files that were written.
-- Grain:  one row per dataset file.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it when it has written them.
-- Columns:
--   file: its name
--   mix: the mix that it holds
--   side: train or validation
--   format: csv, or a file of templates/formats
--   n_rows: its rows

create or replace table files (
    file varchar primary key,
    mix varchar not null,
    side varchar not null,
    format varchar not null,
    n_rows bigint not null
);
