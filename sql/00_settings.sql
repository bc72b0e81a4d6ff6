-- settings: what the user chose, as rows; Python fills these tables and no value is ever pasted.
-- Grain:  settings: one row. mixes: one row per mix. shares: one row per mix and difficulty.
--         benchmarks: one row per benchmark and problem, ids as written. holdout: one row per
--         rule, and per problem of a file of problems. excluded: one row per problem.
--         inputs, looks: one row per run file. instructions: one row per problem with an example.
--         verdicts: one row per example or failure that Python's parser looked at.
--         files: one row per dataset file.
-- Reads:  nothing.
-- A missing column of a table is an error; an unset variable would be NULL in silence.

create or replace table settings (
    seed bigint not null,
    dedup varchar not null,                 -- structure | text | none
    max_per_problem integer not null,
    min_agreement integer not null,
    is_same_size boolean not null,
    keep_results varchar not null,          -- all | drawn | none
    difficulty_source varchar not null,     -- auto | label | pass_rate
    easy_at_least decimal(9, 6) not null,
    medium_at_least decimal(9, 6) not null,
    near_copy_at_least decimal(9, 6),       -- NULL: near-copies are not looked for
    validation decimal(9, 6) not null,      -- share of problems set aside
    has_failures boolean not null,          -- a chosen format asks for wrong answers too
    output_before varchar not null,         -- what [output] template puts around the code
    output_after varchar not null,
    system varchar                          -- the system message of chats, if any
);

create or replace table mixes (
    position integer not null,
    mix varchar primary key,
    shortage varchar not null,              -- shrink | fill | repeat | fail
    max_examples bigint,
    max_per_problem integer not null
);

-- Shares are whole numbers: `0.7` and `0.3` arrive as 7 and 3.
create or replace table shares (
    mix varchar not null,
    level integer not null,                 -- 1 easy, 2 medium, 3 hard: the order of ties
    difficulty varchar not null,
    share bigint not null,
    primary key (mix, difficulty)
);

create or replace table benchmarks (
    benchmark varchar not null,
    mbpp_id varchar not null
);

create or replace table holdout (
    position integer not null,              -- the first rule that holds is the one that is named
    rule varchar not null,                  -- 'benchmark mbpp', 'split test', 'file heldout.csv'
    benchmark varchar,
    split varchar,
    mbpp_id varchar,
    prompt varchar
);

create or replace table excluded (mbpp_id varchar not null);

create or replace table inputs (
    file_id integer primary key,
    file varchar not null,                  -- relative to the fixed part of its glob
    run_id varchar not null,                -- of rows that name none
    id_column varchar not null,             -- as the header writes it
    prompt_column varchar not null
);

create or replace table looks (
    file_id integer primary key,
    n_rows bigint not null                  -- of CSVs counted without DuckDB, else what was read
);

create or replace table instructions (
    mbpp_id varchar primary key,
    instruction varchar not null
);

create or replace table verdicts (
    example_id varchar primary key,         -- or failure_id
    is_valid boolean not null,
    reason varchar                          -- why not
);

create or replace table files (
    file varchar primary key,
    mix varchar not null,
    side varchar not null,                  -- train | validation
    format varchar not null,                -- csv, or a file of templates/formats
    n_rows bigint not null
);
