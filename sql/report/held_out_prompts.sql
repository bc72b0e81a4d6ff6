-- Of how many held-out problems a prompt is known: without one no near-copy can be seen. One row.
select
    count(distinct (mbpp_id, prompt)) filter (where prompt is not null) as n_known,
    count(*) filter (where prompt is null) as n_unknown
from held_out;
