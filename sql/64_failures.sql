-- failures: wrong answers worth learning from, for formats that show right and wrong.
-- Grain:  one row per problem with a drawn example and distinct wrong program.
-- Reads:  failure_codes, right_programs, entry_points, settings.
-- Scope:  one problem
-- Columns:
--   failure_id: md5 of problem, "failure" and fingerprint
--   mbpp_id: the problem
--   fingerprint: by structure, whatever dedup says
--   code: the response reduced to its code, as solutions are
--   response: the response, as it came
--   reasoning: what the model thought aloud before its answer
--   answer: the answer behind it
--   n_responses: how many failing responses were this program
--   rank: its place among those of its problem
-- A wrong answer is worth learning from where it is a program that stands alone, defines the entry
-- point (else only the name was wrong), does not match any program that passed, closes every fence
-- (else the harness may have found no code), and lost no assert in cutting (the tests that it made
-- up may be what failed).
-- Rank: an answer that was nothing but its code comes first (no call beside it can be what failed),
-- then by md5 of seed, problem and fingerprint. The text kept is the most frequent one, then the
-- shortest, then by text.

create or replace table failures as
with

wrong as (
    select
        failure_codes.mbpp_id,
        case
            when entry_points.kind = 'text'
                then md5(trim(regexp_replace(failure_codes.code, '\s+', ' ', 'g')))
            else coalesce(failure_codes.structure, shape(failure_codes.code))
        end as fingerprint,
        failure_codes.code,
        failure_codes.response,
        failure_codes.reasoning,
        failure_codes.answer,
        failure_codes.n_responses,
        failure_codes.is_alone
    from failure_codes
    inner join entry_points on failure_codes.mbpp_id = entry_points.mbpp_id
    where failure_codes.reason is null
        and (
            entry_points.kind in ('program', 'text')
            or list_contains(failure_codes.names, entry_points.entry_point)
        )
),

kept as (
    select
        wrong.*,
        sum(wrong.n_responses) over same_program as n_alike,
        bool_or(wrong.is_alone) over same_program as is_once_alone
    from wrong
    anti join right_programs
        on wrong.mbpp_id = right_programs.mbpp_id
        and wrong.fingerprint = right_programs.structure
    window same_program as (partition by wrong.mbpp_id, wrong.fingerprint)
    qualify row_number() over (
        partition by wrong.mbpp_id, wrong.fingerprint
        order by
            wrong.n_responses desc,
            length(wrong.code) asc,
            wrong.code asc,
            wrong.response asc
    ) = 1
)

select
    key_of([kept.mbpp_id, 'failure', kept.fingerprint]) as failure_id,
    kept.mbpp_id,
    kept.fingerprint,
    kept.code,
    kept.response,
    kept.reasoning,
    kept.answer,
    kept.n_alike::bigint as n_responses,
    row_number() over (
        partition by kept.mbpp_id
        order by
            not kept.is_once_alone,
            key_of([settings.seed::varchar, kept.mbpp_id, 'failure', kept.fingerprint])
    ) as rank
from kept
cross join settings;
