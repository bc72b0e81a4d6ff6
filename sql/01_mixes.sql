-- mixes: the datasets that were asked for.
-- Grain:  one row per mix.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [mixes].
-- Columns:
--   position: its place in the configuration
--   mix: its name
--   takes_all: whether it takes every candidate, whatever its level
--   shortage: what to do where a level has too few examples: shrink, fill, repeat or fail
--   max_examples: the most examples it may have; NULL for no limit
--   max_per_problem: the most examples of one problem in it
--   max_tokens: the most tokens of an example in it; NULL for no limit
--   least_pass_rate: the least pass rate of a problem in it; NULL for no limit
--   most_pass_rate: the highest; NULL for no limit

create or replace table mixes (
    position integer not null,
    mix varchar primary key,
    takes_all boolean not null,
    shortage varchar not null,
    max_examples bigint,
    max_per_problem integer not null,
    max_tokens bigint,
    least_pass_rate decimal(9, 6),
    most_pass_rate decimal(9, 6)
);
