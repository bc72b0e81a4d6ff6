-- More than a tenth of the passing responses to usable problems came to nothing: the two commonest
-- reasons, with an example of each.
select
    'warning' as level,
    format(
        '{} of {} to problems that may be used came to nothing: {}; see `query --kept '
        || 'lost_responses`',
        sum(n_results)::bigint,
        counted(max(n_passing), 'passing response'),
        string_agg(in_words, ', ' order by place) filter (where place <= 2)
    ) as message
from losses
having 10 * sum(n_results) > max(n_passing);
