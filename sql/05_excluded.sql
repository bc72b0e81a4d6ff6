-- excluded: problems that the user leaves out.
-- Grain:  one row per problem.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [exclude] ids.
-- Columns:
--   mbpp_id: the problem, as the configuration writes it

create or replace table excluded (mbpp_id varchar not null);
