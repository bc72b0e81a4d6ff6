-- results: every response of every run file, typed.
-- Grain:  one row per response (one row of a file, or one of several answers in it).
-- Reads:  source_rows, settings, verdict_words.
-- Scope:  one file
-- Columns:
--   result_id: the response, counted from 0 over all files in the order of inputs
--   file_id: its file, see inputs
--   run_id: the run that gave the response
--   mbpp_id: the problem
--   prompt: the prompt, as the file has it
--   response: what the model answered, as the file has it
--   passed: whether it passed its tests, by the harness
--   says_mbpp: whether the id that the file writes names MBPP, as Mbpp/11 does
--   sample_number: which of the answers of one row of the file it is, from 1
--   difficulty: the file's own label, as written
--   split: the file's own split, as written
--   test_cases: the file's own tests, as written
-- source_rows is a view over the files, made by templates/sources: this is the one pass over them.
-- Columns that are not known stay as they are, for ad-hoc questions. difficulty, split and
-- test_cases are the file's own words; problems decides what they mean.

create or replace table results as
select
    0::bigint as result_id,
    file_id,
    coalesce(nullif(trim(run_id), ''), file_run_id) as run_id,
    problem_id(mbpp_id) as mbpp_id,
    coalesce(prompt, '') as prompt,
    coalesce(response, '') as response,
    pass_label(
        passed,
        (
            select map_from_entries(list(
                (verdict_words.word, verdict_words.is_passed) order by verdict_words.word
            ))
            from verdict_words
        ),
        (select settings.passed_at_least from settings)
    ) as passed,
    mbpp_id[1] > '9' and mbpp_id ilike 'mbpp%' as says_mbpp,
    sample_number,
    difficulty,
    split,
    test_cases,
    * exclude (
        file_id, file_run_id, run_id, mbpp_id, prompt, response, passed, difficulty, split,
        test_cases, sample_number
    )
from source_rows;

-- No join above: the order of insertion must be that of the files and their rows. row_number()
-- over it would double the time.
update results set result_id = rowid;
