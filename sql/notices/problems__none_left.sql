-- No problem to train on: which key took the most.
with

reasons as (
    select
        replace(problem_fate, '_', ' ') as reason,
        case problem_fate
            when 'held_out' then case
                when starts_with(held_out_by, 'benchmark ') then '[holdout] benchmarks'
                when starts_with(held_out_by, 'split ') then '[holdout] splits'
                else '[holdout] files'
            end
            when 'contaminated' then '[holdout] near_copy_at_least'
            when 'excluded' then '[exclude] ids'
            else '[difficulty] source'
        end as setting,
        count(*) as n_problems
    from problems
    group by all
)

select
    'error' as level,
    'no problem is left to train on: ' || string_agg(
        format('{} {} ({})', counted(n_problems, 'problem'), reason, setting), ', '
        order by n_problems desc, setting asc
    ) as message
from reasons
having bool_and(reason is not null);
