-- Examples to read: of each mix and level the one that comes first in the file, by the mixes'
-- order; the first 12 mixes. Long texts are cut.
select
    draws.mix,
    drawn_examples.mbpp_id,
    draws.difficulty,
    drawn_examples.run_id,
    drawn_examples.kind,
    drawn_examples.n_passed,
    drawn_examples.n_results,
    drawn_examples.cluster_size,
    case
        when length(drawn_examples.instruction) > 1500
            then left(drawn_examples.instruction, 1500) || ' …'
        else drawn_examples.instruction
    end as instruction,
    drawn_examples.response as code
from draws
inner join drawn_examples on draws.example_id = drawn_examples.example_id
inner join mixes on draws.mix = mixes.mix
where draws.side = 'train'
    and mixes.position <= (select min(shown.position) + 11 from mixes as shown)
qualify row_number() over (
    partition by draws.mix, draws.difficulty order by draws.position
) = 1
order by mixes.position, level_order(draws.difficulty);
