-- entry_points: the name that a problem's tests call.
-- Grain:  one row per problem with a solution that defines something.
-- Reads:  solutions.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   entry_point: the name, NULL where it cannot be told
-- It is the one name that all solutions of the problem define; NULL where there is none, or more
-- than one.

create or replace table entry_points as
with

n_solutions as (
    select mbpp_id, count(*) as n_solutions
    from solutions
    where solution_fate is null
    group by mbpp_id
),

names as (
    select mbpp_id, unnest(defined_names) as name
    from solutions
    where solution_fate is null
),

shared_names as (
    select names.mbpp_id, names.name
    from names
    inner join n_solutions on names.mbpp_id = n_solutions.mbpp_id
    group by names.mbpp_id, names.name, n_solutions.n_solutions
    having count(*) = n_solutions.n_solutions
)

select
    n_solutions.mbpp_id,
    case when count(shared_names.name) = 1 then min(shared_names.name) end as entry_point
from n_solutions
left join shared_names on n_solutions.mbpp_id = shared_names.mbpp_id
group by n_solutions.mbpp_id;
