-- wanted: what the chosen formats show beside right answers.
-- Grain:  one row.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from the key formats, and the templates of those formats.
-- Columns:
--   has_rejected: whether one of them shows a wrong answer beside the right one

create or replace table wanted (
    has_rejected boolean not null
);
