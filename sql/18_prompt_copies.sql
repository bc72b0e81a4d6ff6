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
-- Each normalised prompt is compared once, by a number: pairs of texts take four times the memory.

create or replace table prompt_copies as
with

in_question as (
    select mbpp_id, normal_prompt
    from prompts
    where mbpp_id not in (select held_out.mbpp_id from held_out where held_out.mbpp_id is not null)
),

-- Of held-out prompts in the same words the first one is named.
held_out_prompts as (
    select
        mbpp_id,
        prompt,
        normal_prompt,
        row_number() over (order by normal_prompt)::integer as held_number
    from held_out
    where normal_prompt <> ''
    qualify row_number() over (
        partition by normal_prompt order by id_order(mbpp_id) asc nulls last, prompt asc
    ) = 1
),

-- One row, of a list that is empty where the held-out prompts are too few to tell; and none where
-- there is nothing to compare with.
common_words as (
    select common_words(list(normal_prompt)) as common
    from held_out_prompts
    having count(*) > 0
),

distinct_prompts as (
    select normal_prompt, row_number() over (order by normal_prompt)::integer as number
    from in_question
    group by normal_prompt
),

asked_grams as (
    select number, len(grams) as n_grams, unnest(grams) as gram
    from (
        select
            distinct_prompts.number,
            word_grams(distinct_prompts.normal_prompt, common_words.common) as grams
        from distinct_prompts
        cross join common_words
        cross join settings
        where settings.near_copy_at_least is not null
    )
),

held_grams as (
    select held_number, len(grams) as n_grams, unnest(grams) as gram
    from (
        select
            held_out_prompts.held_number,
            word_grams(held_out_prompts.normal_prompt, common_words.common) as grams
        from held_out_prompts
        cross join common_words
    )
),

similarities as (
    select
        asked_grams.number,
        held_grams.held_number,
        (count(*) / (asked_grams.n_grams + held_grams.n_grams - count(*)))::decimal(9, 6)
            as similarity,
        count(*) >= 2 and count(*) = least(asked_grams.n_grams, held_grams.n_grams) as is_contained
    from asked_grams
    inner join held_grams on asked_grams.gram = held_grams.gram
    group by
        asked_grams.number, asked_grams.n_grams, held_grams.held_number, held_grams.n_grams
),

copies as (
    select
        in_question.mbpp_id,
        held_out_prompts.mbpp_id as held_out_id,
        held_out_prompts.prompt as held_out_prompt,
        similarities.similarity,
        case
            when similarities.similarity >= settings.near_copy_at_least then 'similar words'
            else 'contained'
        end as found_by
    from similarities
    cross join settings
    inner join distinct_prompts on similarities.number = distinct_prompts.number
    inner join in_question on distinct_prompts.normal_prompt = in_question.normal_prompt
    inner join held_out_prompts on similarities.held_number = held_out_prompts.held_number
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
