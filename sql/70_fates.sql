-- fates: what became of every response.
-- Grain:  one row per response; fates add up to the rows of the run files.
-- Reads:  results, problems, solutions, examples, example_tokens, twins, verdicts, draws, mixes.
-- Scope:  all
-- Columns:
--   result_id: the response
--   mbpp_id: the problem
--   run_id: the run that gave it
--   fate: the first that holds. not_passed: it did not pass; conflicting: it passed, and the very
--     same text also failed; empty: there is no text; no_program: nothing in it can be trained on;
--     held_out: a rule holds its problem out; contaminated: its prompt nearly repeats a held-out
--     one; excluded: its problem is in [exclude] ids; unlabelled: its problem has no label;
--     duplicate: a kept response is the same program; rare: it was found fewer than min_agreement
--     times; over_cap: it is beyond max_per_problem; invalid_python: it uses a name that nothing
--     gives it, or does nothing; fails_tests: it failed tests that were run for this build;
--     not_drawn: no mix took it; drawn: it is in at least one mix
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
    coalesce(passed.fate, 'not_passed')::fate as fate,
    passed.example_id
from results
left join passed on results.result_id = passed.result_id;
