-- Held-out prompts that a problem nearly repeats, and, where it is held out itself, problems that
-- nearly repeat it, with the evidence: of variable mbpp_id, in any writing.
with

copies as (
    select
        format(
            case found_by
                when 'same behaviour' then 'it is held-out {} in other words'
                else 'its prompt is like that of held-out {}'
            end,
            coalesce(held_out_id, 'text of a file')
        ) as told,
        similarity,
        evidence,
        held_out_prompt as prompt,
        mbpp_id as other_id
    from near_copies
    where mbpp_id = problem_id(getvariable('mbpp_id'))

    union all

    select
        format('problem {} is left out for being like it', near_copies.mbpp_id) as told,
        near_copies.similarity,
        near_copies.evidence,
        problems.prompt,
        near_copies.mbpp_id as other_id
    from near_copies
    inner join problems on near_copies.mbpp_id = problems.mbpp_id
    where near_copies.held_out_id = problem_id(getvariable('mbpp_id'))
)

select
    format('{} ({})', told, evidence) as told,
    prompt
from copies
order by similarity desc nulls last, id_order(other_id) asc;
