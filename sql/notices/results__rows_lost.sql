-- What DuckDB read against what was counted in the file without it.
select
    'error' as level,
    format(
        '{} read where the file has {}: it is not what it seems; please report it',
        counted(count(results.file_id), 'row'), audits.n_rows
    ) as message,
    audits.file_id,
    null as record,
    null as column_name
from audits
left join results on audits.file_id = results.file_id and results.sample_number = 1
group by audits.file_id, audits.n_rows
having count(results.file_id) <> audits.n_rows
order by audits.file_id;
