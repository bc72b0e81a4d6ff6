-- codes: the code of every distinct text that passed.
-- Grain:  one row per distinct text among the passing responses.
-- Reads:  results, problems.
-- Scope:  one problem
-- Published: no
-- Columns:
--   result_ids: the responses that are this text
--   is_usable: whether a problem that may be used has it; others are only cleaned
--   code: the text reduced to its code
-- Runs repeat themselves, so a text is cleaned once, and the table says whose it is. A table of its
-- own, as fingerprints is: in one statement both would run on one thread.

create or replace table codes as
with

texts as (
    select
        results.response,
        list(results.result_id) as result_ids,
        bool_or(problems.problem_fate is null) as is_usable
    from results
    inner join problems on results.mbpp_id = problems.mbpp_id
    where results.passed
    group by results.response
),

blocks as (
    select result_ids, is_usable, code_block(response) as block
    from texts
)

select
    result_ids,
    is_usable,
    code_of_block(block) as code
from blocks;
