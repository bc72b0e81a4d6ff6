-- How much each rule holds out: one row per rule that holds anything of these runs out.
select held_out_by as rule, count(*) as n_problems, sum(n_results)::bigint as n_results
from problems
where held_out_by is not null
group by held_out_by
order by held_out_by;
