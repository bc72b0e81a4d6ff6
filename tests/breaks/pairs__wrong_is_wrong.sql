insert into pairs select example_id, 'no such failure' from draws limit 1;
