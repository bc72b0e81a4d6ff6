-- failure_codes: the failing answers to drawn problems, read like those that passed.
-- Grain:  one row per drawn problem and distinct failing text; none where no format asks for wrong
--         answers.
-- Reads:  results, draws, problems, entry_points, wanted, settings.
-- Scope:  one problem
-- Published: no
-- Python: reads every row of the last statement, a batch at a time.
-- Columns:
--   result_id: the first response that is this text
--   mbpp_id: the problem
--   n_responses: how many responses are this text
--   response: the text
--   reasoning: what the model thought aloud before its answer
--   answer: the answer behind it
--   code: its program, by the rules of right answers
--   names: names that it gives a function or a class at module level
--   reason: why it is no usable wrong answer
--   is_alone: whether the answer was nothing but its code
--   structure: the fingerprint of its program, by structure; NULL where it has no tree

create or replace table failure_codes (
    result_id bigint primary key,
    mbpp_id varchar not null,
    n_responses bigint not null,
    response varchar not null,
    reasoning varchar not null,
    answer varchar not null,
    code varchar not null,
    names varchar[] not null,
    reason varchar,
    is_alone boolean not null,
    structure varchar
);

-- A round takes the next problems, so no response is counted twice.
with

failing as (
    select results.mbpp_id, count(*) as n_failing
    from results
    where not results.passed
        and (select wanted.has_rejected from wanted)
        and results.mbpp_id in (select draws.mbpp_id from draws)
        and results.mbpp_id > (select coalesce(max(failure_codes.mbpp_id), '') from failure_codes)
    group by results.mbpp_id
),

next_problems as (
    select failing.mbpp_id
    from failing
    qualify
        sum(failing.n_failing) over (order by failing.mbpp_id) - failing.n_failing < 20000
)

select
    min(results.result_id) as result_id,
    results.mbpp_id,
    count(*) as n_responses,
    results.response,
    problems.prompt,
    entry_points.kind,
    entry_points.names,
    settings.dedup = 'loose' as is_loose
from results
semi join next_problems on results.mbpp_id = next_problems.mbpp_id
inner join problems on results.mbpp_id = problems.mbpp_id
inner join entry_points on results.mbpp_id = entry_points.mbpp_id
cross join settings
where not results.passed
group by
    results.mbpp_id,
    results.response,
    problems.prompt,
    entry_points.kind,
    entry_points.names,
    settings.dedup
order by min(results.result_id);
