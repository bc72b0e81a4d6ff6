-- Drawn examples of tasks that a benchmark scores which is not held out.
select
    'note' as level,
    format(
        '{} of {}: tasks of the benchmark {} are drawn; hold them out with '
        || '[holdout] benchmarks = [..., "{}"] if you will score on it',
        counted(count(distinct draws.example_id), 'example'),
        counted(count(distinct draws.mbpp_id), 'problem'),
        benchmarks.benchmark,
        benchmarks.benchmark
    ) as message
from draws
inner join benchmarks on draws.mbpp_id = problem_id(benchmarks.mbpp_id)
group by benchmarks.benchmark
order by benchmarks.benchmark;
