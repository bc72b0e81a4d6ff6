-- benchmark_problems: which problems are a benchmark's.
-- Grain:  one row per benchmark and problem.
-- Reads:  results, prompts, inputs, benchmarks.
-- Scope:  all
-- Published: no
-- Columns:
--   benchmark: the benchmark
--   mbpp_id: the problem
-- An id such as 11 may be any benchmark's. It is taken for MBPP's where the files say so: by a
-- column of that name, or by prompts of which half ask to "write a function" as MBPP's do. Mbpp/11
-- says it itself. Benchmarks that the user names are what their ids say.

create or replace table benchmark_problems as
with

plain_prompts as (
    select
        count(*) as n_problems,
        count(*) filter (
            where regexp_matches(
                normal_prompt, '\bwrite (?:a|an) (?:\w+ )?(?:function|program|code|script)\b'
            )
        ) as n_alike
    from prompts
    where is_chosen and regexp_full_match(mbpp_id, '\d+')
),

evidence as (
    select
        coalesce(bool_or(inputs.id_column ilike '%mbpp%'), false)
        or plain_prompts.n_problems = 0
        or 2 * plain_prompts.n_alike >= plain_prompts.n_problems as is_mbpp
    from plain_prompts
    left join inputs on true
    group by plain_prompts.n_problems, plain_prompts.n_alike
),

named as (
    select distinct mbpp_id
    from results
    where says_mbpp
)

select distinct benchmarks.benchmark, problem_id(benchmarks.mbpp_id) as mbpp_id
from benchmarks
cross join evidence
where benchmarks.benchmark not in ('mbpp', 'mbpp-plus')
    or evidence.is_mbpp
    or problem_id(benchmarks.mbpp_id) in (select named.mbpp_id from named);
