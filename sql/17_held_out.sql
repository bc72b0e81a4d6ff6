-- held_out: the prompts that are never trained on.
-- Grain:  one row per held-out problem and distinct prompt; prompt is NULL where none is known,
--         and mbpp_id where a file of problems gives a prompt alone.
-- Reads:  results, prompts, holdout_rules, benchmark_problems.
-- Scope:  all
-- Columns:
--   mbpp_id: the held-out problem
--   prompt: a prompt of it
--   normal_prompt: the prompt in lower case, words only
--   rule: the first rule that holds it out
-- A problem is held out by its id in a benchmark, by its split in any row, or by a file of
-- problems. Where several rules hold, the first is named.

create or replace table held_out as
with

ruled as (
    select holdout_rules.position, holdout_rules.rule, benchmark_problems.mbpp_id
    from holdout_rules
    inner join benchmark_problems on holdout_rules.benchmark = benchmark_problems.benchmark

    union all

    select holdout_rules.position, holdout_rules.rule, splits.mbpp_id
    from (select distinct mbpp_id, split from results where split is not null) as splits
    inner join holdout_rules on normal_label(splits.split) = holdout_rules.split

    union all

    select position, rule, problem_id(mbpp_id) as mbpp_id
    from holdout_rules
    where mbpp_id is not null
),

problems_held_out as (
    select mbpp_id, arg_min(rule, position) as rule
    from ruled
    group by mbpp_id
),

-- `union`: the same prompt of the same problem counts once, wherever it comes from.
known_prompts as (
    select prompts.mbpp_id, prompts.prompt
    from prompts
    semi join problems_held_out on prompts.mbpp_id = problems_held_out.mbpp_id

    union

    select problem_id(mbpp_id) as mbpp_id, prompt
    from holdout_rules
    where mbpp_id is not null and prompt <> ''
)

select
    problems_held_out.mbpp_id,
    known_prompts.prompt,
    normal_prompt(known_prompts.prompt) as normal_prompt,
    problems_held_out.rule
from problems_held_out
left join known_prompts on problems_held_out.mbpp_id = known_prompts.mbpp_id

union all

select
    null as mbpp_id,
    prompt,
    normal_prompt(prompt) as normal_prompt,
    arg_min(rule, position) as rule
from holdout_rules
where mbpp_id is null and prompt <> ''
group by prompt;
