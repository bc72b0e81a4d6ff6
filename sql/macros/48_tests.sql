-- tests: what the outcome of running a program says of it.
-- (The linter does not know the indentation of macros.)
-- noqa: disable=LT02,PRS

-- Whether an outcome is the program's own failure; tests that cannot be run say nothing of it.
create or replace macro is_failure(outcome) as
    outcome not in ('passed', 'not_applicable', 'not_run');

-- Whether the outcomes of a program, one per set of tests, say that it is right: an aggregate.
create or replace macro all_passed(outcome) as
    bool_or(outcome = 'passed') and not bool_or(is_failure(outcome));

-- What failed, in a line: the set, the test and what it said.
create or replace macro failure_in_words(test_set, outcome, first_failed, message) as
    concat_ws(
        ': ',
        format('fails {} ({})', test_set, replace(outcome, '_', ' ')),
        nullif(regexp_replace(first_failed, '\s+', ' ', 'g')[:120], ''),
        nullif(message[:160], '')
    );

-- How many wrong answers a problem's pairs are chosen from, and so how many are run.
create or replace macro n_wrong_for(n_drawn) as
    3 * n_drawn;
