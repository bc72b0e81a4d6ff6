-- twins: examples that repeat one of another problem under the same instruction.
-- Grain:  one row per such example.
-- Reads:  examples, instructions.
-- Scope:  all
-- Columns:
--   example_id: the example that goes
--   twin_of: the example that stays, of the smaller id
-- The first file that compares problems: what would be one training row must not be two.

create or replace table twins as
with

shared as (
    select fingerprint
    from examples
    where not is_rare
    group by fingerprint
    having count(*) > 1
),

stayed as (
    select
        examples.example_id,
        first_value(examples.example_id) over (
            partition by without_parameters(instructions.instruction), examples.fingerprint
            order by id_order(examples.mbpp_id)
        ) as twin_of
    from examples
    semi join shared on examples.fingerprint = shared.fingerprint
    inner join instructions on examples.mbpp_id = instructions.mbpp_id
    where not examples.is_rare
)

select example_id, twin_of
from stayed
where example_id <> twin_of;
