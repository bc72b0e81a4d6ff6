-- prompt_links: which prompts must stay on one side of the validation split, by twos.
-- Grain:  one row per two prompts that are linked.
-- Reads:  prompt_grams, problems, prompts, same_behaviours, settings.
-- Scope:  all
-- Published: no
-- Columns:
--   prompt_id: a prompt of prompt_grams
--   other_id: one that it is connected with, by itself or through others
-- Two prompts are connected where they are near-copies (as in near_copies, among these prompts),
-- where one problem has both, or where their problems behave alike. The links lead from each prompt
-- to all that it is connected with; not every two near-copies have one of their own.
-- Two prompts meet at the rarest gram that they share: whatever else they share is in the rest of
-- both from there on. So the two rests, and how many grams each prompt has, tell whether they are
-- near-copies. One prompt is compared for all that are alike in these: of a thousand variants of
-- one prompt most rests are the same. Rests that are less than near_copy_at_least of their prompt
-- are not enough (Chaudhuri et al. 2006, ICDE, prefix filtering), unless they may hold a whole one.

create or replace table prompt_links as
with

-- The prompts that others may hold, by their rarest gram.
wholes as (
    select shared_grams[1] as gram, min(n_grams) as n_grams
    from prompt_grams
    where n_grams >= 2 and len(shared_grams) = n_grams
    group by shared_grams[1]
),

places as (
    select
        prompt_id,
        n_grams,
        shared_grams,
        gram_keys,
        unnest(range(1, len(shared_grams) + 1)) as place
    from prompt_grams
),

placed as (
    select
        prompt_id,
        n_grams,
        shared_grams[place] as gram,
        (len(shared_grams) - place + 1)::integer as n_rest,
        gram_keys[place:] as rest_keys
    from places
),

rests as (
    select
        placed.prompt_id,
        placed.n_grams,
        placed.gram,
        placed.n_rest,
        list_sum(placed.rest_keys) as rest_key
    from placed
    cross join settings
    left join wholes on placed.gram = wholes.gram
    where placed.n_rest >= settings.near_copy_at_least * placed.n_grams
        or placed.n_rest >= wholes.n_grams
),

-- first_id: the least of the prompts of one rest and one number of grams, which stands for all.
families as (
    select
        prompt_id,
        gram,
        n_grams,
        n_rest,
        min(prompt_id) over same as first_id,
        count(*) over same as n_prompts
    from rests
    window same as (partition by gram, n_grams, n_rest, rest_key)
),

firsts as (
    select
        families.gram,
        families.n_grams,
        families.n_rest,
        families.first_id,
        families.n_prompts,
        settings.near_copy_at_least as at_least
    from families
    cross join settings
    where families.prompt_id = families.first_id
),

-- By numbers alone at first: to compare grams is dear.
possible_pairs as materialized (
    select
        one.gram,
        one.first_id,
        other.first_id as other_id,
        one.n_rest,
        least_shared(one.n_grams, other.n_grams, one.at_least) as least_shared
    from firsts as one
    inner join firsts as other on one.gram = other.gram and one.first_id < other.first_id
    where least(one.n_rest, other.n_rest)
        >= least_shared(one.n_grams, other.n_grams, one.at_least)
),

alike as (
    select possible_pairs.gram, possible_pairs.first_id, possible_pairs.other_id
    from possible_pairs
    inner join prompt_grams as one on possible_pairs.first_id = one.prompt_id
    inner join prompt_grams as other on possible_pairs.other_id = other.prompt_id
    where n_in_both(one.shared_grams[-possible_pairs.n_rest:], other.shared_grams)
        >= possible_pairs.least_shared

    union all

    select gram, first_id, first_id as other_id
    from firsts
    where n_prompts > 1 and n_rest >= least_shared(n_grams, n_grams, at_least)
),

-- What holds for the first one holds for the whole family.
alike_families as (
    select gram, first_id
    from alike

    union

    select gram, other_id as first_id
    from alike
),

numbered_prompts as (
    select prompts.mbpp_id, prompts.is_chosen, prompt_grams.prompt_id
    from problems
    inner join prompts on problems.mbpp_id = prompts.mbpp_id
    inner join prompt_grams on prompts.normal_prompt = prompt_grams.normal_prompt
    where problems.problem_fate is null
),

links as (
    select first_id as prompt_id, other_id
    from alike

    union

    select families.first_id as prompt_id, families.prompt_id as other_id
    from families
    semi join alike_families
        on families.gram = alike_families.gram and families.first_id = alike_families.first_id

    union

    select chosen.prompt_id, others.prompt_id as other_id
    from numbered_prompts as chosen
    inner join numbered_prompts as others on chosen.mbpp_id = others.mbpp_id
    where chosen.is_chosen and not others.is_chosen

    union

    select ours.prompt_id, theirs.prompt_id as other_id
    from same_behaviours
    inner join numbered_prompts as ours on same_behaviours.mbpp_id = ours.mbpp_id
    inner join numbered_prompts as theirs on same_behaviours.other_id = theirs.mbpp_id
    where ours.is_chosen and theirs.is_chosen
)

select prompt_id, other_id
from links
where prompt_id <> other_id;
