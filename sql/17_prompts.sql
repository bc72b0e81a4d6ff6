-- prompts: the prompt of every problem.
-- Grain:  one row per problem with a prompt.
-- Reads:  results.
-- Columns:
--   prompt: its most frequent prompt that is not empty, ties by text
--   normal_prompt: the prompt in lower case, words only
--   n_prompts: how many different prompts its rows carry

create or replace table prompts as
with

chosen as (
    select
        mbpp_id,
        prompt,
        count(*) over (partition by mbpp_id) as n_prompts
    from results
    where prompt <> ''
    group by mbpp_id, prompt
    qualify row_number() over (partition by mbpp_id order by count(*) desc, prompt) = 1
)

select
    mbpp_id,
    prompt,
    normal_prompt(prompt) as normal_prompt,
    n_prompts
from chosen;
