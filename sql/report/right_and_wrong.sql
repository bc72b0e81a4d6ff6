-- A right and a wrong answer to the same problem, to compare: one row per level. The wrong one is
-- that of the pair, where pairs were made; else a failing response of the problem, by a quick look
-- into it, the shortest that defines something. Problems come by example (a hash, so by chance).
with

contested as (
    select
        drawn_examples.example_id,
        drawn_examples.mbpp_id,
        drawn_examples.difficulty,
        drawn_examples.kind,
        drawn_examples.prompt,
        drawn_examples.response as code,
        failures.code as paired_code
    from drawn_examples
    left join pairs on drawn_examples.example_id = pairs.example_id
    left join failures on pairs.failure_id = failures.failure_id
    where drawn_examples.n_passed < drawn_examples.n_results
    qualify row_number() over (
        partition by drawn_examples.difficulty
        order by pairs.failure_id is null, drawn_examples.example_id
    ) = 1
),

responses as (
    select
        contested.example_id,
        results.run_id,
        results.response
    from contested
    inner join results on contested.mbpp_id = results.mbpp_id
    where contested.paired_code is null
        and not results.passed
        and trim(results.response) <> ''
),

wrong_codes as (
    select
        responses.example_id,
        case
            when settings.answer_take = 'program' then quick_code(responses.response)
            else responses.response
        end as code
    from responses
    cross join settings
),

wrong as (
    select example_id, code
    from wrong_codes
    where trim(code) <> ''
    qualify row_number() over (
        partition by example_id order by not has_definition(code), length(code), code
    ) = 1
)

select
    contested.mbpp_id,
    contested.difficulty,
    contested.kind,
    case
        when length(contested.prompt) > 600 then left(contested.prompt, 600) || ' …'
        else contested.prompt
    end as prompt,
    contested.code,
    coalesce(contested.paired_code, wrong.code) as wrong_code
from contested
left join wrong on contested.example_id = wrong.example_id
where coalesce(contested.paired_code, wrong.code) is not null
order by level_order(contested.difficulty);
