-- Examples to read: two of each difficulty, by id (a hash, so by chance).
select example_id, mbpp_id, difficulty, run_id, n_passed, n_results, cluster_size, instruction,
    response
from drawn_examples
qualify row_number() over (partition by difficulty order by example_id) <= 2
order by level_order(difficulty), example_id;
