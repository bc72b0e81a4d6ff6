-- shapes: what the program of a text looks like, whatever its names.
-- Grain:  one row per problem and distinct text whose program is compared with others.
-- Reads:  texts, codes, problems, wanted, settings.
-- Scope:  one problem
-- Published: no
-- Columns:
--   text_id: the text
--   shape: equal for the same tokens
-- What is held out is compared with nothing. Python reads one program of each shape, so that its
-- trees cost little where models repeat themselves. Wrong answers are compared with right ones
-- whatever dedup says. Many texts are one code, with other words and tests around it. A table of
-- its own: in one statement with solutions it would run on one thread.

create or replace table shapes as
with

compared as (
    select texts.text_id, codes.code
    from texts
    inner join codes on texts.text_id = codes.text_id
    inner join problems on texts.mbpp_id = problems.mbpp_id
    cross join settings
    where problems.problem_fate is null
        and codes.code <> ''
        and settings.answer_take = 'program'
        and (
            settings.dedup in ('structure', 'loose')
            or (select wanted.has_rejected from wanted)
        )
),

distinct_codes as (
    select distinct code
    from compared
)

select
    compared.text_id,
    shaped.shape
from compared
inner join (select code, shape(code) as shape from distinct_codes) as shaped
    on compared.code = shaped.code;
