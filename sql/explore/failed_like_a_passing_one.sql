-- Failing responses that are the same program as a passing one: a wrong function name, or their own
-- test code; the harness's doing, not the model's.
-- Topic: responses
with

failed as (
    select
        result_id,
        mbpp_id,
        run_id,
        quick_code(response) as code
    from results
    where not passed and response <> ''
),

alike as (
    select
        failed.result_id,
        failed.mbpp_id,
        failed.run_id,
        defined_names(failed.code) as names,
        min(solutions.result_id) as passing_result_id
    from failed
    inner join solutions
        on failed.mbpp_id = solutions.mbpp_id
        and shape(failed.code) = shape(solutions.code)
    where has_definition(failed.code)
    group by failed.result_id, failed.mbpp_id, failed.run_id, failed.code
)

select
    alike.mbpp_id,
    alike.run_id,
    alike.names,
    entry_points.entry_point,
    case
        when entry_points.entry_point is null then 'unknown'
        when not list_contains(alike.names, entry_points.entry_point) then 'another name'
        else 'the same name'
    end as why,
    alike.result_id,
    alike.passing_result_id
from alike
left join entry_points on alike.mbpp_id = entry_points.mbpp_id
order by why asc, id_order(alike.mbpp_id) asc, alike.result_id asc;
