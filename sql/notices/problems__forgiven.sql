-- Failing responses that count as solved for the level: right but for the name.
with

levels as (
    select
        problems.n_forgiven,
        settings.difficulty_source <> 'label'
        and (problems.label is null or settings.difficulty_source = 'pass_rate') as is_by_rate,
        case
            when problems.n_passed >= settings.easy_at_least * problems.n_results then 'easy'
            when problems.n_passed >= settings.medium_at_least * problems.n_results then 'medium'
            else 'hard'
        end <> problems.difficulty as is_another
    from problems
    cross join settings
    where problems.n_forgiven > 0
)

select
    'note' as level,
    format(
        '{} to {} were right but for the name: the program passed under another. They count as '
        || 'solved for the level, which makes {} easier',
        counted(sum(n_forgiven), 'failing response'),
        counted(count(*), 'problem'),
        counted(count(*) filter (where is_by_rate and is_another), 'problem')
    ) as message
from levels
having count(*) > 0;
