-- solutions: passing responses reduced to their code.
-- Grain:  one row per passing response.
-- Reads:  results, problems, texts, readings, codes, fingerprints, settings.
-- Scope:  one problem
-- Columns:
--   result_id: the response
--   mbpp_id: the problem
--   run_id: the run that gave it
--   solution_fate: conflicting, empty or no_program; NULL for one that can be used
--   fingerprint: equal for solutions that count as one; NULL where the problem may not be used
--   defined_names: names that the answer gives a function or a class at module level
--   code: the response reduced to its code
--   reason: why there is no program, or why it does not stand alone; NULL for one that does
-- A response is conflicting where the same text also failed the same problem: the tests are flaky
-- or the code is random. hash() only finds the few to compare; the text decides.

create or replace table solutions as
with

suspects as (
    select mbpp_id, hash(response) as response_hash
    from results
    group by mbpp_id, hash(response)
    having bool_or(passed) and bool_or(not passed)
),

conflicting as (
    select unnest(list(results.result_id)) as result_id
    from results
    semi join suspects
        on results.mbpp_id = suspects.mbpp_id and hash(results.response) = suspects.response_hash
    group by results.mbpp_id, results.response
    having bool_or(results.passed) and bool_or(not results.passed)
),

-- Under `none` every row is its own (identical responses of one run are numbered), and the
-- fingerprint is what tells it apart, as text.
numbered as (
    select
        results.result_id,
        key_of([
            results.run_id,
            results.response,
            row_number() over (
                partition by results.mbpp_id, results.run_id, results.response
                order by results.result_id
            )::varchar
        ]) as fingerprint
    from results
    cross join settings
    where results.passed and settings.dedup = 'none'
),

passing as (
    select
        unnest(texts.result_ids) as result_id,
        fingerprints.fingerprint,
        readings.names as defined_names,
        codes.code,
        codes.reason
    from texts
    inner join readings on texts.text_id = readings.text_id
    inner join codes on texts.text_id = codes.text_id
    inner join fingerprints on texts.text_id = fingerprints.text_id
)

select
    passing.result_id,
    results.mbpp_id,
    results.run_id,
    case
        when conflicting.result_id is not null then 'conflicting'
        when regexp_full_match(results.response, '\s*') then 'empty'
        when passing.code = '' then 'no_program'
    end as solution_fate,
    case
        when problems.problem_fate is null and passing.code <> ''
            then coalesce(passing.fingerprint, numbered.fingerprint)
    end as fingerprint,
    passing.defined_names,
    passing.code,
    passing.reason
from passing
inner join results on passing.result_id = results.result_id
inner join problems on results.mbpp_id = problems.mbpp_id
left join conflicting on passing.result_id = conflicting.result_id
left join numbered on passing.result_id = numbered.result_id;
