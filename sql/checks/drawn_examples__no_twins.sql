-- The same instruction, but for the names of parameters, never has the same program twice in a mix.
with

asked as (
    select
        draws.mix,
        without_parameters(drawn_examples.instruction) as instruction,
        examples.fingerprint
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
    inner join examples on draws.example_id = examples.example_id
    where draws.copy = 1
)

select mix, instruction, fingerprint, count(*) as n_rows
from asked
group by mix, instruction, fingerprint
having count(*) > 1;
