-- Pass rate by run and difficulty: where the better runs are better.
-- Topic: runs
with

graded as (
    select fates.run_id, problems.difficulty, (fates.fate <> 'not_passed')::integer as passed
    from fates
    inner join problems on fates.mbpp_id = problems.mbpp_id
)

select
    run_id,
    round(avg(passed) filter (where difficulty = 'easy'), 3) as easy,
    round(avg(passed) filter (where difficulty = 'medium'), 3) as medium,
    round(avg(passed) filter (where difficulty = 'hard'), 3) as hard,
    round(avg(passed), 3) as overall
from graded
group by run_id
order by overall desc, run_id asc;
