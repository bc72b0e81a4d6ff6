-- summary: what datasets_summary.csv says of each mix.
-- Grain:  one row per mix and side; the validation side of a mix is called <mix>.validation.
-- Reads:  draws, drawn_examples, problems, executions, quotas, mixes.
-- Scope:  all
-- Columns:
--   dataset: the mix, or its validation side
--   total_examples: rows
--   distinct_problems: problems
--   easy_count: rows of easy problems
--   medium_count: rows of medium problems
--   hard_count: rows of hard problems
--   easy_pct: their share in percent
--   medium_pct: their share in percent
--   hard_pct: their share in percent
--   avg_problem_chars: characters of the prompt, the mean over rows
--   avg_solution_chars: characters of the code, the mean over rows
--   median_solution_chars: characters of the code, the median over rows
--   avg_solution_lines: lines of the code, the mean over rows
--   avg_complexity: 1 + branches, the mean over rows
--   success_rate_easy: share of all responses to its easy problems that passed
--   success_rate_medium: share of all responses to its medium problems that passed
--   success_rate_hard: share of all responses to its hard problems that passed
--   avg_pass_at_1: unbiased pass@1, the mean over its problems
--   avg_pass_at_5: unbiased pass@5, the mean over its problems that have 5 results
--   avg_pass_at_10: unbiased pass@10, the mean over its problems that have 10 results
--   avg_agreement: how many responses were the same program, the mean over rows
--   agreed_pct: share of rows whose program was found twice or more, in percent
--   tested_pct: share of rows whose program passed tests that were run here, in percent
--   failed_pct_easy: of the programs of its easy problems that were run here, those that failed
--   failed_pct_medium: the same of its medium problems, in percent
--   failed_pct_hard: the same of its hard problems, in percent
--   duplicates_removed: responses that were the same program as a row
--   requested_examples: max_examples, or all that was available
--   available_easy: candidates of easy problems
--   available_medium: candidates of medium problems
--   available_hard: candidates of hard problems
--   total_tokens: tokens of all rows, as they are written
--   p50_tokens: tokens of a row, the median
--   p95_tokens: what 19 of 20 rows do not pass
--   max_tokens: tokens of the longest row
-- Sums are of whole numbers and decimals, so that no order of adding shows in the last digit.

create or replace table summary as
with

programs as (
    select
        example_id,
        mbpp_id,
        bool_or(outcome = 'passed') as has_passed,
        bool_or(is_failure(outcome)) as has_failed
    from executions
    where outcome not in ('not_applicable', 'not_run')
    group by example_id, mbpp_id
),

of_programs as (
    select
        mix_problems.mix,
        mix_problems.side,
        count(*) filter (where problems.difficulty = 'easy' and programs.has_failed)
        / nullif(count(*) filter (where problems.difficulty = 'easy'), 0) as failed_easy,
        count(*) filter (where problems.difficulty = 'medium' and programs.has_failed)
        / nullif(count(*) filter (where problems.difficulty = 'medium'), 0) as failed_medium,
        count(*) filter (where problems.difficulty = 'hard' and programs.has_failed)
        / nullif(count(*) filter (where problems.difficulty = 'hard'), 0) as failed_hard
    from (select distinct mix, side, mbpp_id from draws) as mix_problems
    inner join problems on mix_problems.mbpp_id = problems.mbpp_id
    inner join programs on mix_problems.mbpp_id = programs.mbpp_id
    group by mix_problems.mix, mix_problems.side
),

of_examples as (
    select
        draws.mix,
        draws.side,
        count(*) as total_examples,
        count(*) filter (where draws.difficulty = 'easy') as easy_count,
        count(*) filter (where draws.difficulty = 'medium') as medium_count,
        count(*) filter (where draws.difficulty = 'hard') as hard_count,
        avg(drawn_examples.n_prompt_chars) as avg_problem_chars,
        avg(drawn_examples.n_solution_chars) as avg_solution_chars,
        median(drawn_examples.n_solution_chars) as median_solution_chars,
        avg(drawn_examples.n_solution_lines) as avg_solution_lines,
        avg(drawn_examples.complexity) as avg_complexity,
        avg(drawn_examples.cluster_size) as avg_agreement,
        count(*) filter (where drawn_examples.cluster_size >= 2) as n_agreed,
        count(*) filter (where programs.has_passed) as n_tested,
        sum(drawn_examples.cluster_size - 1) filter (where draws.copy = 1) as duplicates_removed,
        sum(drawn_examples.n_tokens) as total_tokens,
        quantile_disc(drawn_examples.n_tokens, 0.5) as p50_tokens,
        quantile_disc(drawn_examples.n_tokens, 0.95) as p95_tokens,
        max(drawn_examples.n_tokens) as max_tokens
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
    left join programs on draws.example_id = programs.example_id
    group by draws.mix, draws.side
),

