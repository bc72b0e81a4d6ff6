-- A problem, as the build saw it: of variable mbpp_id, in any writing. The columns behind prompt
-- are printed, each under its name; NULL where there is nothing to say.
with

asked as (
    select *
    from problems
    where mbpp_id = problem_id(getvariable('mbpp_id'))
),

counts as (
    select mbpp_id, count(distinct run_id) as n_runs
    from results
    where mbpp_id = problem_id(getvariable('mbpp_id'))
    group by mbpp_id
)

select
    asked.mbpp_id,
    asked.prompt,
    format(
        '{} from {} run{}, {} passed',
        asked.n_results, counts.n_runs, if(counts.n_runs = 1, '', 's'), asked.n_passed
    ) as responses,
    coalesce(asked.difficulty || ': ', 'none: ') || case
        when settings.difficulty_source <> 'pass_rate' and asked.label is not null
            then 'the label of the run files'
        when settings.difficulty_source = 'label' then 'no label that the run files agree on'
        else format(
            '{:.0f} % passed{}; easy from {:.0f} %, medium from {:.0f} %',
            100 * asked.n_passed / asked.n_results,
            if(
                asked.n_forgiven > 0,
                format(', and {} failed for their name alone', asked.n_forgiven), ''
            ),
            100 * settings.easy_at_least,
            100 * settings.medium_at_least
        )
    end || if(
        asked.label is null and asked.labels <> [],
        format(' (labels: {})', array_to_string(asked.labels, ', ')), ''
    ) as difficulty,
    format(
        '{}{}', entry_points.kind,
        case
            when entry_points.entry_point is not null then ' ' || entry_points.entry_point
            when entry_points.kind in ('function', 'class')
                then format('s {}', array_to_string(entry_points.names, ', '))
            else ''
        end
    ) as asks_for,
    case
        when asked.mbpp_id in (select test_sets.mbpp_id from test_sets) then null
        when asked.problem_fate is not null then 'none were read, as it is left out'
        else 'none are known'
    end as tests,
    if(
        asked.n_prompts > 1,
        format('{} different ones; this is the most frequent', asked.n_prompts), null
    ) as prompts,
    case asked.problem_fate
        when 'held_out' then 'held_out: ' || asked.held_out_by
        when 'contaminated' then 'contaminated: a near-copy of a held-out problem'
        when 'excluded' then 'excluded: [exclude] ids'
        when 'unlabelled' then 'unlabelled: no label that the run files agree on'
    end as left_out
from asked
inner join counts on asked.mbpp_id = counts.mbpp_id
cross join settings
left join entry_points on asked.mbpp_id = entry_points.mbpp_id;
