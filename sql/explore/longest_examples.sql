-- Longest and most complex examples: what a context length or a reader must bear.
-- Topic: programs
select
    mbpp_id,
    difficulty,
    n_solution_chars,
    n_solution_lines,
    complexity,
    example_id
from drawn_examples
qualify row_number() over (order by n_solution_chars desc, example_id asc) <= 5
    or row_number() over (order by complexity desc, example_id asc) <= 5
order by complexity desc, n_solution_chars desc, example_id asc;
