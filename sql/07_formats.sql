-- formats: the training formats that are written.
-- Grain:  one row per format.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from the key formats, and audits into each format's file.
-- Columns:
--   position: its place in the configuration
--   format: its name
--   has_rejected: whether it shows a wrong answer beside the right one

create or replace table formats (
    position integer not null,
    format varchar primary key,
    has_rejected boolean not null
);
