-- What stands as the wrong answer is of the same problem, valid, and no program that passed there.
select pairs.example_id, pairs.failure_id, failures.mbpp_id
from pairs
inner join examples on pairs.example_id = examples.example_id
left join failures on pairs.failure_id = failures.failure_id
where failures.mbpp_id is distinct from examples.mbpp_id

union all

select pairs.example_id, pairs.failure_id, failures.mbpp_id
from pairs
inner join failures on pairs.failure_id = failures.failure_id
inner join solutions
    on failures.mbpp_id = solutions.mbpp_id
    and (failures.fingerprint = solutions.fingerprint or failures.code = solutions.code);
