-- How much each rule holds out, and where near-copies cannot be seen for want of a prompt.
with

counts as (
    select
        held_out.rule,
        count(distinct held_out.mbpp_id) filter (where results.mbpp_id is not null) as n_problems,
        count(results.mbpp_id) as n_results
    from (select distinct mbpp_id, rule from held_out) as held_out
    left join results on held_out.mbpp_id = results.mbpp_id
    group by held_out.rule
),

without_prompt as (
    select count(*) as n_problems
    from held_out
    where prompt is null
)

select
    'note' as level,
    format(
        '{} holds out {} of {}',
        counts.rule,
        counted(counts.n_results, 'row'),
        counted(counts.n_problems, 'problem')
    ) as message
from counts
where counts.n_results > 0

union all

select
    'note' as level,
    format(
        'no prompt is known of {}, so near-copies cannot be seen: give their prompts with '
        || '[holdout] files',
        counted(without_prompt.n_problems, 'held-out id')
    ) as message
from without_prompt
where without_prompt.n_problems > 0
order by message;
