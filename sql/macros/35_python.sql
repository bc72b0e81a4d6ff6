-- python: patterns of Python source, for regular expressions.
-- RE2 has no look-around and no recursion, so strings and three levels of brackets are spelled out.
-- What does not close falls through to a single character: no text is ever lost.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- Any sign outside ASCII counts as a letter: one range instead of Unicode's hundreds, which a
-- lambda would compile anew for every 2,048 rows.
create or replace macro python_name() as
    '[A-Za-z_\x{80}-\x{10FFFF}][\w\x{80}-\x{10FFFF}]*';

-- A string, in one or in three quotes.
create or replace macro python_string() as
    '(?s:"""(?:[^\\]|\\.)*?"""|''''''(?:[^\\]|\\.)*?'''''''
    || '|"(?:[^"\\\n]|\\.)*"|''(?:[^''\\\n]|\\.)*'')';

-- A bracketed part; `nested` is the pattern of brackets within it.
create or replace macro python_brackets(nested) as
    '[(\[{](?:' || python_string() || '|#[^\n]*|' || nested || '[^"''#()\[\]{}])*[)\]}]';

-- A bracketed part, three levels deep.
create or replace macro python_nested_brackets() as
    python_brackets(python_brackets(python_brackets('') || '|') || '|');

-- What stands together whatever is in it: a string, a comment, a bracketed part.
create or replace macro python_atom() as
    python_string() || '|#[^\n]*|' || python_nested_brackets();

-- A module-level statement with the blank lines before it and the indented lines under it.
-- Comments belong to it only where more of it follows: trailing ones are statements apart.
create or replace macro python_statement() as
    '\n*(?:' || python_atom() || '|[^\n])'
    || '(?:' || python_atom() || '|\\\n|[^\n]'
    || '|\n(?:[ \t]*(?:#[^\n]*)?\n)*(?:[ \t]+(?:' || python_string()
    || '|' || python_brackets(python_brackets('') || '|') || '|[^\s#])|[)\]}])'
    || ')*';

-- def, async def, class, or a lambda with a name.
create or replace macro python_definition() as
    '(?:(?:(?:async[ \t]+)?def|class)[ \t]+' || python_name()
    || '|' || python_name() || '[ \t]*(?::[^=\n]+)?=[ \t]*lambda\b)';

-- One name for another; the other is what it captures.
create or replace macro python_alias() as
    python_name() || '[ \t]*=[ \t]*(' || python_name() || ')[ \t]*(?:#[^\n]*)?$';

-- An import statement.
create or replace macro python_import() as
    '^\n*(?:import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b)';

-- A print, an assert, or an expression that is one call: `f(x)`, `a.b(x).c()`.
create or replace macro python_bare_call() as
    '^\n*(?:(?:print|assert)\b|' || python_name()
    || '(?:\.' || python_name() || '|' || python_nested_brackets() || ')*'
    || '\((?:' || python_string() || '|#[^\n]*|' || python_nested_brackets()
    || '|[^"''#()\[\]{}])*\)[ \t]*(?:#[^\n]*)?$)';
