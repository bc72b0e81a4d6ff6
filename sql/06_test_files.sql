-- test_files: the problems of [tests] files, each with its tests as the file has them.
-- Grain:  one row per file and problem in it.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [tests] files.
-- Published: no
-- Columns:
--   position: the place of the file in the configuration, from 1
--   file: its name
--   mbpp_id: the problem, as the file writes it
--   record: its columns that say something of tests, as JSON

create or replace table test_files (
    position integer not null,
    file varchar not null,
    mbpp_id varchar not null,
    record varchar not null
);
