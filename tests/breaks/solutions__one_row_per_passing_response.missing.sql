delete from solutions where result_id = (select min(solutions.result_id) from solutions);
