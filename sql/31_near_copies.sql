-- near_copies: problems that repeat a held-out one, in its words or in others.
-- Grain:  one row per such problem and held-out prompt that it is like.
-- Reads:  prompt_copies, same_behaviours, held_out.
-- Scope:  all
-- Columns:
--   mbpp_id: the problem
--   held_out_id: the held-out problem that it is like; NULL where a file gives its prompt alone
--   held_out_prompt: the prompt of that problem
--   similarity: Jaccard similarity of the two prompts, 0..1; NULL where nobody found it by words
--   found_by: same words; similar words; contained; same behaviour
--   evidence: how it was found, in words
--   place: 1 for the one that is nearest, and so on
-- What is found by its words needs no other evidence, so behaviours are tried for the others alone.

create or replace table near_copies as
with

copies as (
    select
        mbpp_id,
        held_out_id,
        held_out_prompt,
        similarity,
        found_by,
        case found_by
            when 'same words' then 'the prompts are the same but for case and punctuation'
            when 'contained' then 'one prompt has all word 3-grams of the other'
            else format('the prompts share {} % of their word 3-grams', (100 * similarity)::integer)
        end as evidence,
        null as n_shared
    from prompt_copies

    union all

    select
        same_behaviours.mbpp_id,
        same_behaviours.other_id as held_out_id,
        min(held_out.prompt) as held_out_prompt,
        null::decimal(9, 6) as similarity,
        'same behaviour' as found_by,
        same_behaviours.evidence,
        len(same_behaviours.shared_words) as n_shared
    from same_behaviours
    inner join held_out on same_behaviours.other_id = held_out.mbpp_id
    where same_behaviours.is_held_out
    group by
        same_behaviours.mbpp_id,
        same_behaviours.other_id,
        same_behaviours.evidence,
        same_behaviours.shared_words
)

select
    * exclude (n_shared),
    row_number() over (
        partition by mbpp_id
        order by
            similarity desc nulls last,
            n_shared desc nulls last,
            id_order(held_out_id) asc nulls last,
            held_out_prompt asc
    ) as place
from copies;
