-- Prompts for reinforcement learning without a test: nothing can tell how good an answer is.
with

prompts as (
    select
        draws.mix,
        draws.side,
        count(distinct draws.mbpp_id) as n_prompts,
        count(distinct draws.mbpp_id) filter (where problem_tests.mbpp_id is null) as n_without
    from draws
    left join problem_tests on draws.mbpp_id = problem_tests.mbpp_id
    group by draws.mix, draws.side
)

select
    'warning' as level,
    format(
        '{}: {} of {} prompts have no test, so no reward can run one: name files with '
        || '[tests] files',
        files.file, prompts.n_without, prompts.n_prompts
    ) as message
from files
inner join prompts on files.mix = prompts.mix and files.side = prompts.side
cross join settings
where files.format = 'grpo' and prompts.n_without > 0 and settings.answer_take = 'program'
order by files.file;
