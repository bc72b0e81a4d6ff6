-- commonest_programs: programs that show what a problem asks for, to be run on tests of others.
-- Grain:  one row per program: up to two of a problem, the commonest; none where no test is run.
-- Reads:  texts, codes, entry_points, settings.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   place: 1 for the commonest, then the shorter one, then by text
--   code: its text
--   name: what tests are to call; NULL for a program that reads standard input
--   n_results: how many responses were this text
-- Two, since one may be wrong, or may return a tuple where others return a list.

create or replace table commonest_programs as
with

programs as (
    select texts.mbpp_id, codes.code, entry_points.entry_point as name, texts.result_ids
    from texts
    inner join codes on texts.text_id = codes.text_id
    inner join entry_points on texts.mbpp_id = entry_points.mbpp_id
    cross join settings
    where settings.tests_run and codes.code <> '' and codes.reason is null
        and (entry_points.entry_point is not null or entry_points.kind = 'program')
),

counted as (
    select mbpp_id, code, name, sum(len(result_ids))::bigint as n_results
    from programs
    group by mbpp_id, code, name
)

select
    mbpp_id,
    row_number() over (
        partition by mbpp_id order by n_results desc, length(code) asc, code asc
    ) as place,
    code,
    name,
    n_results
from counted
qualify row_number() over (
    partition by mbpp_id order by n_results desc, length(code) asc, code asc
) <= 2;
