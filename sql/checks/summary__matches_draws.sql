-- The summary says of each side of a mix what its draws are.
with

drawn as (
    select
        dataset_name(mix, side) as dataset,
        mbpp_id,
        difficulty
    from draws
)

select summary.dataset, summary.total_examples, count(drawn.dataset) as n_draws
from summary
left join drawn on summary.dataset = drawn.dataset
group by summary.dataset, summary.total_examples, summary.distinct_problems, summary.easy_count,
    summary.medium_count, summary.hard_count
having summary.total_examples <> count(drawn.dataset)
    or summary.distinct_problems <> count(distinct drawn.mbpp_id)
    or summary.easy_count <> count(*) filter (where drawn.difficulty = 'easy')
    or summary.medium_count <> count(*) filter (where drawn.difficulty = 'medium')
    or summary.hard_count <> count(*) filter (where drawn.difficulty = 'hard');
