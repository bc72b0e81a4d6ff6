-- failures: wrong answers worth learning from, for formats that show right and wrong.
-- Grain:  one row per problem with a drawn example and distinct wrong program; none where no format
--         asks for them.
-- Reads:  results, draws, solutions, entry_points, formats, settings.
-- Scope:  one problem
-- Columns:
--   failure_id: md5 of problem, "failure" and fingerprint
--   mbpp_id: the problem
--   fingerprint: by structure, whatever dedup says
--   code: the response reduced to its code, as solutions are
--   blocks: the code as it stood in the responses, before cleaning
--   n_responses: how many failing responses were this program
--   rank: its place among those of its problem
-- A wrong answer is worth learning from where it defines the entry point (else only the name was
-- wrong), does not match any program that passed, closes every fence (else the harness may have
-- found no code), and lost no assert in cleaning (the tests that it made up may be what failed).
-- Rank: a response that was nothing but its code comes first (no call beside it can be what failed),
-- then by md5 of seed, problem and fingerprint. The text kept is the most frequent one, then the
-- shortest, then by text.
-- Fences are counted behind the join: a condition on responses alone would be asked of all of them,
-- also where no format wants wrong answers.

create or replace table failures as
with

asked_problems as (
    select distinct draws.mbpp_id, entry_points.entry_point
    from draws
    inner join entry_points on draws.mbpp_id = entry_points.mbpp_id
    where entry_points.entry_point is not null
        and exists (select 1 from formats where formats.has_rejected)
),

blocks as (
    select
        results.mbpp_id,
        asked_problems.entry_point,
        code_block(results.response) as block,
        len(regexp_extract_all(results.response, '(?m)^ {0,3}(?:```|~~~)')) as n_fences,
        count(*) as n_responses
    from results
    inner join asked_problems on results.mbpp_id = asked_problems.mbpp_id
    where not results.passed
    group by results.mbpp_id, asked_problems.entry_point, results.response
),

cleaned as (
    select mbpp_id, entry_point, block, code_of_block(block) as code, n_responses
    from blocks
    where n_fences % 2 = 0
),

codes_of_failures as (
    select
        mbpp_id,
        entry_point,
        code,
        sum(n_responses) as n_responses,
        list(distinct block order by block) as blocks
    from cleaned
    where len(regexp_extract_all(block, '\bassert\b')) = len(regexp_extract_all(code, '\bassert\b'))
    group by mbpp_id, entry_point, code
),

wrong as (
    select mbpp_id, fingerprint(code) as fingerprint, code, n_responses, blocks
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
        wrong.blocks,
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
    kept.blocks,
    kept.n_responses::bigint as n_responses,
    row_number() over (
        partition by kept.mbpp_id
        order by
            not list_contains(kept.blocks, kept.code),
            key_of([settings.seed::varchar, kept.mbpp_id, 'failure', kept.fingerprint])
    ) as rank
from kept
cross join settings;
