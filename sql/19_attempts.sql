-- attempts: right and wrong programs, read to forgive wrong ones that are right but for the name.
-- Grain:  one row per problem and distinct text, of problems with right and wrong answers that are
--         not held out; none where [difficulty] forgive_names is off.
-- Reads:  results, prompts, held_out, prompt_copies, settings.
-- Scope:  one problem
-- Published: no
-- Python: reads every row of the last statement, a batch at a time.
-- Columns:
--   result_id: the first response that is this text
--   mbpp_id: the problem
--   passed: whether it passed
--   n_responses: how many responses are this text
--   code: its program; empty where there is none
--   structure: equal for equal programs; NULL where there is no program that stands alone
--   names: the names that the program is cut to
-- The level of a problem is decided before anybody knows what its tests call, so the programs are
-- read once more when they are drawn from.

create or replace table attempts (
    result_id bigint primary key,
    mbpp_id varchar not null,
    passed boolean not null,
    n_responses bigint not null,
    code varchar not null,
    structure varchar,
    names varchar[] not null
);

-- A round takes the next problems, so no response is counted twice.
with

mixed as (
    select results.mbpp_id, count(*) as n_results
    from results
    cross join settings
    where settings.forgive_names and settings.answer_take = 'program'
        and results.mbpp_id > (select coalesce(max(attempts.mbpp_id), '') from attempts)
        and results.mbpp_id not in (
            select held_out.mbpp_id
            from held_out
            where held_out.mbpp_id is not null
        )
        and results.mbpp_id not in (select prompt_copies.mbpp_id from prompt_copies)
    group by results.mbpp_id
    having bool_or(results.passed) and bool_or(not results.passed)
),

next_problems as (
    select mixed.mbpp_id
    from mixed
    qualify sum(mixed.n_results) over (order by mixed.mbpp_id) - mixed.n_results < 20000
)

select
    min(results.result_id) as result_id,
    results.mbpp_id,
    results.passed,
    count(*) as n_responses,
    results.response,
    coalesce(prompts.prompt, '') as prompt,
    settings.dedup = 'loose' as is_loose
from results
semi join next_problems on results.mbpp_id = next_problems.mbpp_id
left join prompts on results.mbpp_id = prompts.mbpp_id and prompts.is_chosen
cross join settings
group by results.mbpp_id, results.passed, results.response, prompts.prompt, settings.dedup
order by min(results.result_id);
