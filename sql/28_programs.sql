-- programs: what makes a code one with others, by `dedup`, and the names that it defines.
-- Grain:  one row per distinct text among the passing responses.
-- Reads:  codes, settings.
-- Columns:
--   result_ids: the responses that are this text
--   fingerprint: NULL under `none`, and where no problem that may be used has the text: what is
--                held out is compared with nothing
-- By text, not by code: of a million responses 274,000 texts were 262,000 codes, and to find those
-- out and join them costs more than to read 12,000 twice.

create or replace table programs as
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
