-- What a run adds to all others: problems that it alone solves, programs that it alone found.
-- Topic: runs
-- A problem is solved by one response that passed. Programs are those of problems that may be used,
-- told apart as the build's `dedup` does. A run that adds nothing could be left out.
with

solved as (
    select distinct run_id, mbpp_id
    from fates
    where fate <> 'not_passed'
),

shared_problems as (
    select *, count(*) over (partition by mbpp_id) as n_runs
    from solved
),

of_problems as (
    select
        run_id,
        count(*) as n_solved,
        count(*) filter (where n_runs = 1) as n_solved_alone
    from shared_problems
    group by run_id
),

found as (
    select distinct run_id, example_id
    from fates
    where example_id is not null
),

shared_programs as (
    select *, count(*) over (partition by example_id) as n_runs
    from found
),

of_programs as (
    select
        run_id,
        count(*) as n_programs,
        count(*) filter (where n_runs = 1) as n_programs_alone
    from shared_programs
    group by run_id
)

select
    runs.run_id,
    coalesce(of_problems.n_solved, 0) as n_solved,
    coalesce(of_problems.n_solved_alone, 0) as n_solved_alone,
    (select count(distinct solved.mbpp_id) from solved)
    - coalesce(of_problems.n_solved_alone, 0) as n_solved_by_others,
    coalesce(of_programs.n_programs, 0) as n_programs,
    coalesce(of_programs.n_programs_alone, 0) as n_programs_alone
from runs
left join of_problems on runs.run_id = of_problems.run_id
left join of_programs on runs.run_id = of_programs.run_id
order by n_solved_alone desc, n_programs_alone desc, runs.run_id asc;
