-- Nothing drawn has the prompt of a held-out problem, nor one found to be a near-copy.
select draws.mix, draws.mbpp_id, problems.prompt
from draws
inner join problems on draws.mbpp_id = problems.mbpp_id
where problems.near_copy_similarity is not null

union all

select draws.mix, draws.mbpp_id, prompts.prompt
from draws
inner join prompts on draws.mbpp_id = prompts.mbpp_id
inner join held_out on prompts.normal_prompt = held_out.normal_prompt
where held_out.normal_prompt <> '';
