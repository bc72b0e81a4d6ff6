-- Held-out problems of which no prompt is known: what nearly repeats them cannot be seen. One row.
select count(*) as n_problems
from held_out
where prompt is null;
