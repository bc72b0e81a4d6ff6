-- What became of the responses: one row per fate.
select fate, sum(n_results)::bigint as n_results
from funnel
group by step, fate
order by step;
