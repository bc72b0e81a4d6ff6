-- DuckDB's own UI, in the browser.
-- (The linter knows no call.)
-- noqa: disable=PRS
call start_ui();
