-- verdict_words: words of [passed] that say of a response whether it passed.
-- Grain:  one row per word.
-- Reads:  nothing.
-- Scope:  one file
-- Python: fills it from [passed].
-- Columns:
--   word: as the files write it, in lower case
--   is_passed: what it says

create or replace table verdict_words (
    word varchar primary key,
    is_passed boolean not null
);
