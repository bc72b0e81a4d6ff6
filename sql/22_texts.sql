-- texts: the distinct texts among the passing responses of a problem.
-- Grain:  one row per problem and distinct text that passed.
-- Reads:  results.
-- Scope:  one problem
-- Published: no
-- Columns:
--   text_id: the text, counted from 1 in the order of its first response
--   result_id: the first response that is this text
--   mbpp_id: the problem
--   result_ids: the responses that are this text
-- Runs repeat themselves, so a text is read once, and the table says whose it is.

create or replace table texts as
with

distinct_texts as (
    select mbpp_id, min(result_id) as result_id, list(result_id) as result_ids
    from results
    where passed
    group by mbpp_id, response
)

select
    row_number() over (order by result_id) as text_id,
    result_id,
    mbpp_id,
    result_ids
from distinct_texts
order by result_id;
