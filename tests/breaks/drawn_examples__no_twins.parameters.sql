update drawn_examples set instruction = 'Define `f(' || repeat('a', mbpp_id::integer - 600) || ')`.';
update examples set fingerprint = 'same';
