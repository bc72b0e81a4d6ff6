-- Label against pass rate: problems by the CSVs' own label and by how often they were solved.
-- Topic: problems
select
    coalesce(problems.label, 'none') as label,
    count(*) as n_problems,
    count(*) filter (where problems.pass_rate >= settings.easy_at_least) as solved_like_easy,
    count(*) filter (
        where problems.pass_rate < settings.easy_at_least
            and problems.pass_rate >= settings.medium_at_least
    ) as solved_like_medium,
    count(*) filter (where problems.pass_rate < settings.medium_at_least) as solved_like_hard,
    round(avg(problems.pass_rate), 3) as avg_pass_rate
from problems
cross join settings
group by coalesce(problems.label, 'none')
order by level_order(coalesce(problems.label, 'none'));
