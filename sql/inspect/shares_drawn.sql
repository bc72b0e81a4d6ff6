-- What each mix drew of each level; of whatever a table of that name holds, in the types expected.
select
    coalesce(dataset::varchar, '') as dataset,
    coalesce(total_examples::bigint, 0) as total_examples,
    coalesce(easy_count::bigint, 0) as n_easy,
    coalesce(medium_count::bigint, 0) as n_medium,
    coalesce(hard_count::bigint, 0) as n_hard
from summary;
