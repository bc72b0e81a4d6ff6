-- Size of the mixes: how many examples each has, of how many problems, and how hard they are.
-- Topic: mixes
select
    dataset as mix,
    total_examples as n_examples,
    distinct_problems as n_problems,
    easy_count as easy,
    medium_count as medium,
    hard_count as hard,
    avg_pass_at_1
from summary;
