-- Nothing to choose from: no response passed, or none of those left can be used.
select
    'error' as level,
    case
        when count(*) = 0 then 'no response passed: nothing to build'
        else format(
            'none of {} can be used: {} of problems left out, {} without a program, {} that also '
            || 'failed, {} found fewer than min_agreement = {} times',
            counted(count(*), 'passing response'),
            count(*) filter (
                where problems.problem_fate is not null
                    and solutions.solution_fate is null
            ),
            count(*) filter (where solutions.solution_fate in ('empty', 'no_program')),
            count(*) filter (where solutions.solution_fate = 'conflicting'),
            count(*) filter (
                where problems.problem_fate is null
                    and solutions.solution_fate is null
            ),
            (select settings.min_agreement from settings)
        )
    end || coalesce((
        select
            '; what came to nothing: '
            || string_agg(losses.in_words, ', ' order by losses.place)
        from losses
        where losses.place <= 2
    ), '') as message
from solutions
inner join problems on solutions.mbpp_id = problems.mbpp_id
having not exists (select 1 from examples where not examples.is_rare);
