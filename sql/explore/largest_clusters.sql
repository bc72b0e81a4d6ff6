-- Largest clusters: the programs that most responses came to.
-- Topic: programs
select
    examples.mbpp_id,
    examples.cluster_size,
    problems.difficulty,
    solutions.code
from examples
inner join problems on examples.mbpp_id = problems.mbpp_id
inner join solutions on examples.result_id = solutions.result_id
order by examples.cluster_size desc, id_order(examples.mbpp_id) asc, examples.example_id asc
limit 10;
