-- Plain numbers that could be MBPP's, and are not taken for them.
select
    'warning' as level,
    format(
        '{} with plain ids such as {} are not taken for MBPP''s, as no column is called mbpp_id '
        || 'and their prompts are not like its own: if they are, write Mbpp/{}, or hold them out '
        || 'by a benchmark of your own under [benchmarks]',
        counted(count(distinct results.mbpp_id), 'problem'),
        min_by(results.mbpp_id, id_order(results.mbpp_id)),
        min_by(results.mbpp_id, id_order(results.mbpp_id))
    ) as message
from results
inner join benchmarks on results.mbpp_id = problem_id(benchmarks.mbpp_id)
inner join holdout_rules on benchmarks.benchmark = holdout_rules.benchmark
where benchmarks.benchmark in ('mbpp', 'mbpp-plus')
    and (benchmarks.benchmark, results.mbpp_id) not in (
        select (benchmark_problems.benchmark, benchmark_problems.mbpp_id) from benchmark_problems
    )
having count(*) > 0;
