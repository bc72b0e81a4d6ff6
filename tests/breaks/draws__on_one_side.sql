insert into draws select mix, 'validation', difficulty, example_id, mbpp_id, copy, position from draws limit 1;
