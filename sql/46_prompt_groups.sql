-- prompt_groups: prompts that ask for the same, and so stay on one side of the validation split.
-- Grain:  one row per distinct normalised prompt of the problems that may be used; none where no
--         validation was asked for.
-- Reads:  prompt_grams, prompt_links.
-- Scope:  all
-- Columns:
--   normal_prompt: the prompt in lower case, words only
--   prompt_group: the least of the prompts that it is connected with, itself included
-- In the end a group is named after its least prompt, its head. In each round whoever has learnt of
-- a lesser one tells it to the heads of those that it is linked with, and all ask their heads: the
-- rounds grow with the logarithm of a chain of links, and not with its length. (The linter does not
-- know `using key`.)
-- noqa: disable=PRS

create or replace table prompt_groups as
with recursive

links as (
    select prompt_id, other_id
    from prompt_links

    union all

    select other_id as prompt_id, prompt_id as other_id
    from prompt_links
),

groups(prompt_id, group_id) using key (prompt_id) as (
    select prompt_id, prompt_id as group_id
    from prompt_grams

    union

    select told.prompt_id, min(told.group_id) as group_id
    from (
        select known.group_id as prompt_id, groups.group_id
        from groups
        inner join links on groups.prompt_id = links.prompt_id
        inner join recurring.groups as known on links.other_id = known.prompt_id

        union all

        select known.prompt_id, heads.group_id
        from recurring.groups as known
        inner join recurring.groups as heads on known.group_id = heads.prompt_id
    ) as told
    inner join recurring.groups as known on told.prompt_id = known.prompt_id
    where told.group_id < known.group_id
    group by told.prompt_id
)

select prompts.normal_prompt, least_prompts.normal_prompt as prompt_group
from groups
inner join prompt_grams as prompts on groups.prompt_id = prompts.prompt_id
inner join prompt_grams as least_prompts on groups.group_id = least_prompts.prompt_id;
