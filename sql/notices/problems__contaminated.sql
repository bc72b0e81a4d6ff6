-- Near-copies of held-out prompts; where they are many, the prompts share a template instead. And
-- problems that are held-out ones in other words, as their programs tell.
with

counts as (
    select
        count(*) filter (
            where problem_fate = 'contaminated' and near_copy_found_by <> 'same behaviour'
        ) as n_contaminated,
        count(*) filter (
            where problem_fate = 'contaminated' and near_copy_found_by = 'same behaviour'
        ) as n_by_behaviour,
        list(format('{} like {}', mbpp_id, near_copy_of) order by id_order(mbpp_id))
            filter (where near_copy_found_by = 'same behaviour') as by_behaviour,
        count(*) filter (where problem_fate is distinct from 'held_out') as n_problems
    from problems
)

select
    'note' as level,
    format(
        '{} left out for prompts that nearly repeat held-out ones: see them with '
        || '`query --kept contamination`',
        counted(n_contaminated, 'problem')
    ) as message
from counts
where n_contaminated > 0

union all

select
    'note' as level,
    format(
        '{} left out as held-out ones in other words, whose tests their programs pass (such as '
        || '{}): see them with `query --kept contamination`',
        counted(n_by_behaviour, 'problem'), array_to_string(by_behaviour[:5], ', ')
    ) as message
from counts
where n_by_behaviour > 0

union all

select
    'warning' as level,
    format(
        '{} of {} problems outside the holdout look like near-copies: the prompts seem to share a '
        || 'template; give them bare, or raise [holdout] near_copy_at_least',
        n_contaminated, n_problems
    ) as message
from counts
where n_contaminated > 0.2 * n_problems;
