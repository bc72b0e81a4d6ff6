-- answers: a response reduced to its code.
-- A macro pastes its argument wherever it stands. One that needs it twice binds it first:
-- `list_transform([argument], lambda x: ...)[1]`.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- Whether a text defines a function, a class or a lambda at module level.
create or replace macro has_definition(code) as
    regexp_matches(code, '(?m)^' || python_definition());

-- The name that a definition gives.
create or replace macro name_of_definition(definition) as
    regexp_extract(
        definition, '^(?:(?:(?:async[ \t]+)?def|class)[ \t]+)?(' || python_name() || ')', 1
    );

-- The names that a program defines at module level, in order, with repetitions.
create or replace macro defined_names(code) as
    list_transform(
        regexp_extract_all(code, '(?m)^' || python_definition()), lambda d: name_of_definition(d)
    );

-- The same and the aliases `a = b`: one of them may be what the tests call.
create or replace macro module_names(code) as
    list_transform(
        regexp_extract_all(code, '(?m)^(?:' || python_definition() || '|' || python_alias() || ')'),
        lambda d: name_of_definition(d)
    );

-- Line ends as LF.
create or replace macro unix_lines(written) as
    list_transform([written], lambda t: case
        when contains(t, E'\r') then replace(replace(t, E'\r\n', E'\n'), E'\r', E'\n')
        else t
    end)[1];

-- A string of several lines that is a value, not a docstring, and has a line that ends in blanks.
create or replace macro has_text_with_blanks(code) as
    regexp_matches(
        code,
        '(?s)(?:[=(,\[{+%:]|\b(?:return|yield|in|is|and|or|not|if|else)\b)'
        || '[ \t]*[rRbBuUfF]{0,2}(?:"""(?:[^\\"]|\\.|""?[^"])*?[ \t]\n'
        || '|''''''(?:[^\\'']|\\.|''''?[^''])*?[ \t]\n)'
    );

-- Trailing blanks off every line, blank lines off both ends. Where blanks are part of a value, no
-- string is touched.
create or replace macro tidy(written) as
    list_transform([written], lambda t: regexp_replace(
        regexp_replace(
            case
                when not contains(t, E' \n') and not contains(t, E'\t\n') then t
                when has_text_with_blanks(t)
                    then regexp_replace(
                        t,
                        '(' || python_string() || '|#(?:[^\n]*[^ \t\n])?)|[ \t]+(\n)', '\1\2', 'g'
                    )
                else regexp_replace(t, '[ \t]+\n', E'\n', 'g')
            end,
            '\A\n+', ''
        ),
        '\s+\z', ''
    ))[1];

-- What stands inside a fence.
create or replace macro fence_content(fence) as
    list_transform([fence], lambda f: regexp_replace(
        substr(f, instr(f, E'\n') + 1), '(?:\n|\A) {0,3}(?:```+|~~~+)[ \t]*\z', ''
    ))[1];

-- The first fenced block that defines something, else the first, else the whole text (also where
-- only what is outside of the blocks defines something). A fence is of backticks or tildes and
-- indented by three blanks at most (CommonMark), so one inside a docstring hardly counts; an
-- unclosed one ends with the text.
create or replace macro code_block(response) as
    list_transform([unix_lines(response)], lambda t: tidy(case
        when contains(t, '```') or contains(t, '~~~')
            then list_transform(
                [regexp_extract_all(
                    t,
                    '(?ms)^ {0,3}(?:```[^`\n]*\n.*?(?:^ {0,3}```+[ \t]*$|\z)'
                    || '|~~~[^\n]*\n.*?(?:^ {0,3}~~~+[ \t]*$|\z))'
                )],
                lambda fences: case
                    when len(fences) = 0 then t
                    when has_definition(fences[1]) then fence_content(fences[1])
                    else coalesce(
                        fence_content(list_filter(fences, lambda f: has_definition(f))[1]),
                        case when has_definition(t) then t else fence_content(fences[1]) end
                    )
                end
            )[1]
        else t
    end))[1];

-- Nothing but imports, definitions and decorators: the common case, which needs no splitting.
create or replace macro is_only_definitions(code) as
    regexp_full_match(
        code,
        '(?:(?:[ \t][^\n]*|(?:def|class|import|from|async def)[ \t][^\n]*|@[^\n]*|)\n)*'
        || '(?:[ \t]+[^#\s][^\n]*|(?:def|class|import|from|async def)[ \t][^\n]*)'
    );

-- Up to the last definition all but prints, asserts and bare calls stays; after it only imports
-- and aliases of what is defined (an alias of dropped test data would be a NameError).
create or replace macro definitions_of(code) as
    list_transform([regexp_extract_all(code, python_statement())], lambda statements:
        list_transform([coalesce(list_max(list_transform(statements, lambda s, i: case
            when regexp_matches(s, '^\n*' || python_definition()) then i
        end)), 0)], lambda last_definition:
            list_transform([defined_names(code)], lambda names:
                array_to_string(list_filter(statements, lambda s, i: case
                    when i <= last_definition then not regexp_matches(s, python_bare_call())
                    else regexp_matches(s, python_import())
                        or list_contains(names, regexp_extract(s, '^\n*' || python_alias(), 1))
                end), '')
            )[1]
        )[1]
    )[1];

-- A block without prints, asserts, calls and test data at module level.
create or replace macro code_of_block(block) as
    case
        when is_only_definitions(block) or not has_definition(block) then block
        else tidy(definitions_of(block))
    end;

-- A response reduced to its code; '' for an empty one, the text as it is where nothing is defined.
create or replace macro code_of(response) as
    list_transform([code_block(response)], lambda block: code_of_block(block))[1];
