-- fingerprints: what each code has in common with equal programs, by `dedup`.
-- Grain:  one row per distinct text among the passing responses.
-- Reads:  codes, settings.
-- Scope:  one problem
-- Published: no
-- Columns:
--   result_ids: the responses that are this text
--   code: the text reduced to its code
--   fingerprint: equal for equal programs; NULL under `none`, and where no problem that may be used
--                has the text
--   defined_names: names given at module level
--   has_definition: whether it defines a function, a class or a lambda
-- By text, not by code: few texts reduce to the same code, and finding those costs more than
-- reading them twice.

create or replace table fingerprints as
select
    codes.result_ids,
    codes.code,
    case
        when not codes.is_usable then null
        when settings.dedup = 'structure' then fingerprint(codes.code)
        when settings.dedup = 'text' then md5(codes.code)
    end as fingerprint,
    list_distinct(module_names(codes.code)) as defined_names,
    has_definition(codes.code) as has_definition
from codes
cross join settings;
