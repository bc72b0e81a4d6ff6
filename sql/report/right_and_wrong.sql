-- A right and a wrong answer to the same problem, to compare, where pairs were made: one row per
-- level. Problems come by example (a hash, so by chance).
with

contested as (
    select
        drawn_examples.mbpp_id,
        drawn_examples.difficulty,
        drawn_examples.kind,
        drawn_examples.prompt,
        drawn_examples.response as code,
        failures.code as wrong_code
    from drawn_examples
    inner join pairs on drawn_examples.example_id = pairs.example_id
    inner join failures on pairs.failure_id = failures.failure_id
    qualify row_number() over (
        partition by drawn_examples.difficulty
        order by drawn_examples.example_id, failures.failure_id
    ) = 1
)

select
    mbpp_id,
    difficulty,
    kind,
    case when length(prompt) > 600 then left(prompt, 600) || ' …' else prompt end as prompt,
    code,
    wrong_code
from contested
order by level_order(difficulty);
