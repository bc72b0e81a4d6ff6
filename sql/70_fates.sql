-- fates: what became of every response.
-- Grain:  one row per response; fates add up to the rows of the run files.
-- Reads:  results, problems, solutions, examples, example_tokens, twins, verdicts, draws, mixes.
-- Scope:  all
-- Columns:
--   result_id: the response
--   mbpp_id: the problem
--   run_id: the run that gave it
--   fate: the first that holds, in the order of the macro all_fates()
--   example_id: the example that it is, or repeats; NULL where it came to no example

create or replace table fates as
with

-- What is longer than every mix takes; no row where a mix takes all.
longest as (
    select max(max_tokens) as max_tokens
    from mixes
    having count(*) = count(max_tokens)
),

example_fates as (
    select
        examples.example_id,
        examples.mbpp_id,
        examples.fingerprint,
        examples.result_id,
        case
            when twins.example_id is not null then 'duplicate'
            when examples.is_rare then 'rare'
            when verdicts.example_id is null and example_tokens.n_tokens > longest.max_tokens
                then 'not_drawn'
            when verdicts.example_id is null then 'over_cap'
            when not verdicts.is_valid then verdicts.verdict
            when drawn.example_id is null then 'not_drawn'
            else 'drawn'
        end as fate
    from examples
    left join twins on examples.example_id = twins.example_id
    left join verdicts on examples.example_id = verdicts.example_id
    left join example_tokens on examples.example_id = example_tokens.example_id
    left join longest on true
    left join (select distinct example_id from draws) as drawn
        on examples.example_id = drawn.example_id
),

passed as (
    select
        solutions.result_id,
        example_fates.example_id,
        coalesce(
            solutions.solution_fate,
            problems.problem_fate,
            case
                when solutions.result_id = example_fates.result_id then example_fates.fate
                else 'duplicate'
            end
        ) as fate
    from solutions
    inner join problems on solutions.mbpp_id = problems.mbpp_id
    left join example_fates
        on solutions.mbpp_id = example_fates.mbpp_id
        and solutions.fingerprint = example_fates.fingerprint
        and solutions.solution_fate is null
)

select
    results.result_id,
    results.mbpp_id,
    results.run_id,
    coalesce(passed.fate, 'not_passed') as fate,
    passed.example_id
from results
left join passed on results.result_id = passed.result_id;
