-- Training programs (over 120 characters) equal to a solution of a held-out problem: an answer
-- under another prompt, which no check of prompts can see.
-- Topic: programs
with

held_out_solutions as (
    select
        shape(solutions.code) as shape,
        min_by(solutions.mbpp_id, id_order(solutions.mbpp_id)) as mbpp_id
    from solutions
    inner join problems on solutions.mbpp_id = problems.mbpp_id
    where problems.problem_fate = 'held_out' and solutions.solution_fate is null
    group by all
)

select
    examples.mbpp_id,
    held_out_solutions.mbpp_id as held_out_id,
    examples.n_chars,
    problems.prompt,
    held_out.prompt as held_out_prompt
from examples
inner join solutions on examples.result_id = solutions.result_id
inner join held_out_solutions on shape(solutions.code) = held_out_solutions.shape
inner join problems on examples.mbpp_id = problems.mbpp_id
inner join problems as held_out on held_out_solutions.mbpp_id = held_out.mbpp_id
where examples.n_chars > 120
order by examples.n_chars desc, examples.example_id asc;
