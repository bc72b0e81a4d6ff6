update solutions
set result_id = (select min(results.result_id) from results where not results.passed)
where result_id = (select min(solutions.result_id) from solutions);
