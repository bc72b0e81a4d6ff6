-- Some answers return texts that only tests tell ("Found a match!"): no prompt without tests asks
-- for them. Said where most instructions show none.
with

shown as (
    select
        count(*) as n_problems,
        count(*) filter (where problems.test_cases is null) as n_without
    from instructions
    inner join problems on instructions.mbpp_id = problems.mbpp_id
    inner join entry_points on instructions.mbpp_id = entry_points.mbpp_id
    where entry_points.kind in ('function', 'class')
)

select
    'note' as level,
    format(
        'the prompts of {} show no tests, and what these expect no name tells: [tests] files with '
        || 'in_prompt = true shows those of the benchmark',
        counted(shown.n_without, 'problem')
    ) as message
from shown
cross join settings
where 2 * shown.n_without > shown.n_problems and not settings.in_prompt;
