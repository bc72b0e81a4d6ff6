-- No problem, and no prompt of one in other punctuation, is on both sides of the validation split.
select min(draws.mbpp_id) as mbpp_id, min(draws.mix) as mix, count(distinct draws.side) as n_sides
from draws
group by draws.mbpp_id
having count(distinct draws.side) > 1

union all

select min(draws.mbpp_id) as mbpp_id, min(draws.mix) as mix, count(distinct draws.side) as n_sides
from draws
inner join prompts on draws.mbpp_id = prompts.mbpp_id
group by prompts.normal_prompt
having count(distinct draws.side) > 1;
