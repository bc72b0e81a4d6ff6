-- failures: wrong answers worth learning from, for formats that show right and wrong.
-- Grain:  one row per problem with a drawn example and distinct wrong program; none where no format
--         asks for them.
-- Reads:  results, draws, solutions, entry_points, settings.
-- Columns:
--   failure_id: md5 of problem, "failure" and fingerprint
--   fingerprint: by structure, whatever dedup says
--   code: the response reduced to its code, as solutions are
--   n_responses: how many failing responses were this program
--   rank: its place among those of its problem, by md5 of seed, problem and fingerprint
-- Wrong for a reason worth learning: it defines the entry point (else only the name was wrong), is
-- no program that also passed, and its response held no assert of its own at module level (the
-- tests it made up may be what failed). Python's parser judges them afterwards, like examples.
-- The text kept is the most frequent one, then the shortest, then by text.

create or replace table failures as
with

asked_problems as (
    select distinct draws.mbpp_id, entry_points.entry_point
    from draws
    inner join entry_points on draws.mbpp_id = entry_points.mbpp_id
    cross join settings
    where settings.has_failures and entry_points.entry_point is not null
),

blocks as (
    select
        results.mbpp_id,
        asked_problems.entry_point,
        code_block(results.response) as block,
        count(*) as n_responses
    from results
    inner join asked_problems on results.mbpp_id = asked_problems.mbpp_id
    where not results.passed
    group by results.mbpp_id, asked_problems.entry_point, results.response
),

codes_of_failures as (
    select mbpp_id, entry_point, code_of_block(block) as code, sum(n_responses) as n_responses
    from blocks
    where not regexp_matches(block, '(?m)^assert\b')
    group by mbpp_id, entry_point, code_of_block(block)
),

wrong as (
    select mbpp_id, fingerprint(code) as fingerprint, code, n_responses
    from codes_of_failures
    where list_contains(module_names(code), entry_point)
),

right_programs as (
    select distinct
        solutions.mbpp_id,
        case settings.dedup
            when 'structure' then solutions.fingerprint
            else fingerprint(solutions.code)
        end as fingerprint
    from solutions
    semi join asked_problems on solutions.mbpp_id = asked_problems.mbpp_id
    cross join settings
),

kept as (
    select
        wrong.mbpp_id,
        wrong.fingerprint,
        wrong.code,
        sum(wrong.n_responses) over same_program as n_responses
    from wrong
    anti join right_programs
        on wrong.mbpp_id = right_programs.mbpp_id
        and wrong.fingerprint = right_programs.fingerprint
    window same_program as (partition by wrong.mbpp_id, wrong.fingerprint)
    qualify row_number() over (
        partition by wrong.mbpp_id, wrong.fingerprint
        order by wrong.n_responses desc, length(wrong.code) asc, wrong.code asc
    ) = 1
)

select
    key_of([kept.mbpp_id, 'failure', kept.fingerprint]) as failure_id,
    kept.mbpp_id,
    kept.fingerprint,
    kept.code,
    kept.n_responses::bigint as n_responses,
    row_number() over (
        partition by kept.mbpp_id
        order by key_of([settings.seed::varchar, kept.mbpp_id, 'failure', kept.fingerprint])
    ) as rank
from kept
cross join settings;
