-- The kept questions that a build holds as views.
select view_name, comment
from duckdb_views()
where schema_name = 'explore' and database_name = current_database() and not internal
order by view_name;
