-- What was run is what is written, byte for byte.
select executions.example_id, executions.test_set, executions.code_md5
from executions
inner join drawn_examples on executions.example_id = drawn_examples.example_id
where executions.outcome = 'passed' and executions.code_md5 <> md5(drawn_examples.response);
