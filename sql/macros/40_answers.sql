-- answers: a quick look into responses, for questions. The build itself reads answers with Python.
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

-- Line ends as LF.
create or replace macro unix_lines(written) as
    list_transform([written], lambda t: case
        when contains(t, E'\r') then replace(replace(t, E'\r\n', E'\n'), E'\r', E'\n')
        else t
    end)[1];

-- What stands inside a fence.
create or replace macro fence_content(fence) as
    list_transform([fence], lambda f: regexp_replace(
        substr(f, instr(f, E'\n') + 1), '(?:\n|\A) {0,3}(?:```+|~~~+)[ \t]*\z', ''
    ))[1];

-- The first fenced block that defines something, else the first, else the whole text (also where
-- only what is outside of the blocks defines something). A fence is of backticks or tildes and
-- indented by three blanks at most (CommonMark), so one inside a docstring hardly counts; an
-- unclosed one ends with the text.
create or replace macro quick_code(response) as
    list_transform([unix_lines(response)], lambda t: trim(case
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
    end, E'\n'))[1];
