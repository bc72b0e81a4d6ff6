-- holdout_rules: what shall never be trained on, rule by rule.
-- Grain:  one row per rule, and one per problem where a rule is a file of problems.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [holdout] and the files that it names.
-- Columns:
--   position: the order of the rules; the first that holds is the one that is named
--   rule: the rule in words: `benchmark mbpp`, `split test`, `file heldout.csv`
--   benchmark: the benchmark that it names
--   split: the split that it names
--   mbpp_id: the problem that a file gives
--   prompt: the prompt that a file gives

create or replace table holdout_rules (
    position integer not null,
    rule varchar not null,
    benchmark varchar,
    split varchar,
    mbpp_id varchar,
    prompt varchar
);
