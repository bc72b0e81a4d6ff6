-- solutions: passing responses reduced to their code.
-- Grain:  one row per passing response.
-- Reads:  results, problems, programs, settings.
-- Columns:
--   result_id: the response
--   left_out_as: conflicting, empty or no_function
--   fingerprint: equal for solutions that count as one; NULL where the problem is left out
--   defined_names: names given at module level
--   code: the response reduced to its code
-- A response that passed and whose very text also failed the same problem is conflicting: the tests
-- are flaky or the code is random. hash() only finds the few to compare; the text decides.

create or replace table solutions as
with

passing as (
    select result_id, mbpp_id, run_id, response
    from results
    where passed
),

suspects as (
    select mbpp_id, hash(response) as response_hash
    from results
    group by mbpp_id, hash(response)
    having bool_or(passed) and bool_or(not passed)
),

conflicting as (
    select results.mbpp_id, results.response
    from results
    semi join suspects
        on results.mbpp_id = suspects.mbpp_id and hash(results.response) = suspects.response_hash
    group by results.mbpp_id, results.response
    having bool_or(results.passed) and bool_or(not results.passed)
),

-- Under `none` every row is its own (identical responses of one run are numbered), and the
-- fingerprint is what tells it apart, as text.
copies as (
    select
        passing.result_id,
        array_to_string([
            passing.run_id,
            passing.response,
            row_number() over (
                partition by passing.mbpp_id, passing.run_id, passing.response
                order by passing.result_id
            )::varchar
        ], chr(31)) as fingerprint
    from passing
    cross join settings
    where settings.dedup = 'none'
)

select
    passing.result_id,
    passing.mbpp_id,
    passing.run_id,
    case
        when conflicting.mbpp_id is not null then 'conflicting'
        when programs.code = '' then 'empty'
        when not programs.has_definition then 'no_function'
    end as left_out_as,
    case
        when problems.left_out_as is null then coalesce(programs.fingerprint, copies.fingerprint)
    end as fingerprint,
    programs.defined_names,
    programs.code
from passing
inner join problems on passing.mbpp_id = problems.mbpp_id
inner join programs on passing.response = programs.response
left join conflicting
    on passing.mbpp_id = conflicting.mbpp_id and passing.response = conflicting.response
left join copies on passing.result_id = copies.result_id;
