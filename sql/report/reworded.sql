-- Problems left out as held-out ones in other words, told by what their programs do.
select
    near_copies.mbpp_id,
    near_copies.held_out_id,
    problems.prompt,
    near_copies.held_out_prompt,
    near_copies.evidence,
    count(distinct near_copies.mbpp_id) over () as n_problems
from near_copies
inner join problems on near_copies.mbpp_id = problems.mbpp_id
where near_copies.found_by = 'same behaviour' and problems.problem_fate = 'contaminated'
order by id_order(near_copies.mbpp_id), near_copies.place;
