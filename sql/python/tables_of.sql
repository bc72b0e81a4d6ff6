-- The tables of an attached database, without its views.
select table_name
from duckdb_tables()
where database_name = getvariable('database') and not internal
order by table_name;
