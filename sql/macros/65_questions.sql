-- questions: what a statement reads, so that a view can be told to read nothing but tables.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- The name of a table or function in the parser's tree, with what is written before it: DuckDB 2
-- has a path for it, but not where a database is to be written in the form of 1.5.
create or replace macro name_in_tree(node, name_key, schema_key, catalog_key) as
    coalesce(
        nullif(array_to_string(node ->> '$.qualified_name.path[*]', '.'), ''),
        concat_ws(
            '.',
            nullif(node ->> catalog_key, ''),
            nullif(node ->> schema_key, ''),
            node ->> name_key
        )
    );

-- What a select reads, as the parser sees it: tables by name, with the schema that is written
-- before it; functions in the place of a table as `name()`, but for those that only count or
-- unfold; any other such place by its kind, as `(SHOW_REF)`. NULL where it is not one select.
create or replace macro read_by(statement) as (
    with

    tree as (
        select key, fullkey, type as json_kind, value as node, atom
        from json_tree(json_serialize_sql(statement))
    ),

    places as (
        select
            case node ->> '$.type'
                when 'BASE_TABLE' then coalesce(
                    name_in_tree(node, '$.table_name', '$.schema_name', '$.catalog_name'), '?'
                )
                when 'TABLE_FUNCTION' then coalesce(
                    name_in_tree(
                        node -> '$.function', '$.function_name', '$.schema', '$.catalog'
                    ),
                    '?'
                ) || '()'
                else '(' || (node ->> '$.type') || ')'
            end as place
        from tree
        where json_kind = 'OBJECT'
            and json_exists(node, '$.sample')
            and json_exists(node, '$.alias')
            and (node ->> '$.type') not in ('JOIN', 'SUBQUERY', 'EMPTY', 'EXPRESSION_LIST')
    )

    select
        case when bool_or(fullkey = '$.statements[0]') and not bool_or(fullkey = '$.statements[1]')
            then (
                select coalesce(list(distinct places.place order by places.place), [])
                from places
                where places.place not in ('range()', 'generate_series()', 'unnest()')
                    -- the name of a CTE is no file's, wherever else it stands
                    and places.place not in (
                        select tree.atom ->> '$'
                        from tree
                        where tree.key = 'key'
                            and contains(tree.fullkey, '.cte_map.map[')
                            and regexp_full_match(tree.atom ->> '$', '\w+')
                    )
            )
        end
    from tree
);
