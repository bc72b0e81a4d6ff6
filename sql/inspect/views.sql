-- The views of a build: it has none, and one of another's could read any file.
select view_name
from duckdb_views()
where not internal and database_name = current_database()
order by view_name;
