-- inputs: the run files.
-- Grain:  one row per run file.
-- Reads:  nothing.
-- Scope:  one file
-- Python: fills it with the files that the globs match.
-- Columns:
--   file_id: the file, counted from 0
--   file: its path, from the fixed part of its glob
--   run_id: the run of its rows that name none
--   id_column: how its header writes mbpp_id
--   prompt_column: how its header writes prompt

create or replace table inputs (
    file_id integer primary key,
    file varchar not null,
    run_id varchar not null,
    id_column varchar not null,
    prompt_column varchar not null
);
