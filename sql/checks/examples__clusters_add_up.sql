-- The clusters of a problem hold all its usable solutions.
with

sizes as (
    select mbpp_id, sum(cluster_size) as n_clustered
    from examples
    group by mbpp_id
),

usable as (
    select solutions.mbpp_id, count(*) as n_solutions
    from solutions
    inner join problems on solutions.mbpp_id = problems.mbpp_id
    where solutions.solution_fate is null and problems.problem_fate is null
    group by solutions.mbpp_id
)

select usable.mbpp_id, usable.n_solutions, sizes.n_clustered
from usable
full join sizes on usable.mbpp_id = sizes.mbpp_id
where usable.n_solutions is distinct from sizes.n_clustered;
