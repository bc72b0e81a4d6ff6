-- drawn_codes: the texts of what was drawn: its code, and the answer and the reasoning around it.
-- Grain:  one row per example in at least one mix.
-- Reads:  draws, examples, instructions, solutions, results, settings.
-- Scope:  one problem
-- Python: parts the responses of the last statement into reasoning and answer, and counts tokens.
-- Columns:
--   example_id: the example
--   run_id: the run that it was kept from
--   code: its code
--   response: the response that it was kept from, as it came
--   reasoning: what the model thought aloud before its answer; empty where it did not
--   answer: the answer behind it
--   n_tokens: tokens of the system message, the instruction and the answer, as they are written
--   carried: the values of [output] columns in the row that it was kept from, in their order
-- Every step before it moves keys. On a cluster this is the text that comes to one machine.

create or replace table drawn_codes (
    example_id varchar primary key,
    run_id varchar not null,
    code varchar not null,
    response varchar not null,
    reasoning varchar not null,
    answer varchar not null,
    n_tokens bigint not null,
    carried varchar[] not null
);

-- What was drawn, by its keys, in the order of the responses: then each round reads its part of the
-- texts, not all of them.
create or replace temp table drawn_keys as
select
    row_number() over (order by examples.result_id) as place,
    examples.example_id,
    examples.mbpp_id,
    examples.result_id
from examples
semi join draws on examples.example_id = draws.example_id;

with

next_examples as (
    select example_id, mbpp_id, result_id
    from drawn_keys
    where place > (select count(*) from drawn_codes)
        and place <= (select count(*) from drawn_codes) + 20000
)

select
    next_examples.example_id,
    solutions.run_id,
    solutions.code,
    results.response,
    instructions.instruction,
    list_transform(
        settings.output_columns,
        lambda name: to_json(results)  -- noqa: RF02
            ->> ('/' || replace(replace(name, '~', '~0'), '/', '~1'))  -- noqa: RF02
    ) as carried
from next_examples
inner join instructions on next_examples.mbpp_id = instructions.mbpp_id
inner join solutions on next_examples.result_id = solutions.result_id
inner join results on next_examples.result_id = results.result_id
cross join settings
order by next_examples.result_id;
