-- What the contamination check found: problems with the prompt of a held-out one, both prompts.
-- Topic: problems
select mbpp_id, near_copy_of, near_copy_similarity as similarity, prompt, near_copy_prompt
from problems
where near_copy_similarity is not null
order by similarity desc, id_order(mbpp_id) asc;
