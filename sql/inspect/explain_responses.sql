-- Every response to a problem, its fate and why: of variable mbpp_id, in any writing.
with

mixes_of as (
    select
        draws.example_id,
        string_agg(distinct draws.mix, ', ' order by draws.mix) as in_mixes
    from draws
    group by draws.example_id
)

select
    results.result_id,
    results.run_id,
    fates.fate,
    fates.example_id[:8] as example,
    case fates.fate
        when 'not_passed' then 'its tests failed'
        when 'conflicting' then 'the very same text also failed'
        when 'empty' then 'nothing in it'
        when 'no_program' then solutions.reason
        when 'held_out' then problems.held_out_by
        when 'contaminated' then if(
            problems.near_copy_similarity is null,
            problems.near_copy_evidence,
            format(
                'prompt like that of held-out {} ({})',
                coalesce(problems.near_copy_of, 'file'), problems.near_copy_similarity
            )
        )
        when 'excluded' then '[exclude] ids'
        when 'unlabelled' then 'its problem has no agreed label'
        when 'duplicate' then case
            when twins.twin_of is not null and examples.result_id = results.result_id
                then 'same program and instruction as in problem ' || twin_examples.mbpp_id
            else format('same program as in run {}', kept.run_id)
        end
        when 'rare' then format('found {} times only', examples.cluster_size)
        when 'over_cap' then format('rank {} of the problem''s programs', examples.rank)
        when 'invalid_python' then verdicts.reason
        when 'fails_tests' then verdicts.reason
        when 'not_drawn' then 'no mix had a place left'
        else mixes_of.in_mixes
    end as why
from results
inner join fates on results.result_id = fates.result_id
inner join problems on results.mbpp_id = problems.mbpp_id
left join solutions on results.result_id = solutions.result_id
left join examples on fates.example_id = examples.example_id
left join results as kept on examples.result_id = kept.result_id
left join twins on examples.example_id = twins.example_id
left join examples as twin_examples on twins.twin_of = twin_examples.example_id
left join verdicts on examples.example_id = verdicts.example_id
left join mixes_of on examples.example_id = mixes_of.example_id
where results.mbpp_id = problem_id(getvariable('mbpp_id'))
order by
    fate_order(fates.fate) desc,
    examples.rank asc nulls last,
    results.run_id asc,
    results.result_id asc;
