-- Labels that say nothing: of several levels, or of none that we know.
select
    'warning' as level,
    format(
        '{} with conflicting difficulty labels, such as {} ({}): counted as unlabelled',
        counted(count(*), 'problem'),
        arg_min(mbpp_id, id_order(mbpp_id)),
        array_to_string(arg_min(labels, id_order(mbpp_id)), ', ')
    ) as message
from problems
where len(labels) > 1
    and (select settings.difficulty_source from settings) <> 'pass_rate'
having count(*) > 0

union all

select
    'warning' as level,
    format(
        '{} with a difficulty label that is none of easy, medium, hard, such as {} ({}): '
        || 'counted as unlabelled',
        counted(count(*), 'problem'),
        arg_min(mbpp_id, id_order(mbpp_id)),
        arg_min(labels[1], id_order(mbpp_id))
    ) as message
from problems
where len(labels) = 1 and label is null
    and (select settings.difficulty_source from settings) <> 'pass_rate'
having count(*) > 0;
