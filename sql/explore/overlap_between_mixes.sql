-- Overlap between mixes: how many examples and problems two of them share.
-- Topic: mixes
-- The share is that of the first mix; a copy of an example counts once.
with

drawn as (
    select mix, example_id, mbpp_id
    from draws
    where copy = 1
),

sizes as (
    select mix, count(*) as n_examples, count(distinct mbpp_id) as n_problems
    from drawn
    group by mix
),

mix_pairs as (
    select ours.mix, theirs.mix as other_mix, ours.n_examples
    from sizes as ours
    inner join sizes as theirs on ours.mix <> theirs.mix
),

shared_examples as (
    select ours.mix, theirs.mix as other_mix, count(*) as n_shared
    from drawn as ours
    inner join drawn as theirs on ours.example_id = theirs.example_id
    group by ours.mix, theirs.mix
),

problems_of as (
    select distinct mix, mbpp_id
    from drawn
),

shared_problems as (
    select ours.mix, theirs.mix as other_mix, count(*) as n_shared
    from problems_of as ours
    inner join problems_of as theirs on ours.mbpp_id = theirs.mbpp_id
    group by ours.mix, theirs.mix
)

select
    mix_pairs.mix,
    mix_pairs.other_mix,
    coalesce(shared_examples.n_shared, 0) as n_shared_examples,
    (coalesce(shared_examples.n_shared, 0) / mix_pairs.n_examples)::decimal(9, 3) as share_of_mix,
    coalesce(shared_problems.n_shared, 0) as n_shared_problems
from mix_pairs
left join shared_examples
    on mix_pairs.mix = shared_examples.mix and mix_pairs.other_mix = shared_examples.other_mix
left join shared_problems
    on mix_pairs.mix = shared_problems.mix and mix_pairs.other_mix = shared_problems.other_mix
order by mix_pairs.mix, mix_pairs.other_mix;
