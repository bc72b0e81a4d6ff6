-- Drawn examples of tasks that a benchmark scores which is not held out.
select
    'note' as level,
    format(
        '{} of {}: tasks of the benchmark {} are drawn; hold them out with '
        || '[holdout] benchmarks = [..., "{}"] if you will score on it',
        counted(count(distinct draws.example_id), 'example'),
        counted(count(distinct draws.mbpp_id), 'problem'),
        benchmark_problems.benchmark,
        benchmark_problems.benchmark
    ) as message
from draws
inner join benchmark_problems on draws.mbpp_id = benchmark_problems.mbpp_id
group by benchmark_problems.benchmark
order by benchmark_problems.benchmark;
