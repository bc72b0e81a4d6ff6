-- Tokens of the rows of each dataset: one row per dataset, with the share of its rows that is
-- longer than what training often cuts at.
select
    dataset_name(draws.mix, draws.side) as dataset,
    count(*) as n_rows,
    sum(drawn_examples.n_tokens)::bigint as total,
    quantile_disc(drawn_examples.n_tokens, 0.5) as p50,
    quantile_disc(drawn_examples.n_tokens, 0.95) as p95,
    max(drawn_examples.n_tokens) as longest,
    (100 * count(*) filter (where drawn_examples.n_tokens > 512) / count(*))
    ::decimal(9, 4) as over_512,
    (100 * count(*) filter (where drawn_examples.n_tokens > 1024) / count(*))
    ::decimal(9, 4) as over_1024,
    (100 * count(*) filter (where drawn_examples.n_tokens > 2048) / count(*))
    ::decimal(9, 4) as over_2048,
    (100 * count(*) filter (where drawn_examples.n_tokens > 4096) / count(*))
    ::decimal(9, 4) as over_4096
from draws
inner join drawn_examples on draws.example_id = drawn_examples.example_id
inner join mixes on draws.mix = mixes.mix
group by draws.mix, draws.side, mixes.position
order by mixes.position, draws.side;
