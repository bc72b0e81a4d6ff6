-- No example is longer than its mix takes, and none is of a problem outside the mix's pass_rate.
select
    draws.mix,
    draws.mbpp_id,
    draws.example_id,
    drawn_examples.n_tokens,
    drawn_examples.pass_rate
from draws
inner join mixes on draws.mix = mixes.mix
inner join drawn_examples on draws.example_id = drawn_examples.example_id
where drawn_examples.n_tokens > mixes.max_tokens
    or drawn_examples.pass_rate < mixes.least_pass_rate
    or drawn_examples.pass_rate > mixes.most_pass_rate;
