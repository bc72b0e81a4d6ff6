-- fingerprints: what the program of a text has in common with equal programs, by `dedup`.
-- Grain:  one row per problem and distinct text that passed.
-- Reads:  texts, codes, problems, shapes, structures, settings.
-- Scope:  one problem
-- Published: no
-- Columns:
--   text_id: the text
--   fingerprint: equal for equal programs; NULL under `none`, and where the problem may not be used
--   structure: the same by structure, whatever dedup says; NULL where nobody compares the program
-- Answers that are not read as programs are compared by their text, blanks folded. What has no tree
-- is known by its shape.

create or replace table fingerprints as
select
    texts.text_id,
    case
        when problems.problem_fate is not null or codes.code = '' then null
        when settings.dedup = 'none' then null
        when settings.answer_take <> 'program'
            then md5(trim(regexp_replace(codes.code, '\s+', ' ', 'g')))
        when settings.dedup = 'text' then md5(codes.code)
        else coalesce(structures.structure, shapes.shape)
    end as fingerprint,
    coalesce(structures.structure, shapes.shape) as structure
from texts
inner join codes on texts.text_id = codes.text_id
inner join problems on texts.mbpp_id = problems.mbpp_id
left join shapes on texts.text_id = shapes.text_id
left join structures on shapes.shape = structures.shape
cross join settings;
