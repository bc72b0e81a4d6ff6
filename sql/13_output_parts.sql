-- output_parts: [output] template, taken apart: an answer is its parts, joined in order.
-- Grain:  one row per part.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [output] template.
-- Columns:
--   position: its place in the answer
--   text: a text that stands as it is; NULL for a name
--   name: what stands there instead: code, reasoning, answer or response

create or replace table output_parts (
    position integer not null,
    text varchar,
    name varchar
);
