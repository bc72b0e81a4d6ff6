-- questions: what a statement reads, so that a view can be told to read nothing but tables.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- What a select reads, as the parser of DuckDB 2 sees it: tables by name, with the schema that is
-- written before it; functions in the place of a table as `name()`, but for those that only count or
-- unfold; any other such place by its kind, as `(SHOW_REF)`. NULL where it is not one select.
create or replace macro read_by(statement) as (
    with

    nodes as (
        select
            max(atom ->> '$') filter (where key = 'type') as kind,
            -- of all nodes these are the places of a table
            bool_or(key = 'sample') and bool_or(key = 'alias') as is_place,
            max(array_to_string(value ->> '$.path[*]', '.')) filter (where key = 'qualified_name')
                as name,
            max(array_to_string(value ->> '$.qualified_name.path[*]', '.'))
                filter (where key = 'function') as function_name,
            max(atom ->> '$') filter (
                where key = 'key' and contains(fullkey, '.cte_map.map[')
            ) as cte,
            bool_or(fullkey = '$.statements[0]') and not bool_or(fullkey = '$.statements[1]')
                as is_one_select
        from json_tree(json_serialize_sql(statement))
        group by parent
    ),

    places as (
        select
            case kind
                when 'BASE_TABLE' then name
                when 'TABLE_FUNCTION' then function_name || '()'
                else '(' || kind || ')'
            end as place
        from nodes
        where is_place and kind not in ('JOIN', 'SUBQUERY', 'EMPTY', 'EXPRESSION_LIST')
    )

    select
        case when bool_or(nodes.is_one_select) then (
            select coalesce(list(distinct places.place order by places.place), [])
            from places
            where places.place not in ('range()', 'generate_series()', 'unnest()')
                -- the name of a CTE is no file's, wherever else it stands
                and places.place not in (
                    select ctes.cte
                    from nodes as ctes
                    where regexp_full_match(ctes.cte, '\w+')
                )
        ) end
    from nodes
);
