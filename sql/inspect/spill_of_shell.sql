-- Where the duckdb command spills to: else it would do so into the published folder.
-- (The linter knows no call in it.)
-- noqa: disable=PRS
set temp_directory = getenv('RUNS_TO_DATASETS_TEMP');
