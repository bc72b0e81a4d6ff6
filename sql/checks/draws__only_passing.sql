-- What is drawn passed, and its very text never failed the same problem.
-- Texts are compared by hash(): equal ones never differ in it, so it could only be too strict. In
-- one pass over the responses: to join them with themselves took twice the time.
with

drawn as (
    select distinct examples.result_id
    from draws
    inner join examples on draws.example_id = examples.example_id
),

compared as (
    select
        results.passed,
        drawn.result_id,
        hash(results.mbpp_id, results.response) as text_hash
    from results
    left join drawn on results.result_id = drawn.result_id
    where not results.passed or drawn.result_id is not null
)

select drawn.result_id, results.passed
from drawn
left join results on drawn.result_id = results.result_id
where not coalesce(results.passed, false)

union all

select min(result_id) as result_id, false as passed
from compared
group by text_hash
having count(result_id) > 0 and not bool_and(passed);
