-- The rows of a file stand together, in the order of the files: lines are told by it.
with

spans as (
    select
        file_id,
        min(result_id) as first_result_id,
        max(result_id) as last_result_id,
        count(*) as n_results,
        count(result_id) as n_numbered
    from results
    group by file_id
)

select *
from spans
qualify n_numbered <> n_results
    or first_result_id <> sum(n_results) over (order by file_id) - n_results
    or last_result_id <> first_result_id + n_results - 1;
