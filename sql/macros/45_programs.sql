-- programs: the fingerprint, under which programs that are equal but for names meet.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- Keywords and builtins, which keep their names, and the signs that sort among letters.
create or replace macro python_words() as
    [
        'ArithmeticError', 'AssertionError', 'AttributeError', 'BaseException',
        'BaseExceptionGroup', 'BlockingIOError', 'BrokenPipeError', 'BufferError',
        'BytesWarning', 'ChildProcessError', 'ConnectionAbortedError', 'ConnectionError',
        'ConnectionRefusedError', 'ConnectionResetError', 'DeprecationWarning', 'EOFError',
        'Ellipsis', 'EncodingWarning', 'EnvironmentError', 'Exception', 'ExceptionGroup',
        'False', 'FileExistsError', 'FileNotFoundError', 'FloatingPointError', 'FutureWarning',
        'GeneratorExit', 'IOError', 'ImportError', 'ImportWarning', 'IndentationError',
        'IndexError', 'InterruptedError', 'IsADirectoryError', 'KeyError', 'KeyboardInterrupt',
        'LookupError', 'MemoryError', 'ModuleNotFoundError', 'NameError', 'None',
        'NotADirectoryError', 'NotImplemented', 'NotImplementedError', 'OSError',
        'OverflowError', 'PendingDeprecationWarning', 'PermissionError', 'ProcessLookupError',
        'RecursionError', 'ReferenceError', 'ResourceWarning', 'RuntimeError', 'RuntimeWarning',
        'StopAsyncIteration', 'StopIteration', 'SyntaxError', 'SyntaxWarning', 'SystemError',
        'SystemExit', 'TabError', 'TimeoutError', 'True', 'TypeError', 'UnboundLocalError',
        'UnicodeDecodeError', 'UnicodeEncodeError', 'UnicodeError', 'UnicodeTranslateError',
        'UnicodeWarning', 'UserWarning', 'ValueError', 'Warning', 'ZeroDivisionError', 'abs',
        'aiter', 'all', 'and', 'anext', 'any', 'as', 'ascii', 'assert', 'async', 'await', 'bin',
        'bool', 'break', 'breakpoint', 'bytearray', 'bytes', 'callable', 'chr', 'class',
        'classmethod', 'compile', 'complex', 'continue', 'def', 'del', 'delattr', 'dict', 'dir',
        'divmod', 'elif', 'else', 'enumerate', 'eval', 'except', 'exec', 'filter', 'finally',
        'float', 'for', 'format', 'from', 'frozenset', 'getattr', 'global', 'globals',
        'hasattr', 'hash', 'help', 'hex', 'id', 'if', 'import', 'in', 'input', 'int', 'is',
        'isinstance', 'issubclass', 'iter', 'lambda', 'len', 'list', 'locals', 'map', 'max',
        'memoryview', 'min', 'next', 'nonlocal', 'not', 'object', 'oct', 'open', 'or', 'ord',
        'pass', 'pow', 'print', 'property', 'raise', 'range', 'repr', 'return', 'reversed',
        'round', 'set', 'setattr', 'slice', 'sorted', 'staticmethod', 'str', 'sum', 'super',
        'try', 'tuple', 'type', 'vars', 'while', 'with', 'yield', 'zip', '__name__',
        '[', ']', '^', '{', '|', '}', '~', '`'
    ];

-- A docstring (in three quotes: others may be values) goes with the colon before it, an attribute
-- with its dot; an import is one token, since nobody may rename what it names.
create or replace macro python_token() as
    ':[ \t]*(?:#[^\n]*)?\n\s*[rRuU]?(?s:"""(?:[^\\]|\\.)*?"""|''''''(?:[^\\]|\\.)*?'''''')'
    || '[ \t]*(?:\n|\z)'
    || '|\bfrom[ \t]+[\w.]+[ \t]+import[ \t]*\([^)]*\)'
    || '|\b(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+[^\n#;(]*[^\n#;( \t]'
    || '|[rRbBuUfF]{0,2}' || python_string()
    || '|#[^\n]*'
    || '|\.[ \t]*' || python_name()
    || '|' || python_name()
    || '|\d[\w.]*|[<>=!]=|\*\*|//|->|:=|[^\s\\]';

-- The tokens of a program, without comments.
create or replace macro tokens_of(code) as
    list_filter(regexp_extract_all(code, python_token()), lambda t: not starts_with(t, '#'));

-- A string in double quotes where that changes nothing; `r` goes where there is no backslash.
create or replace macro normal_string(token) as
    case
        when contains(token, '\') or contains(token, '''''''') then token
        when starts_with(token, 'r"') then token[2:]
        when contains(token, '"') then token
        when starts_with(token, 'r''') then replace(token[2:], '''', '"')
        else replace(token, '''', '"')
    end;

-- An f-string with its braces outside of the quotes, so that what stands between them is read as
-- code, but for what follows a colon or `!`: `f"a {b:x}"` becomes `"a " { b ":x"} ""`.
create or replace macro opened_f_string(token) as
    replace(replace(
        regexp_replace(normal_string(token), '([!:][^{}"]*)\}', ' "\1"}', 'g'), '{', '" {'
    ), '}', '} "')[2:];

-- The same for all f-strings of a program.
create or replace macro opened_f_strings(code) as
    case
        when regexp_matches(code, '[fF]["'']')
            then array_to_string(list_transform(tokens_of(code), lambda t:
                case
                    when starts_with(lower(t), 'f"') or starts_with(lower(t), 'f''')
                        then opened_f_string(t)
                    else t
                end
            ), ' ')
        else code
    end;

-- Without brackets that change nothing: `return (a, b)`, and `(a + b) == c` behind a keyword
-- (arithmetic binds closer than a comparison does).
create or replace macro bare_brackets(code) as
    case
        when contains(code, ' (')
            then regexp_replace(
                regexp_replace(
                    code, '(?m)^([ \t]*return)[ \t]+\(([^()\n]+)\)[ \t]*$', '\1 \2', 'g'
                ),
                '\b(return|if|while|and|or|not|elif)[ \t]+'
                || '\(([\w.]+(?:[ \t]*[-+*/%&|^]{1,2}[ \t]*[\w.]+)*)\)[ \t]*(==|!=|<=|>=|<|>)',
                '\1 \2 \3', 'g'
            )
        else code
    end;

-- The same program under other names, comments, docstrings and layout has the same fingerprint:
-- a name is replaced by the position of its first use. Equal fingerprints are not proof of
-- correctness. Positions are found by search, which is quadratic: over 5,000 tokens (no solution
-- of a benchmark is that long) a program is its own text.
create or replace macro fingerprint(code) as
    list_transform([tokens_of(opened_f_strings(bare_brackets(code)))], lambda tokens: md5(case
        when len(tokens) > 5000 then code
        else array_to_string(list_transform(tokens, lambda t: case
            when t < 'A' then case
                when starts_with(t, '''') then normal_string(t)
                when starts_with(t, ':') and t <> ':=' then ':'
                else t
            end
            when list_contains(python_words(), t) then t
            when ends_with(t, '"') or ends_with(t, '''') then normal_string(t)
            when contains(t, ' ') then t
            else '$' || list_position(tokens, t)
        end), chr(31))
    end))[1];
