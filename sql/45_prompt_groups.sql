-- prompt_groups: prompts that ask for the same, and so stay on one side of the validation split.
-- Grain:  one row per distinct normalised prompt of the problems that may be used; none where no
--         validation was asked for.
-- Reads:  problems, prompts, same_behaviours, settings.
-- Scope:  all
-- Columns:
--   normal_prompt: the prompt in lower case, words only
--   prompt_group: the least of the prompts that it is connected with, itself included
-- Two prompts are connected where they are near-copies (as in near_copies, among these prompts),
-- where one problem has both, or where their problems behave alike. Two sets with a Jaccard
-- similarity of t share one of the n - ceil(t * n) + 1 rarest grams of either (Chaudhuri et al.
-- 2006, ICDE, prefix filtering), so only those are joined. (The linter does not know `using key`.)
-- noqa: disable=PRS

create or replace table prompt_groups as
with recursive

usable as (
    select problems.mbpp_id, prompts.normal_prompt
    from problems
    inner join prompts on problems.mbpp_id = prompts.mbpp_id and prompts.is_chosen
    where problems.problem_fate is null
),

asked_prompts as (
    select usable.mbpp_id, usable.normal_prompt as chosen_prompt, prompts.normal_prompt
    from usable
    inner join prompts on usable.mbpp_id = prompts.mbpp_id
    cross join settings
    where settings.validation > 0
),

distinct_prompts as (
    select distinct normal_prompt
    from asked_prompts
),

common_words as (
    select common_words(list(normal_prompt)) as common
    from distinct_prompts
),

gram_lists as (
    select
        distinct_prompts.normal_prompt,
        word_grams(distinct_prompts.normal_prompt, common_words.common) as grams
    from distinct_prompts
    cross join common_words
),

grams as (
    select normal_prompt, len(grams) as n_grams, unnest(grams) as gram
    from gram_lists
),

ordered_grams as (
    select
        grams.normal_prompt,
        grams.n_grams,
        grams.gram,
        row_number() over (
            partition by grams.normal_prompt order by frequencies.n_prompts, grams.gram
        ) as place
    from grams
    inner join (select gram, count(*) as n_prompts from grams group by gram) as frequencies
        on grams.gram = frequencies.gram
),

rare_grams as (
    select ordered_grams.normal_prompt, ordered_grams.gram
    from ordered_grams
    cross join settings
    where ordered_grams.place
        <= ordered_grams.n_grams - ceil(settings.near_copy_at_least * ordered_grams.n_grams) + 1
),

-- One prompt that holds all grams of another holds its rarest one.
suspects as (
    select distinct one.normal_prompt, other.normal_prompt as other_prompt
    from rare_grams as one
    inner join rare_grams as other
        on one.gram = other.gram and one.normal_prompt <> other.normal_prompt

    union

    select one.normal_prompt, other.normal_prompt as other_prompt
    from ordered_grams as one
    inner join ordered_grams as other
        on one.gram = other.gram and one.normal_prompt <> other.normal_prompt
    where one.place = 1 and one.n_grams >= 2 and other.n_grams >= one.n_grams
),

shared_grams as (
    select
        suspects.normal_prompt,
        suspects.other_prompt,
        len(list_intersect(one.grams, other.grams)) as n_shared,
        len(one.grams) as n_grams,
        len(other.grams) as n_other_grams
    from suspects
    inner join gram_lists as one on suspects.normal_prompt = one.normal_prompt
    inner join gram_lists as other on suspects.other_prompt = other.normal_prompt
),

alike_pairs as (
    select shared_grams.normal_prompt, shared_grams.other_prompt
    from shared_grams
    cross join settings
    where shared_grams.n_shared >= settings.near_copy_at_least
        * (shared_grams.n_grams + shared_grams.n_other_grams - shared_grams.n_shared)
        or (shared_grams.n_shared >= 2 and shared_grams.n_shared = shared_grams.n_grams)

    union

    select ours.normal_prompt, theirs.normal_prompt as other_prompt
    from same_behaviours
    inner join usable as ours on same_behaviours.mbpp_id = ours.mbpp_id
    inner join usable as theirs on same_behaviours.other_id = theirs.mbpp_id
    cross join settings
    where settings.validation > 0 and ours.normal_prompt <> theirs.normal_prompt
),

links as (
    select normal_prompt, other_prompt
    from alike_pairs

    union

    select other_prompt as normal_prompt, normal_prompt as other_prompt
    from alike_pairs

    union

    select chosen_prompt as normal_prompt, normal_prompt as other_prompt
    from asked_prompts
    where normal_prompt <> chosen_prompt

    union

    select normal_prompt, chosen_prompt as other_prompt
    from asked_prompts
    where normal_prompt <> chosen_prompt
),

-- The least prompt that can be reached from one near-copy to the next: it is handed on until no
-- prompt learns of a lesser one.
groups(normal_prompt, prompt_group) using key (normal_prompt) as (
    select normal_prompt, normal_prompt as prompt_group
    from distinct_prompts

    union

    select links.other_prompt, min(groups.prompt_group)
    from groups
    inner join links on groups.normal_prompt = links.normal_prompt
    inner join recurring.groups as known on links.other_prompt = known.normal_prompt
    where groups.prompt_group < known.prompt_group
    group by links.other_prompt
)

select normal_prompt, prompt_group
from groups;