of_problems as (
    select
        mix_problems.mix,
        mix_problems.side,
        count(*) as distinct_problems,
        sum(problems.n_passed) filter (where problems.difficulty = 'easy')
        / sum(problems.n_results) filter (where problems.difficulty = 'easy')
            as success_rate_easy,
        sum(problems.n_passed) filter (where problems.difficulty = 'medium')
        / sum(problems.n_results) filter (where problems.difficulty = 'medium')
            as success_rate_medium,
        sum(problems.n_passed) filter (where problems.difficulty = 'hard')
        / sum(problems.n_results) filter (where problems.difficulty = 'hard')
            as success_rate_hard,
        avg(problems.pass_at_1) as avg_pass_at_1,
        avg(problems.pass_at_5) as avg_pass_at_5,
        avg(problems.pass_at_10) as avg_pass_at_10
    from (select distinct mix, side, mbpp_id from draws) as mix_problems
    inner join problems on mix_problems.mbpp_id = problems.mbpp_id
    group by mix_problems.mix, mix_problems.side
),

of_quotas as (
    select
        mix,
        side,
        sum(n_requested)::bigint as requested_examples,
        sum(n_available) filter (where difficulty = 'easy')::bigint as available_easy,
        sum(n_available) filter (where difficulty = 'medium')::bigint as available_medium,
        sum(n_available) filter (where difficulty = 'hard')::bigint as available_hard
    from quotas
    group by mix, side
)

select
    dataset_name(mixes.mix, of_quotas.side) as dataset,
    coalesce(of_examples.total_examples, 0) as total_examples,
    coalesce(of_problems.distinct_problems, 0) as distinct_problems,
    coalesce(of_examples.easy_count, 0) as easy_count,
    coalesce(of_examples.medium_count, 0) as medium_count,
    coalesce(of_examples.hard_count, 0) as hard_count,
    (100 * of_examples.easy_count / of_examples.total_examples)::decimal(9, 2) as easy_pct,
    (100 * of_examples.medium_count / of_examples.total_examples)::decimal(9, 2) as medium_pct,
    (100 * of_examples.hard_count / of_examples.total_examples)::decimal(9, 2) as hard_pct,
    of_examples.avg_problem_chars::decimal(18, 2) as avg_problem_chars,
    of_examples.avg_solution_chars::decimal(18, 2) as avg_solution_chars,
    of_examples.median_solution_chars::decimal(18, 1) as median_solution_chars,
    of_examples.avg_solution_lines::decimal(18, 2) as avg_solution_lines,
    of_examples.avg_complexity::decimal(18, 2) as avg_complexity,
    of_problems.success_rate_easy::decimal(9, 4) as success_rate_easy,
    of_problems.success_rate_medium::decimal(9, 4) as success_rate_medium,
    of_problems.success_rate_hard::decimal(9, 4) as success_rate_hard,
    of_problems.avg_pass_at_1::decimal(9, 4) as avg_pass_at_1,
    of_problems.avg_pass_at_5::decimal(9, 4) as avg_pass_at_5,
    of_problems.avg_pass_at_10::decimal(9, 4) as avg_pass_at_10,
    of_examples.avg_agreement::decimal(18, 2) as avg_agreement,
    (100 * of_examples.n_agreed / of_examples.total_examples)::decimal(9, 2) as agreed_pct,
    (100 * of_examples.n_tested / of_examples.total_examples)::decimal(9, 2) as tested_pct,
    (100 * of_programs.failed_easy)::decimal(9, 2) as failed_pct_easy,
    (100 * of_programs.failed_medium)::decimal(9, 2) as failed_pct_medium,
    (100 * of_programs.failed_hard)::decimal(9, 2) as failed_pct_hard,
    coalesce(of_examples.duplicates_removed, 0)::bigint as duplicates_removed,
    of_quotas.requested_examples,
    of_quotas.available_easy,
    of_quotas.available_medium,
    of_quotas.available_hard,
    coalesce(of_examples.total_tokens, 0)::bigint as total_tokens,
    of_examples.p50_tokens,
    of_examples.p95_tokens,
    of_examples.max_tokens
from mixes
inner join of_quotas on mixes.mix = of_quotas.mix
left join of_examples
    on of_quotas.mix = of_examples.mix and of_quotas.side = of_examples.side
left join of_programs
    on of_quotas.mix = of_programs.mix and of_quotas.side = of_programs.side
left join of_problems
    on of_quotas.mix = of_problems.mix and of_quotas.side = of_problems.side
order by mixes.position, of_quotas.side;
