-- Functions of an expression whose value changes from build to build. Returns a row per function.
-- current_date and its like are written as columns are.
with

called as (
    select unnest(regexp_extract_all(
        json_serialize_sql('select ' || getvariable('expression'))::varchar,
        '(?:"function_name":|"column_names":\[)"([^"]+)"', 1
    )) as function_name
)

select distinct called.function_name
from called
left join duckdb_functions() as functions on called.function_name = functions.function_name
where called.function_name like 'current%' or called.function_name like 'localtime%'
    or (functions.stability <> 'CONSISTENT' and contains(getvariable('expression'), '('))
order by called.function_name;
