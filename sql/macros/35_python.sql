-- python: patterns of Python source, for regular expressions.
-- RE2 has no look-around: strings are spelled out. What does not close falls through to a single
-- character: no text is ever lost.
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

-- def, async def, class, or a lambda with a name.
create or replace macro python_definition() as
    '(?:(?:(?:async[ \t]+)?def|class)[ \t]+' || python_name()
    || '|' || python_name() || '[ \t]*(?::[^=\n]+)?=[ \t]*lambda\b)';
