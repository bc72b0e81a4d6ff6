-- signatures: what arguments a function of a program is given.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- What stands behind the opening bracket of a function's parameters, or behind the lambda of its
-- name: no comment, no text in quotes, and nothing in brackets of its own.
create or replace macro behind_head(code, head) as
    list_reduce(
        [
            regexp_replace(
                substr(code, strpos(code, head) + length(head), 2000),
                python_string() || '|#[^\n]*', '', 'g'
            ),
            '', '', '', ''
        ],
        lambda text, again: regexp_replace(text, '[\[({][^\[\](){}]*[\])}]', '', 'g')
    );

-- The names of parameters, with = behind one that has a default; NULL where the list has marks of
-- its own kind (*, /).
create or replace macro names_of_parameters(parameters) as
    if(
        regexp_matches(parameters, '(?:^|,)\s*[*/]\s*(?:,|$)'),
        null,
        list_transform(
            list_filter(string_split(parameters, ','), lambda p: regexp_matches(p, '\S')),
            lambda p: regexp_extract(p, '[*\w\x{80}-\x{10FFFF}]+')
                || if(contains(p, '='), '=', '')
        )
    );

-- The parameters of a function, or of a lambda with a name; NULL where it is none of these.
create or replace macro parameters_of(code, name) as
    case
        when strpos(E'\n' || code, E'\ndef ' || name || '(') > 0
            then names_of_parameters(string_split(behind_head(
                E'\n' || code, E'\ndef ' || name || '('
            ), ')')[1])
        when strpos(E'\n' || code, E'\n' || name || ' = lambda ') > 0
            then names_of_parameters(string_split(behind_head(
                E'\n' || code, E'\n' || name || ' = lambda '
            ), ':')[1])
        when strpos(E'\n' || code, E'\n' || name || ' = lambda:') > 0 then []::varchar[]
    end;

-- Those of them that must be given.
create or replace macro required_of(parameters) as
    list_filter(parameters, lambda p: not ends_with(p, '='));

-- Parameters as one writes them behind a name.
create or replace macro in_brackets(parameters) as
    '(' || array_to_string(list_transform(parameters, lambda p: rtrim(p, '=')), ', ') || ')';

-- An instruction without the parameters in it: their names are those of a problem's own programs,
-- and problems that ask the same in other names ask the same.
create or replace macro without_parameters(instruction) as
    regexp_replace(instruction, '`([\w\x{80}-\x{10FFFF}]+)\([^)`\n]*\)`', '`\1`', 'g');
