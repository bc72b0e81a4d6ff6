-- called_names: the names that a problem's tests use, where its tests are known.
-- Grain:  one row per problem with tests.
-- Reads:  problems, settings.
-- Scope:  one problem
-- Python: parses the tests of every row of the last statement.
-- Columns:
--   mbpp_id: the problem
--   called: names that its tests call, the outermost calls first
--   used: these, and all others that its tests read

create or replace table called_names (
    mbpp_id varchar primary key,
    called varchar[] not null,
    used varchar[] not null
);

select problems.mbpp_id, problems.test_cases
from problems
cross join settings
where problems.test_cases is not null and settings.answer_take = 'program'
    and problems.mbpp_id not in (select called_names.mbpp_id from called_names)
order by problems.mbpp_id;
