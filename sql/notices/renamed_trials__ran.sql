-- What became of wrong answers that were run under the name that the tests call.
select
    'note' as level,
    format(
        '{} to {} ran under the name that the tests call, and {} of these passed, to {}',
        counted(sum(n_responses), 'failing response'),
        counted(count(distinct mbpp_id), 'problem'),
        coalesce(sum(n_responses) filter (where has_passed), 0)::bigint,
        counted(count(distinct mbpp_id) filter (where has_passed), 'problem')
    ) as message
from renamed_trials
having count(*) > 0;
