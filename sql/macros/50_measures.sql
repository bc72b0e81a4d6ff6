-- measures: size and complexity of a program.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- 1 + the branches of a program (McCabe's count over its words; strings and comments do not count,
-- and a name with a letter outside ASCII is taken whole).
create or replace macro complexity_of(code) as
    1 + len(list_filter(
        regexp_extract_all(
            code,
            python_string() || '|#[^\n]*'
            || '|[\w\x{80}-\x{10FFFF}]*[\x{80}-\x{10FFFF}][\w\x{80}-\x{10FFFF}]*'
            || '|\b(?:if|elif|for|while|except|and|or)\b'
        ),
        lambda t: list_contains(['if', 'elif', 'for', 'while', 'except', 'and', 'or'], t)
    ));

-- The lines of a text.
create or replace macro n_lines_of(code) as
    1 + length(code) - length(replace(code, E'\n', ''));
