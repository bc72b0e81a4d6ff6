-- Near misses: problems where programs passed every test of a set but the last.
-- Topic: problems
-- A test to look at where many fail it alone: it may ask for what the prompt does not say. Empty
-- where no tests were run (--run-tests). A run of tests ends at the first that fails, so a program
-- that fails another test alone is not seen; wrong answers are run where a format reads them.
with

one_short as (
    select mbpp_id, test_set, n_tests, n_passed, first_failed, outcome, message, example_id as id
    from executions

    union all

    select mbpp_id, test_set, n_tests, n_passed, first_failed, outcome, message, failure_id as id
    from failure_executions
)

select
    one_short.mbpp_id,
    one_short.test_set,
    one_short.n_tests,
    count(*) as n_programs,
    one_short.first_failed as last_test,
    min_by(one_short.message, one_short.id) as said,
    problems.n_passed as n_results_passed,
    problems.n_results,
    problems.prompt
from one_short
inner join problems on one_short.mbpp_id = problems.mbpp_id
where is_failure(one_short.outcome)
    and one_short.n_tests > 1
    and one_short.n_passed = one_short.n_tests - 1
group by
    one_short.mbpp_id,
    one_short.test_set,
    one_short.n_tests,
    one_short.first_failed,
    problems.n_passed,
    problems.n_results,
    problems.prompt
order by
    n_programs desc,
    id_order(one_short.mbpp_id) asc,
    one_short.test_set asc,
    last_test asc;
