-- prompt_grams: the prompts that may be trained on, as sets of word 3-grams.
-- Grain:  one row per distinct normalised prompt of the problems that may be used; none where no
--         validation was asked for.
-- Reads:  problems, prompts, settings.
-- Scope:  all
-- Published: no
-- Columns:
--   prompt_id: the place of the prompt among all, by text
--   normal_prompt: the prompt in lower case, words only
--   n_grams: how many grams it has
--   shared_grams: those that another prompt has too, as numbers, the rarest first
--   gram_keys: hashes of these, to tell sets of them by their sum
-- A table of its own, as prompt_links reads it many times. Words that more than a fifth of the
-- prompts share are left out, as for near_copies.

create or replace table prompt_grams as
with

usable as (
    select problems.mbpp_id
    from problems
    cross join settings
    where problems.problem_fate is null and settings.validation > 0
),

distinct_prompts as (
    select distinct prompts.normal_prompt
    from prompts
    semi join usable on prompts.mbpp_id = usable.mbpp_id
),

common_words as (
    select common_words(list(normal_prompt)) as common
    from distinct_prompts
),

gram_lists as (
    select
        row_number() over (order by distinct_prompts.normal_prompt)::integer as prompt_id,
        distinct_prompts.normal_prompt,
        word_grams(distinct_prompts.normal_prompt, common_words.common) as grams
    from distinct_prompts
    cross join common_words
),

grams as (
    select prompt_id, unnest(grams) as gram
    from gram_lists
),

-- 100 bits of a hash: the sum of those of a prompt stays in a HUGEINT.
gram_numbers as (
    select
        gram,
        row_number() over (order by count(*), gram)::integer as number,
        (md5_number(gram) >> 28)::hugeint as key
    from grams
    group by gram
    having count(*) > 1
),

numbered as (
    select
        grams.prompt_id,
        list(gram_numbers.number order by gram_numbers.number) as shared_grams,
        list(gram_numbers.key order by gram_numbers.number) as gram_keys
    from grams
    inner join gram_numbers on grams.gram = gram_numbers.gram
    group by grams.prompt_id
)

select
    gram_lists.prompt_id,
    gram_lists.normal_prompt,
    len(gram_lists.grams)::integer as n_grams,
    coalesce(numbered.shared_grams, []) as shared_grams,
    coalesce(numbered.gram_keys, []) as gram_keys
from gram_lists
left join numbered on gram_lists.prompt_id = numbered.prompt_id;
