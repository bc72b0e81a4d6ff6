-- Problems whose results carry different prompts, or none at all.
select
    'warning' as level,
    format(
        '{} with several prompts, such as {}: the most frequent one of each is taken',
        counted(count(*), 'problem'), arg_min(mbpp_id, id_order(mbpp_id))
    ) as message
from problems
where n_prompts > 1
having count(*) > 0

union all

select
    'error' as level,
    format(
        '{} without a prompt, such as {}: fill in the column, or leave them out with '
        || '[exclude] ids',
        counted(count(*), 'problem'), arg_min(mbpp_id, id_order(mbpp_id))
    ) as message
from problems
where prompt = '' and problem_fate is null
having count(*) > 0;
