update settings set tests_run = true;
insert into test_sets
select mbpp_id, 'more', 1, 'python', '{}', 1, [], [], null
from examples where example_id in (select example_id from draws) limit 1;
