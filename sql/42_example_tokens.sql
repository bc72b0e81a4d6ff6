-- example_tokens: how long an example is, before any is drawn.
-- Grain:  one row per example that is not rare; none where no mix has max_tokens.
-- Reads:  examples, instructions, solutions, results, mixes.
-- Scope:  one problem
-- Python: counts the tokens of every row of the last statement.
-- Columns:
--   example_id: the example
--   n_tokens: tokens of the system message, the instruction and the answer, as they are written
-- It stands before programs are run: one that is too long for every mix is not run, and costs its
-- problem no place.

create or replace table example_tokens (
    example_id varchar primary key,
    n_tokens bigint not null
);

-- What is counted, by its keys: then each round reads its part of the texts, not all of them.
create or replace temp table counted_keys as
select
    row_number() over (order by examples.result_id) as place,
    examples.example_id,
    examples.mbpp_id,
    examples.result_id
from examples
semi join (select mixes.mix from mixes where mixes.max_tokens is not null) as limited on true
where not examples.is_rare;

with

next_examples as (
    select example_id, mbpp_id, result_id
    from counted_keys
    where place > (select count(*) from example_tokens)
        and place <= (select count(*) from example_tokens) + 20000
)

select
    next_examples.example_id,
    solutions.run_id,
    solutions.code,
    results.response,
    instructions.instruction
from next_examples
inner join instructions on next_examples.mbpp_id = instructions.mbpp_id
inner join solutions on next_examples.result_id = solutions.result_id
inner join results on next_examples.result_id = results.result_id
order by next_examples.result_id;
