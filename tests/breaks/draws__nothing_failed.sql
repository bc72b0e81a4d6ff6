insert into executions
select example_id, 'x', 'tests', 'timeout', 1, 0, '', '', '' from draws limit 1;
