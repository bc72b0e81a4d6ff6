-- test_cases: the tests that the run files give a problem.
-- Grain:  one row per problem whose rows have tests.
-- Reads:  results.
-- Scope:  one problem
-- Published: no
-- Columns:
--   mbpp_id: the problem
--   test_cases: its most frequent tests that are not empty, ties by text, as prompts are

create or replace table test_cases as
select mbpp_id, test_cases
from results
where test_cases <> ''
group by mbpp_id, test_cases
qualify row_number() over (partition by mbpp_id order by count(*) desc, test_cases) = 1;
