-- The views of the database `published` that are no questions of a build: they stand outside its
-- schema `explore`, or read something other than its tables. One of another's could read any file.
-- It runs beside that database, with macros of our own: one in it may be called like any function.
with

tables as (
    select coalesce(list(table_name), []) as names
    from duckdb_tables()
    where database_name = 'published' and schema_name = 'main'
),

views as (
    select
        schema_name,
        view_name,
        sql,
        list_filter(
            [
                'CREATE VIEW explore.' || view_name || ' AS ',
                'CREATE VIEW explore."' || replace(view_name, '"', '""') || '" AS '
            ],
            lambda head: starts_with(sql, head)
        )[1] as head
    from duckdb_views()
    where database_name = 'published' and not internal
)

select views.view_name
from views
cross join tables
where not coalesce(
    views.schema_name = 'explore'
    and list_has_all(tables.names, read_by(views.sql[length(views.head) + 1:])),
    false
)
order by views.schema_name = 'explore', views.view_name;
