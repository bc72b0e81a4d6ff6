-- fingerprints: what the program of a text has in common with equal programs, by `dedup`.
-- Grain:  one row per problem and distinct text that passed.
-- Reads:  texts, codes, problems, settings.
-- Scope:  one problem
-- Published: no
-- Columns:
--   text_id: the text
--   fingerprint: equal for equal programs; NULL under `none`, and where the problem may not be used
-- What is held out is compared with nothing. Answers that are not read as programs are compared by
-- their text, blanks folded. A table of its own: in one statement with solutions it would run on
-- one thread.

create or replace table fingerprints as
select
    texts.text_id,
    case
        when problems.problem_fate is not null or codes.code = '' then null
        when settings.dedup = 'none' then null
        when settings.answer_take <> 'program'
            then md5(trim(regexp_replace(codes.code, '\s+', ' ', 'g')))
        when settings.dedup = 'structure' then fingerprint(codes.code)
        else md5(codes.code)
    end as fingerprint
from texts
inner join codes on texts.text_id = codes.text_id
inner join problems on texts.mbpp_id = problems.mbpp_id
cross join settings;
