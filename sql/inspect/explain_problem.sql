-- A problem, as the build saw it: of variable mbpp_id, in any writing.
select
    problems.mbpp_id,
    problems.prompt,
    entry_points.entry_point,
    problems.difficulty,
    problems.n_results,
    problems.n_passed,
    problems.label,
    problems.problem_fate,
    problems.held_out_by,
    problems.near_copy_of,
    problems.near_copy_prompt,
    problems.near_copy_similarity,
    problems.n_prompts
from problems
left join entry_points on problems.mbpp_id = entry_points.mbpp_id
where problems.mbpp_id = problem_id(getvariable('mbpp_id'));
