-- The levels: one row per level, with its problems, and how many of them gave an example.
select
    coalesce(difficulty, 'none') as difficulty,
    count(*) as n_problems,
    count(*) filter (where n_passed > 0) as n_solved,
    count(*) filter (where n_passed > 0 and problem_fate is null) as n_usable,
    count(*) filter (
        where mbpp_id in (select drawn_examples.mbpp_id from drawn_examples)
    ) as n_drawn,
    (100 * sum(n_passed) / nullif(sum(n_results), 0))::decimal(9, 4) as pass_pct
from problems
group by coalesce(difficulty, 'none')
order by level_order(coalesce(difficulty, 'none'));
