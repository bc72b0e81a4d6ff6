-- Examples of a mix, as a person wants to read them: of variables mix, n, and side, mbpp_id,
-- difficulty (or NULL).
select
    draws.side,
    draws.position,
    drawn_examples.example_id,
    drawn_examples.mbpp_id,
    drawn_examples.difficulty,
    drawn_examples.run_id,
    drawn_examples.cluster_size,
    drawn_examples.n_passed,
    drawn_examples.n_results,
    drawn_examples.instruction,
    drawn_examples.response
from draws
inner join drawn_examples on draws.example_id = drawn_examples.example_id
where draws.mix = getvariable('mix') and draws.copy = 1
    and (getvariable('side') is null or draws.side = getvariable('side'))
    and (getvariable('mbpp_id') is null or draws.mbpp_id = problem_id(getvariable('mbpp_id')))
    and (getvariable('difficulty') is null or draws.difficulty = getvariable('difficulty'))
order by draws.side, draws.position
limit getvariable('n');
