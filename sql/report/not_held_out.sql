-- Drawn examples of tasks that a known benchmark scores: one row per such benchmark.
select
    benchmarks.benchmark,
    count(distinct draws.example_id) as n_examples,
    count(distinct draws.mbpp_id) as n_problems
from draws
inner join benchmarks on draws.mbpp_id = problem_id(benchmarks.mbpp_id)
group by benchmarks.benchmark
order by benchmarks.benchmark;
