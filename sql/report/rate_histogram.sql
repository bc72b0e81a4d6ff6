-- How often problems are solved: one row per column of the histogram and level, with its part of
-- the column in percent of the picture. A column is k of n, where n is how many responses most
-- problems have: columns of equal shares of the pass rate would leave gaps that are not there. From
-- n = 21 on a column holds `step` neighbours; none and all stand alone. A problem with another
-- number of responses goes to the nearest column, but to the outer ones only with none or all. The
-- fullest column is 85 % high, for its number above it.
with

usual as (
    select n_results as n
    from problems
    where n_results > 0
    group by n_results
    order by count(*) desc, n_results desc
    limit 1
),

columns as (
    select
        n,
        step,
        case when n = 1 then 2 else 2 + (n - 2 + step) // step end as n_columns
    from (
        -- one response per problem makes two columns, unless there are others to stand between
        select
            case when max(problems.n_results) = 1 then 1 else greatest(usual.n, 2) end as n,
            greatest((usual.n + 17) // 19, 1) as step
        from problems
        cross join usual
        group by usual.n
    ) as shaped
),

placed as (
    select
        case
            when problems.n_passed = 0 then 0
            when problems.n_passed = problems.n_results then columns.n_columns - 1
            else 1 + (
                greatest(least(
                    (2 * problems.n_passed * columns.n + problems.n_results)
                    // (2 * problems.n_results),
                    columns.n - 1
                ), 1) - 1
            ) // columns.step
        end as place,
        coalesce(problems.difficulty, 'none') as difficulty
    from problems
    cross join columns
    where problems.n_results > 0
),

counts as (
    select
        place,
        difficulty,
        count(*) as n_problems,
        sum(count(*)) over (partition by place)::bigint as n_all
    from placed
    group by place, difficulty
)

select
    counts.place::integer as place,
    counts.difficulty,
    counts.n_problems,
    counts.n_all,
    columns.n::integer as of_n,
    columns.n_columns::integer as n_columns,
    case
        when counts.place = 0 then '0'
        when counts.place = columns.n_columns - 1 then columns.n::varchar
        when columns.step = 1 then counts.place::varchar
        else
            (1 + (counts.place - 1) * columns.step)::varchar || ' to '
            || least(counts.place * columns.step, columns.n - 1)
    end as n_of,
    (100 * counts.place / columns.n_columns)::decimal(6, 2) as x,
    (100 * (counts.place + 0.5) / columns.n_columns)::decimal(6, 2) as middle,
    (100 / columns.n_columns)::decimal(6, 2) as width,
    (
        100 - 85 * sum(counts.n_problems) over stacked / max(counts.n_all) over ()
    )::decimal(6, 2) as y,
    (85 * counts.n_problems / max(counts.n_all) over ())::decimal(6, 2) as height,
    (100 - 85 * counts.n_all / max(counts.n_all) over ())::decimal(6, 2) as top
from counts
cross join columns
window stacked as (
    partition by counts.place
    order by level_order(counts.difficulty)
)
order by counts.place, level_order(counts.difficulty);
