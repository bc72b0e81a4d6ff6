-- Too few results for three levels of pass rate: 1 of 2 and 1 of 3 are medium, so what is hard was
-- never solved.
select
    'warning' as level,
    format(
        'no problem has more than {}: too few for a solved problem to be hard by its pass '
        || 'rate; give more runs or labels, or set shortage = "fill"',
        counted(max(problems.n_results), 'result')
    ) as message
from problems
cross join settings
where settings.difficulty_source <> 'label'
having count(problems.label) = 0 and max(problems.n_results) > 1
    and 1 >= max(settings.medium_at_least) * max(problems.n_results);
