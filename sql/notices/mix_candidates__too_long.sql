-- What is too long for a mix with max_tokens: a note per mix.
with

counted as (
    select
        mixes.position,
        mixes.mix,
        mixes.max_tokens,
        count(*) as n_examples,
        count(*) filter (where example_tokens.n_tokens > mixes.max_tokens) as n_longer,
        count(distinct examples.mbpp_id)
        - count(distinct examples.mbpp_id) filter (
            where example_tokens.n_tokens <= mixes.max_tokens
        ) as n_without
    from mixes
    inner join example_tokens on mixes.max_tokens is not null
    inner join examples on example_tokens.example_id = examples.example_id
    where examples.reason is null
    group by mixes.position, mixes.mix, mixes.max_tokens
)

select
    'note' as level,
    format(
        'mix {}: {} of {} left out, longer than max_tokens = {}; {} no shorter one',
        mix, n_longer, counted(n_examples, 'example'), max_tokens,
        counted(n_without, 'problem') || case when n_without = 1 then ' has' else ' have' end
    ) as message
from counted
where n_longer > 0
order by position;
