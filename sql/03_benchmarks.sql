-- benchmarks: the problems of each benchmark that has a name.
-- Grain:  one row per benchmark and problem.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [benchmarks].
-- Columns:
--   benchmark: its name
--   mbpp_id: the id of one of its problems, as the configuration writes it

create or replace table benchmarks (
    benchmark varchar not null,
    mbpp_id varchar not null
);
