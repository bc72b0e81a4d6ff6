-- right_programs: the programs that passed, whatever they are called.
-- Grain:  one row per problem and structure, of problems that may be used.
-- Reads:  texts, fingerprints.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   structure: equal for programs that are one but for their names
-- A wrong answer that is one of these is not wrong: its name was, or the tests are flaky.

create or replace table right_programs as
select distinct
    texts.mbpp_id,
    coalesce(fingerprints.structure, fingerprints.fingerprint) as structure
from texts
inner join fingerprints on texts.text_id = fingerprints.text_id
where coalesce(fingerprints.structure, fingerprints.fingerprint) is not null;
