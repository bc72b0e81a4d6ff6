-- What the tests said, and how many problems have none.
with

programs as (
    select
        executions.example_id,
        problems.difficulty,
        bool_or(is_failure(executions.outcome)) as is_wrong
    from executions
    inner join problems on executions.mbpp_id = problems.mbpp_id
    where executions.outcome not in ('not_applicable', 'not_run')
    group by executions.example_id, problems.difficulty
),

levels as (
    select
        difficulty,
        count(*) as n_programs,
        count(*) filter (where is_wrong) as n_wrong
    from programs
    group by difficulty
),

untested as (
    select count(distinct examples.mbpp_id) as n_problems
    from examples
    where not examples.is_rare and examples.mbpp_id not in (
        select executions.mbpp_id
        from executions
        where executions.outcome not in ('not_applicable', 'not_run')
    )
)

select
    case when untested.n_problems > 0 then 'warning' else 'note' end as level,
    concat_ws(
        '; ',
        case
            when count(levels.difficulty) = 0 then 'no tests were there to run'
            else format(
                '{} ran on their tests, {} failed ({})',
                counted(sum(levels.n_programs), 'program'),
                sum(levels.n_wrong)::bigint,
                string_agg(
                    format(
                        '{} {:.0f} %',
                        levels.difficulty, (100 * levels.n_wrong / levels.n_programs)::double
                    ),
                    ', ' order by level_order(levels.difficulty)
                )
            )
        end,
        case
            when untested.n_problems > 0 then format(
                '{} without tests that can be run: what is drawn of them is not verified here; '
                || 'give tests with [tests] files',
                counted(untested.n_problems, 'problem')
            )
        end
    ) as message
from untested
cross join settings
left join levels on true
where settings.tests_run
group by untested.n_problems;
