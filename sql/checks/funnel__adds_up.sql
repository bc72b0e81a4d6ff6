-- The funnel counts every row of every file; those of CSVs were counted without DuckDB.
with

counted as (
    select sum(n_results) as n_results
    from funnel
),

in_files as (
    select sum(n_rows) as n_rows
    from audits
)

select counted.n_results, in_files.n_rows
from counted
cross join in_files
where counted.n_results is distinct from in_files.n_rows;
