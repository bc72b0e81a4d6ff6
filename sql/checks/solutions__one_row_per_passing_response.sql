-- A passing response is a solution, once; a failing one is none.
-- Each is one, none is of another response, and there are as many: then none is twice.
select results.result_id, 'no solution' as fault, 1 as n_rows
from results
anti join solutions on results.result_id = solutions.result_id
where results.passed

union all

select solutions.result_id, 'did not pass' as fault, 1 as n_rows
from solutions
anti join (select result_id from results where passed) as passing
    on solutions.result_id = passing.result_id

union all

select null as result_id, 'solutions of all' as fault, count(*) as n_rows
from solutions
having count(*) <> (select count(*) from results where results.passed);
