-- The tables of an attached database. Returns a row per table, without its views.
select table_name
from duckdb_tables()
where database_name = $name and not internal
order by table_name;
