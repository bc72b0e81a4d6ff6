-- Every program among the responses to a problem, once, right and wrong: of variables mbpp_id, in
-- any writing, and readings, what was read of the texts of explain_texts, as JSON.
-- A problem that may not be used has no examples, and wrong answers never become one: all of these
-- are one program where they have one structure. What is no program is the same where its text is.
with

readings as (
    select unnest(readings_of(getvariable('readings')), recursive := true)
),

read_texts as (
    select
        readings.*,
        if(results.passed, solutions.code, results.response) as text,
        results.passed
    from readings
    inner join results on readings.result_id = results.result_id
    left join solutions on readings.result_id = solutions.result_id
),

answers as (
    select
        results.result_id,
        results.run_id,
        results.passed,
        results.response,
        fates.fate,
        fates.example_id,
        entry_points.entry_point,
        solutions.reason as reason_of_loss,
        coalesce(nullif(coalesce(read_texts.code, solutions.code), ''), results.response) as shown,
        read_texts.structure,
        why_failed(
            read_texts.code,
            read_texts.names,
            read_texts.reason,
            entry_points.entry_point,
            read_texts.structure in (
                select rights.structure
                from read_texts as rights
                where rights.passed
            )
        ) as why_failed
    from results
    inner join fates on results.result_id = fates.result_id
    left join solutions on results.result_id = solutions.result_id
    left join entry_points on results.mbpp_id = entry_points.mbpp_id
    left join read_texts
        on results.passed = read_texts.passed
        and if(results.passed, solutions.code, results.response) = read_texts.text
    where results.mbpp_id = problem_id(getvariable('mbpp_id'))
),

mixes_of as (
    select example_id, string_agg(distinct mix, ', ' order by mix) as mixes
    from draws
    group by example_id
),

explained as (
    select
        answers.*,
        coalesce(
            answers.example_id,
            concat_ws(' ', answers.passed, coalesce(answers.structure, md5(answers.shown)))
        ) as program,
        coalesce(examples.result_id = answers.result_id, false) as is_kept,
        case answers.fate
            when 'not_passed' then answers.why_failed
            when 'conflicting' then 'the very same text also failed'
            when 'empty' then 'nothing in it'
            when 'no_program' then answers.reason_of_loss
            when 'held_out' then problems.held_out_by
            when 'contaminated' then 'its problem is a near-copy of a held-out one'
            when 'excluded' then '[exclude] ids'
            when 'unlabelled' then 'its problem has no agreed label'
            when 'duplicate' then case
                when twins.twin_of is not null and examples.result_id = answers.result_id
                    then 'same program and instruction as in problem ' || twin_examples.mbpp_id
                else format('same program as in run {}', kept.run_id)
            end
            when 'rare' then format('found {} times only', examples.cluster_size)
            when 'over_cap' then format('rank {} of the problem''s programs', examples.rank)
            when 'invalid_python' then verdicts.reason
            when 'fails_tests' then 'failed when its tests were run'
            when 'not_drawn' then 'no mix had a place left'
            else 'into ' || mixes_of.mixes
        end as why
    from answers
    inner join results on answers.result_id = results.result_id
    inner join problems on results.mbpp_id = problems.mbpp_id
    left join examples on answers.example_id = examples.example_id
    left join results as kept on examples.result_id = kept.result_id
    left join twins on examples.example_id = twins.example_id
    left join examples as twin_examples on twins.twin_of = twin_examples.example_id
    left join verdicts on examples.example_id = verdicts.example_id
    left join mixes_of on examples.example_id = mixes_of.example_id
),

by_run as (
    select program, fate, why, run_id, count(*) as n_results
    from explained
    group by program, fate, why, run_id
),

by_fate as (
    select
        program,
        fate,
        format(
            '{}{} ({} {})',
            if(sum(n_results) = 1, '', format('{} times: ', sum(n_results)::bigint)),
            why,
            if(count(*) = 1, 'run', 'runs'),
            string_agg(
                run_id || if(n_results = 1, '', format(' {} times', n_results)),
                ', ' order by run_id
            )
        ) as told
    from by_run
    group by program, fate, why
),

fates_of as (
    select program, list([fate, told] order by fate_order(fate) desc, told asc) as fates
    from by_fate
    group by program
),

-- The text of a program: that of its example, else the most frequent one, then the shortest.
texts as (
    select program, shown
    from explained
    group by program, shown
    qualify row_number() over (
        partition by program
        order by bool_or(is_kept) desc, count(*) desc, length(shown) asc, shown asc
    ) = 1
),

tested as (
    select distinct
        explained.program,
        executions.test_set,
        executions.outcome,
        executions.n_tests,
        executions.n_passed,
        executions.first_failed,
        executions.message
    from explained
    inner join executions on explained.example_id = executions.example_id

    union

    select
        explained.program,
        failure_executions.test_set,
        failure_executions.outcome,
        failure_executions.n_tests,
        failure_executions.n_passed,
        failure_executions.first_failed,
        failure_executions.message
    from explained
    inner join failures
        on problem_id(getvariable('mbpp_id')) = failures.mbpp_id
        and explained.response = failures.response
    inner join failure_executions on failures.failure_id = failure_executions.failure_id
    where not explained.passed
),

tests_of as (
    select
        program,
        list(
            outcome_in_words(test_set, outcome, n_tests, n_passed, first_failed, message)
            order by test_set, outcome, n_passed, first_failed, message
        ) as tests
    from tested
    group by program
),

programs as (
    select
        explained.program,
        explained.passed,
        min(explained.example_id) as example_id,
        count(*) as n_results,
        count(distinct explained.run_id) as n_runs
    from explained
    group by explained.program, explained.passed
)

select
    programs.passed,
    programs.example_id[:8] as example,
    programs.n_results,
    programs.n_runs,
    fates_of.fates,
    coalesce(tests_of.tests, []) as tests,
    texts.shown as code
from programs
inner join fates_of on programs.program = fates_of.program
inner join texts on programs.program = texts.program
left join tests_of on programs.program = tests_of.program
left join examples on programs.example_id = examples.example_id
order by
    programs.passed desc,
    examples.rank asc nulls last,
    programs.n_results desc,
    programs.program asc;
