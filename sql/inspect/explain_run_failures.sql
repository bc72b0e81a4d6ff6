-- Why the responses of a run failed, as far as their texts tell: of variables run_id, and readings,
-- what was read of the texts of explain_texts, as JSON.
with

readings as (
    select unnest(readings_of(getvariable('readings')), recursive := true)
),

read_texts as (
    select readings.*, results.mbpp_id, results.response, results.passed
    from readings
    inner join results on readings.result_id = results.result_id
),

explained as (
    select
        results.mbpp_id,
        general_reason(why_failed(
            read_texts.code,
            read_texts.names,
            read_texts.reason,
            entry_points.entry_point,
            exists (
                select 1
                from read_texts as rights
                where rights.passed and rights.mbpp_id = results.mbpp_id
                    and rights.structure = read_texts.structure
            )
        )) as reason
    from results
    left join read_texts
        on results.mbpp_id = read_texts.mbpp_id
        and results.response = read_texts.response
        and not read_texts.passed
    left join entry_points on results.mbpp_id = entry_points.mbpp_id
    where results.run_id = getvariable('run_id') and not results.passed
)

select
    count(*) as responses,
    min_by(mbpp_id, id_order(mbpp_id)) as such_as_problem,
    reason
from explained
group by reason
order by responses desc, reason asc;
