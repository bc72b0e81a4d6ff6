-- The funnel counts every row of every file, as it was counted without DuckDB, and of a row with
-- several answers every one.
with

counted as (
    select sum(n_results) as n_results
    from funnel
),

in_files as (
    select sum(n_rows) as n_rows
    from audits
),

further_answers as (
    select count(*) as n_results
    from results
    where sample_number > 1
)

select counted.n_results, in_files.n_rows, further_answers.n_results as n_further
from counted
cross join in_files
cross join further_answers
where counted.n_results is distinct from in_files.n_rows + further_answers.n_results;
