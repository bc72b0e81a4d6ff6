-- No problem, no prompt of one in other punctuation, and no two problems that behave alike are on
-- both sides of the validation split.
with

-- What is to stay together: a problem with itself, with those of its prompts, and with its likes.
together as (
    select mbpp_id, 'problem ' || mbpp_id as bond
    from draws

    union

    select mbpp_id, 'prompt ' || normal_prompt as bond
    from prompts

    union

    select
        unnest([mbpp_id, other_id]) as mbpp_id,
        format('behaviour of {} and {}', mbpp_id, other_id) as bond
    from same_behaviours
)

select
    min(draws.mbpp_id) as mbpp_id,
    min(draws.mix) as mix,
    count(distinct draws.side) as n_sides,
    together.bond
from draws
inner join together on draws.mbpp_id = together.mbpp_id
group by together.bond
having count(distinct draws.side) > 1;
