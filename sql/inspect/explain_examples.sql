-- The distinct programs of a problem: of variable mbpp_id, in any writing.
select
    examples.example_id[:8] as example,
    examples.rank,
    examples.cluster_size,
    kept.run_id as kept_from,
    coalesce(verdicts.reason, '') as verdict,
    coalesce((
        select
            string_agg(
                format(
                    '{} {}', executions.test_set,
                    case
                        when executions.outcome = 'passed'
                            then format('{} of {}', executions.n_passed, executions.n_tests)
                        else replace(executions.outcome, '_', ' ')
                    end
                ),
                ', ' order by executions.test_set
            )
        from executions
        where executions.example_id = examples.example_id
    ), '') as tests,
    coalesce(string_agg(distinct draws.mix, ', ' order by draws.mix), '') as in_mixes,
    solutions.code
from examples
inner join results as kept on examples.result_id = kept.result_id
inner join solutions on examples.result_id = solutions.result_id
left join verdicts on examples.example_id = verdicts.example_id
left join draws on examples.example_id = draws.example_id
where examples.mbpp_id = problem_id(getvariable('mbpp_id'))
group by examples.example_id, examples.rank, examples.cluster_size, kept.run_id, verdicts.reason,
    solutions.code
order by examples.rank nulls last, examples.example_id; -- noqa: AM03
