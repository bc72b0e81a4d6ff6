-- sides: which problems are set aside for validation.
-- Grain:  one row per problem that may be used.
-- Reads:  problems, prompts, prompt_groups, settings.
-- Scope:  all
-- Columns:
--   mbpp_id: the problem
--   side: train or validation, in all mixes alike
--   prompt_group: the least normalised prompt among its near-copies and those that behave alike
-- A group is on the validation side when md5 of seed, "validation" and prompt_group, read as a
-- fraction, is under the share: adding a problem moves no other but its own near-copies.

create or replace table sides as
with

usable as (
    select problems.mbpp_id, coalesce(prompts.normal_prompt, '') as normal_prompt
    from problems
    left join prompts on problems.mbpp_id = prompts.mbpp_id and prompts.is_chosen
    where problems.problem_fate is null
)

select
    usable.mbpp_id,
    case
        when unit_hash([settings.seed::varchar, 'validation', prompt_groups.prompt_group])
            < settings.validation then 'validation'
        else 'train'
    end as side,
    coalesce(prompt_groups.prompt_group, usable.normal_prompt) as prompt_group
from usable
cross join settings
left join prompt_groups on usable.normal_prompt = prompt_groups.normal_prompt;
