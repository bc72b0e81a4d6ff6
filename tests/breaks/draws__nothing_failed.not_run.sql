update settings set tests_run = true;
insert into test_sets by name
select
    mbpp_id, 'more' as test_set, 1 as position, 'python' as form, '{}' as tests, 1 as n_tests,
    [] as called, [] as used
from examples where example_id in (select example_id from draws) limit 1;
