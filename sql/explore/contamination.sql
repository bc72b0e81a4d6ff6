-- What the contamination check found: problems that repeat a held-out one, how, and both prompts.
-- Topic: problems
select
    mbpp_id,
    near_copy_of,
    near_copy_similarity as similarity,
    prompt,
    near_copy_prompt,
    near_copy_found_by as found_by,
    near_copy_evidence as evidence
from problems
where near_copy_found_by is not null
order by similarity desc nulls last, id_order(mbpp_id) asc;
