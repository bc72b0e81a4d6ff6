-- problems: how often each problem was solved, how hard that makes it, and whether it may be used.
-- Grain:  one row per problem (mbpp_id).
-- Reads:  results, prompts, held_out, attempts, renamed_trials, test_cases, near_copies, excluded,
--         settings.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   prompt: its most frequent prompt
--   difficulty: easy, medium or hard; NULL where no label decides
--   problem_fate: the fate of its passing responses where it may not be used; NULL where it may
--   n_results: responses to it
--   n_passed: of these, those that passed
--   n_forgiven: responses that failed for their name alone, which count as solved for the level;
--     NULL where nobody looked
--   pass_rate: n_passed / n_results
--   pass_at_1: unbiased pass@1
--   pass_at_5: unbiased pass@5; NULL under 5 results
--   pass_at_10: unbiased pass@10; NULL under 10 results
--   labels: the distinct labels of its rows
--   label: the one that they agree on, where it is a known level
--   n_prompts: how many different prompts its rows carry
--   test_cases: its most frequent tests
--   source_split: its most frequent split
--   held_out_by: the rule that holds it out
--   near_copy_of: the held-out problem that it repeats, the nearest one
--   near_copy_prompt: the prompt of that problem
--   near_copy_similarity: Jaccard similarity of the two prompts, 0..1; NULL where it was not found
--     by words
--   near_copy_found_by: how it was found, as in near_copies
--   near_copy_evidence: the same, in full
-- Forgiven is a program that passed under another name, where it has no name of a program that
-- passed: the prompt did not say what to call it. So is one that passes the tests under the name
-- that they call, where tests are run. It is never drawn.
-- A problem that nobody solved is hard, not missing: the summary must show it.
-- The split is the most frequent one that is not empty, ties by text, as prompts are.

create or replace table problems as
with

counts as (
    select
        mbpp_id,
        count(*) as n_results,
        count(*) filter (where passed) as n_passed
    from results
    group by mbpp_id
),

splits as (
    select mbpp_id, split
    from results
    where split <> ''
    group by mbpp_id, split
    qualify row_number() over (partition by mbpp_id order by count(*) desc, split) = 1
),

-- A label counts where all rows that have one agree and it is a level that we know.
labels as (
    select
        mbpp_id,
        list(distinct normal_label(difficulty) order by normal_label(difficulty)) as labels
    from results
    where normal_label(difficulty) is not null
    group by mbpp_id
),

right_names as (
    select
        mbpp_id,
        list(distinct structure) as structures,
        list_distinct(flatten(list(names))) as names
    from attempts
    where passed and structure is not null
    group by mbpp_id
),

forgiven as (
    select attempts.mbpp_id, sum(attempts.n_responses)::bigint as n_forgiven
    from attempts
    left join right_names on attempts.mbpp_id = right_names.mbpp_id
    left join renamed_trials on attempts.result_id = renamed_trials.result_id
    where not attempts.passed
        and (
            renamed_trials.has_passed
            or (
                list_contains(right_names.structures, attempts.structure)
                and not list_has_any(right_names.names, attempts.names)
            )
        )
    group by attempts.mbpp_id
),

rules as (
    select mbpp_id, min(rule) as rule
    from held_out
    where mbpp_id is not null
    group by mbpp_id
),

graded as (
    select
        counts.mbpp_id,
        counts.n_results,
        counts.n_passed,
        case when settings.forgive_names then coalesce(forgiven.n_forgiven, 0) end as n_forgiven,
        coalesce(labels.labels, []) as labels,
        case
            when len(labels.labels) = 1 and labels.labels[1] in ('easy', 'medium', 'hard')
                then labels.labels[1]
        end as label,
        case
            when counts.n_passed + coalesce(forgiven.n_forgiven, 0)
                >= settings.easy_at_least * counts.n_results then 'easy'
            when counts.n_passed + coalesce(forgiven.n_forgiven, 0)
                >= settings.medium_at_least * counts.n_results then 'medium'
            else 'hard'
        end as graded_by_rate,
        settings.difficulty_source
    from counts
    left join forgiven on counts.mbpp_id = forgiven.mbpp_id
    left join labels on counts.mbpp_id = labels.mbpp_id
    cross join settings
),

decided as (
    select
        *,
        case difficulty_source
            when 'label' then label
            when 'pass_rate' then graded_by_rate
            else coalesce(label, graded_by_rate)
        end as difficulty
    from graded
)

select
    decided.mbpp_id,
    coalesce(prompts.prompt, '') as prompt,
    decided.difficulty,
    case
        when rules.rule is not null then 'held_out'
        when near_copies.mbpp_id is not null then 'contaminated'
        when decided.mbpp_id in (select problem_id(excluded.mbpp_id) from excluded) then 'excluded'
        when decided.difficulty is null then 'unlabelled'
    end as problem_fate,
    decided.n_results,
    decided.n_passed,
    decided.n_forgiven,
    (decided.n_passed / decided.n_results)::decimal(9, 6) as pass_rate,
    pass_at(decided.n_results, decided.n_passed, 1) as pass_at_1,
    pass_at(decided.n_results, decided.n_passed, 5) as pass_at_5,
    pass_at(decided.n_results, decided.n_passed, 10) as pass_at_10,
    decided.labels,
    decided.label,
    coalesce(prompts.n_prompts, 0) as n_prompts,
    test_cases.test_cases,
    splits.split as source_split,
    rules.rule as held_out_by,
    near_copies.held_out_id as near_copy_of,
    near_copies.held_out_prompt as near_copy_prompt,
    near_copies.similarity as near_copy_similarity,
    near_copies.found_by as near_copy_found_by,
    near_copies.evidence as near_copy_evidence
from decided
left join prompts on decided.mbpp_id = prompts.mbpp_id and prompts.is_chosen
left join test_cases on decided.mbpp_id = test_cases.mbpp_id
left join splits on decided.mbpp_id = splits.mbpp_id
left join rules on decided.mbpp_id = rules.mbpp_id
left join near_copies on decided.mbpp_id = near_copies.mbpp_id and near_copies.place = 1;
