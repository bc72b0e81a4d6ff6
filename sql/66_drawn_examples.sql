-- drawn_examples: all that is known of what was drawn: the columns of every dataset file.
-- Grain:  one row per example in at least one mix.
-- Reads:  examples, drawn_codes, problems, entry_points, instructions,
--         problem_tests.
-- Scope:  all
-- Columns:
--   example_id: the example
--   mbpp_id: the problem
--   prompt: the problem's prompt
--   response: the cleaned code
--   difficulty: the problem's level
--   passed: true: nothing else is drawn
--   run_id: the run that it was kept from
--   instruction: the prompt as the template renders it
--   entry_point: the name that the tests call
--   kind: function, class, program or text
--   pass_rate: the share of the problem's responses that passed
--   n_results: responses to the problem
--   n_passed: of these, those that passed
--   cluster_size: how many responses were this program
--   source_split: the file's own split
--   n_tokens: tokens of the system message, the instruction and the answer, as they are written
--   test_cases: the tests of its run files, as texts
--   n_prompt_chars: characters of the prompt
--   n_solution_chars: characters of the code
--   n_solution_lines: lines of the code
--   complexity: 1 + its branches
-- Tests of [tests] files are not in it: they may be as large as everything else together.

create or replace table drawn_examples as
select
    examples.example_id,
    examples.mbpp_id,
    problems.prompt,
    drawn_codes.code as response,
    problems.difficulty,
    true as passed,
    drawn_codes.run_id,
    instructions.instruction,
    entry_points.entry_point,
    entry_points.kind,
    problems.pass_rate,
    problems.n_results,
    problems.n_passed,
    examples.cluster_size,
    problems.source_split,
    drawn_codes.n_tokens,
    case when problem_tests.is_own then problem_tests.test_cases end as test_cases,
    length(problems.prompt) as n_prompt_chars,
    length(drawn_codes.code) as n_solution_chars,
    n_lines_of(drawn_codes.code) as n_solution_lines,
    complexity_of(drawn_codes.code) as complexity
from examples
inner join drawn_codes on examples.example_id = drawn_codes.example_id
inner join problems on examples.mbpp_id = problems.mbpp_id
inner join instructions on examples.mbpp_id = instructions.mbpp_id
inner join entry_points on examples.mbpp_id = entry_points.mbpp_id
left join problem_tests on examples.mbpp_id = problem_tests.mbpp_id;
