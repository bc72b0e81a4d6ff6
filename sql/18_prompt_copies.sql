-- prompt_copies: problems whose prompt nearly repeats a held-out one.
-- Grain:  one row per such problem, with the held-out prompt that is nearest.
-- Reads:  prompts, held_out, settings.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   held_out_id: the held-out problem that it is like
--   held_out_prompt: the prompt of that problem
--   similarity: Jaccard similarity of the two prompts, 0..1
--   found_by: same words; similar words (similarity of at least near_copy_at_least); contained (all
--     grams of one in the other, two at least)
-- Any prompt of a problem counts, not only the one that it goes by. Equal normalised prompts are
-- copies always. Else: Jaccard of word 3-grams without the words that more than a fifth of at least
-- 100 held-out prompts share ("write a function to find"): plain Jaccard misses most real copies in
-- MBPP and takes a cone for a cylinder.

create or replace table prompt_copies as
with

in_question as (
    select mbpp_id, prompt, normal_prompt
    from prompts
    where mbpp_id not in (select held_out.mbpp_id from held_out where held_out.mbpp_id is not null)
),

held_out_prompts as (
    select mbpp_id, prompt, normal_prompt
    from held_out
    where normal_prompt <> ''
),

-- One row, of a list that is empty where the held-out prompts are too few to tell.
common_words as (
    select common_words(list(distinct normal_prompt)) as common
    from held_out_prompts
),

gram_lists as (
    select
        in_question.mbpp_id,
        in_question.prompt,
        'in question' as side,
        word_grams(in_question.normal_prompt, common_words.common) as grams
    from in_question
    cross join common_words
    cross join settings
    where settings.near_copy_at_least is not null

    union all

    select
        held_out_prompts.mbpp_id,
        held_out_prompts.prompt,
        'held out' as side,
        word_grams(held_out_prompts.normal_prompt, common_words.common) as grams
    from held_out_prompts
    cross join common_words
),

grams as (
    select mbpp_id, prompt, side, len(grams) as n_grams, unnest(grams) as gram
    from gram_lists
),

similarities as (
    select
        asked.mbpp_id,
        held.mbpp_id as held_out_id,
        held.prompt as held_out_prompt,
        (count(*) / (asked.n_grams + held.n_grams - count(*)))::decimal(9, 6) as similarity,
        count(*) >= 2 and count(*) = least(asked.n_grams, held.n_grams) as is_contained
    from grams as asked
    inner join grams as held on asked.gram = held.gram
    where asked.side = 'in question' and held.side = 'held out'
    group by
        asked.mbpp_id, asked.prompt, held.mbpp_id, held.prompt, asked.n_grams, held.n_grams
),

copies as (
    select
        similarities.mbpp_id,
        similarities.held_out_id,
        similarities.held_out_prompt,
        similarities.similarity,
        case
            when similarities.similarity >= settings.near_copy_at_least then 'similar words'
            else 'contained'
        end as found_by
    from similarities
    cross join settings
    where similarities.similarity >= settings.near_copy_at_least or similarities.is_contained

    union all

    select
        in_question.mbpp_id,
        held_out_prompts.mbpp_id as held_out_id,
        held_out_prompts.prompt as held_out_prompt,
        1 as similarity,
        'same words' as found_by
    from in_question
    inner join held_out_prompts on in_question.normal_prompt = held_out_prompts.normal_prompt
)

select *
from copies
qualify row_number() over (
    partition by mbpp_id
    order by
        similarity desc,
        found_by asc,
        id_order(held_out_id) asc nulls last,
        held_out_prompt asc
) = 1;
