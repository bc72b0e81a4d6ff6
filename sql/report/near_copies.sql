-- What was left out for a prompt that nearly repeats a held-out one: the twenty nearest, one row
-- each, with how it was found and how many there are.
select
    near_copies.mbpp_id,
    near_copies.held_out_id,
    near_copies.found_by,
    near_copies.similarity::decimal(4, 2) as similarity,
    problems.n_results,
    count(*) over () as n_all
from near_copies
inner join problems on near_copies.mbpp_id = problems.mbpp_id
where problems.problem_fate = 'contaminated' and near_copies.found_by <> 'same behaviour'
order by near_copies.similarity desc, id_order(near_copies.mbpp_id) asc
limit 20;
