-- The sets of tests of a problem, and the first ten texts of each: of variable mbpp_id, in any
-- writing.
select
    format(
        '{} test{} of {}{}',
        n_tests,
        if(n_tests = 1, '', 's'),
        test_set,
        case
            when reason is not null then ', which cannot be read: ' || reason
            when form = 'evalplus' then ' by the answers of a reference solution'
            when n_tests > 10 then ', of which these are the first 10'
            else ''
        end
    ) as told,
    list_transform(
        coalesce(tests_as_texts(form, tests)[:10], []), lambda test: left(trim(test, E'\n'), 500)
    ) as texts
from test_sets
where mbpp_id = problem_id(getvariable('mbpp_id'))
order by position, test_set;
