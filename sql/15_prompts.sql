-- prompts: the prompts of every problem.
-- Grain:  one row per problem and distinct prompt that is not empty.
-- Reads:  results.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   prompt: a prompt of it
--   normal_prompt: the prompt in lower case, words only
--   is_chosen: whether the problem goes by it: its most frequent one, ties by text
--   n_prompts: how many different prompts the problem's rows carry

create or replace table prompts as
with

counted as (
    select mbpp_id, prompt, count(*) as n_results
    from results
    where prompt <> ''
    group by mbpp_id, prompt
)

select
    mbpp_id,
    prompt,
    normal_prompt(prompt) as normal_prompt,
    row_number() over (partition by mbpp_id order by n_results desc, prompt asc) = 1 as is_chosen,
    count(*) over (partition by mbpp_id) as n_prompts
from counted;
