-- tests: what the outcome of running a program says of it, and tests as texts.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

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

-- A set of tests as texts, each for itself: Python that runs behind the program; or JSON of what
-- goes in and what comes out. NULL for a form that has no such texts.
create or replace macro tests_as_texts(form, tests) as
    case
        when form = 'python' then list_transform(
            from_json(tests -> '$.tests', '["VARCHAR"]'),
            lambda test: coalesce(nullif(tests ->> '$.setup', '') || E'\n', '')
                || coalesce('candidate = ' || (tests ->> '$.name') || E'\n', '')
                || test
        )
        when form in ('calls', 'stdin') then list_transform(
            from_json(tests -> '$.cases', '["JSON"]'),
            lambda test: json_object('input', test -> '$[0]', 'output', test -> '$[1]')::varchar
        )
    end;

-- The texts of a set as one JSON text that verl's scorers of code read: asserts, or inputs and
-- outputs as APPS has them (arguments one a line).
create or replace macro tests_for_scorers(test_cases, entry_point) as
    case
        when test_cases is null then null
        when not starts_with(test_cases[1], '{"input":')
            then json_object('assert_case', test_cases)
        when json_type(test_cases[1] -> '$.input') = 'ARRAY' then json_object(
            'fn_name', entry_point,
            'inputs', list_transform(test_cases, lambda test:
                array_to_string(from_json(test -> '$.input', '["JSON"]'), E'\n')),
            'outputs', list_transform(test_cases, lambda test: (test -> '$.output')::varchar)
        )
        else json_object(
            'inputs', list_transform(test_cases, lambda test: test ->> '$.input'),
            'outputs', list_transform(test_cases, lambda test: test ->> '$.output')
        )
    end::varchar;

-- What running a program on a set of tests said, in a line.
create or replace macro outcome_in_words(
    test_set, outcome, n_tests, n_passed, first_failed, message
) as
    case
        when outcome = 'passed' then format('passes {}: all {}', test_set, n_tests)
        when is_failure(outcome) then format(
            '{}; {} of {} passed before',
            failure_in_words(test_set, outcome, first_failed, message), n_passed, n_tests
        )
        else format('{}: {} ({})', test_set, replace(outcome, '_', ' '), message)
    end;

-- Whether what two sets of tests give their programs may be the same: as many arguments, each of
-- the same kind; a list of this and that is like a list of anything.
create or replace macro same_kinds(takes, other_takes) as
    len(takes) = len(other_takes)
    and list_bool_and(list_transform(takes, lambda kind, i:
        kind = other_takes[i]
        or (
            starts_with(kind, 'list') and starts_with(other_takes[i], 'list')
            and 'list' in (kind, other_takes[i])
        )
    ));
