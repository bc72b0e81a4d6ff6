-- Token lengths: how long the examples of each mix are, and how many are over a common limit.
-- Topic: mixes
-- Tokens of the system message, the instruction and the answer: estimated, unless the build had a
-- tokenizer. An example that is in a mix twice counts twice, as in its file.
select
    dataset_name(draws.mix, draws.side) as dataset,
    count(*) as n_examples,
    sum(drawn_examples.n_tokens)::bigint as n_tokens,
    min(drawn_examples.n_tokens) as shortest,
    quantile_disc(drawn_examples.n_tokens, 0.5) as median,
    quantile_disc(drawn_examples.n_tokens, 0.95) as p95,
    max(drawn_examples.n_tokens) as longest,
    count(*) filter (where drawn_examples.n_tokens > 512) as n_over_512,
    count(*) filter (where drawn_examples.n_tokens > 1024) as n_over_1024,
    count(*) filter (where drawn_examples.n_tokens > 2048) as n_over_2048
from draws
inner join drawn_examples on draws.example_id = drawn_examples.example_id
group by draws.mix, draws.side
order by n_tokens desc, dataset asc;
