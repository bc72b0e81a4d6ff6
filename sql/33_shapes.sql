-- shapes: what the program of a text looks like, whatever its names.
-- Grain:  one row per problem and distinct text that passed.
-- Reads:  texts, codes, problems, wanted, settings.
-- Scope:  one problem
-- Published: no
-- Columns:
--   text_id: the text
--   shape: equal for the same tokens; NULL where nobody compares the program
-- What is held out is compared with nothing. Python reads one program of each shape, so that its
-- trees cost little where models repeat themselves. Wrong answers are compared with right ones
-- whatever dedup says. A table of its own: in one statement with solutions it would run on one
-- thread.

create or replace table shapes as
select
    texts.text_id,
    case
        when problems.problem_fate is not null or codes.code = '' then null
        when settings.answer_take <> 'program' then null
        when settings.dedup in ('structure', 'loose')
            or (select wanted.has_rejected from wanted)
            then shape(codes.code)
    end as shape
from texts
inner join codes on texts.text_id = codes.text_id
inner join problems on texts.mbpp_id = problems.mbpp_id
cross join settings;
