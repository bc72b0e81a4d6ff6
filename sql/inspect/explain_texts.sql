-- The distinct texts that explain reads programs of: of variable mbpp_id, in any writing, the wrong
-- answers to that problem and the right programs; of variable run_id the wrong answers of that run,
-- and the right programs of the same problems. The other of the two variables is NULL.
-- The first columns are what reading a wrong answer takes (see failure_codes). Of a problem that
-- nobody solved nobody knows what it asks for, but for its tests.
with

failed as (
    select mbpp_id, response
    from results
    where not passed
        and (getvariable('mbpp_id') is null or mbpp_id = problem_id(getvariable('mbpp_id')))
        and (getvariable('run_id') is null or run_id = getvariable('run_id'))
),

texts as (
    select
        min(results.result_id) as result_id,
        results.mbpp_id,
        results.response as text,
        false as passed
    from results
    semi join failed
        on results.mbpp_id = failed.mbpp_id and results.response = failed.response
    where not results.passed
    group by results.mbpp_id, results.response

    union all

    select min(result_id) as result_id, mbpp_id, code as text, true as passed
    from solutions
    where code <> '' and (
        mbpp_id = problem_id(getvariable('mbpp_id'))
        or mbpp_id in (select failed.mbpp_id from failed)
    )
    group by mbpp_id, code
),

tests_called as (
    select mbpp_id, called, form
    from test_sets
    qualify row_number() over (partition by mbpp_id order by position, test_set) = 1
)

select
    texts.result_id,
    texts.mbpp_id,
    1 as n_responses,
    texts.text,
    problems.prompt,
    coalesce(entry_points.kind, if(tests_called.form = 'stdin', 'program', 'function')) as kind,
    coalesce(entry_points.names, tests_called.called, []) as names,
    settings.dedup = 'loose' as is_loose,
    texts.passed
from texts
inner join problems on texts.mbpp_id = problems.mbpp_id
cross join settings
left join entry_points on texts.mbpp_id = entry_points.mbpp_id
left join tests_called on texts.mbpp_id = tests_called.mbpp_id
order by texts.result_id;
