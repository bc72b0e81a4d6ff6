-- Drawn examples of tasks that a known benchmark scores: one row per such benchmark.
select
    benchmark_problems.benchmark,
    count(distinct draws.example_id) as n_examples,
    count(distinct draws.mbpp_id) as n_problems
from draws
inner join benchmark_problems on draws.mbpp_id = benchmark_problems.mbpp_id
group by benchmark_problems.benchmark
order by benchmark_problems.benchmark;
