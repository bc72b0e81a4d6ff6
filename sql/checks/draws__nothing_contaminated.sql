-- Nothing drawn has the prompt of a held-out problem, nor is its problem a near-copy of one.
select draws.mix, draws.mbpp_id, problems.prompt
from draws
inner join problems on draws.mbpp_id = problems.mbpp_id
semi join near_copies on draws.mbpp_id = near_copies.mbpp_id

union all

select draws.mix, draws.mbpp_id, prompts.prompt
from draws
inner join prompts on draws.mbpp_id = prompts.mbpp_id
inner join held_out on prompts.normal_prompt = held_out.normal_prompt
where held_out.normal_prompt <> '';
