-- Failing responses that are right but for the name, where levels do not forgive it.
with

placed as (
    select
        misnamed.mbpp_id,
        misnamed.n_responses,
        row_number() over (
            order by misnamed.n_responses desc, id_order(misnamed.mbpp_id)
        ) as place
    from misnamed
    cross join settings
    where not settings.forgive_names
)

select
    'note' as level,
    format(
        '{} to {} were right but for the name: the program passed under another ({}). '
        || '`[difficulty] forgive_names = true` counts them as solved for the level',
        counted(sum(n_responses), 'failing response'),
        counted(count(*), 'drawn problem'),
        string_agg(format('{} of problem {}', n_responses, mbpp_id), ', ' order by place)
            filter (where place <= 3)
    ) as message
from placed
having count(*) > 0;
