-- codes: the code of every distinct text that passed.
-- Grain:  one row per distinct text among the passing responses.
-- Reads:  results, problems.
-- Columns:
--   code: the text reduced to its code
--   is_usable: whether a problem that may be used has it; the others' are only cleaned
-- Runs repeat themselves, so texts are cleaned once. A table of its own, as programs is: in one
-- statement with solutions both ran on one thread (10 s instead of 4 for a million rows).

create or replace table codes as
with

texts as (
    select results.response, bool_or(problems.left_out_as is null) as is_usable
    from results
    inner join problems on results.mbpp_id = problems.mbpp_id
    where results.passed
    group by results.response
),

blocks as (
    select response, is_usable, code_block(response) as block
    from texts
)

select
    response,
    is_usable,
    code_of_block(block) as code
from blocks;
