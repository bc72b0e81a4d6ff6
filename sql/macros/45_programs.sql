-- programs: the shape, under which programs meet that are the same tokens but for names.
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
-- with its dot; an import is one token, since nobody may rename what it names. Line ends are
-- tokens, with the blanks behind them: which block a statement is in is part of a program.
create or replace macro python_token() as
    ':[ \t]*(?:#[^\n]*)?\n\s*[rRuU]?(?s:"""(?:[^\\]|\\.)*?"""|''''''(?:[^\\]|\\.)*?'''''')'
    || '[ \t]*(?m:$)'
    || '|(?:[ \t]*(?:#[^\n]*)?\n)+[ \t]*'
    || '|\bfrom[ \t]+[\w.]+[ \t]+import[ \t]*\([^)]*\)'
    || '|\b(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+[^\n#;(]*[^\n#;( \t]'
    || '|[rRbBuUfF]{0,2}' || python_string()
    || '|#[^\n]*'
    || '|\.[ \t]*' || python_name()
    || '|' || python_name()
    || '|\d[\w.]*|[<>=!]=|\*\*|//|->|:=|[^\s\\]';

-- The tokens of a program, without comments.
create or replace macro tokens_of(code) as
    list_filter(
        regexp_extract_all(E'\n' || code, python_token()),
        lambda t: not starts_with(t, '#') or contains(t, E'\n')
    );

-- The names by which others know a part of a program: what an import brings, and what is given by
-- keyword.
create or replace macro fixed_names(code) as
    list_transform([code], lambda c: list_concat(
        case
            when contains(c, '=')
                then regexp_extract_all(
                    c,
                    '[(,](?:[\s\\]|#[^\n]*\n)*(' || python_name() || ')[ \t]*=[^=]',
                    1
                )
            else []
        end,
        case
            when contains(c, 'import')
                then regexp_extract_all(
                    array_to_string(
                        regexp_extract_all(c, '\bimport[ \t]*(?:\([^)]*\)|[^\n;]*)'), ' '
                    ),
                    python_name()
                )
            else []
        end
    ))[1];

-- Whether names may be read as text or as attributes: then none is replaced.
create or replace macro names_tell(code) as
    regexp_matches(
        code, '\b(?:class|eval|exec|locals|globals|vars|dir|match|__\w+__)\b|import[ \t]*\*'
    );

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

-- Programs of one shape are the same tokens and blocks, whatever their names, comments and
-- docstrings: a name is replaced by the position of its first use. That is a quick look: Python
-- reads the tree of one program of each shape and says which shapes are one program. Behind the
-- colon of a dict or a lambda a text is no docstring, so there all of them count. Positions are
-- found by search, which is quadratic: over 5,000 tokens (no solution of a benchmark is that long)
-- a program is its own text.
create or replace macro shape(code) as
    list_transform(
        [{
            'tokens': tokens_of(opened_f_strings(code)),
            'fixed': fixed_names(code),
            'is_fixed': names_tell(code),
            'has_docstrings': not contains(code, '{') and not contains(code, 'lambda')
        }],
        lambda p: md5(case
            when len(p.tokens) > 5000 then code
            else array_to_string(list_transform(p.tokens, lambda t: case
                when t < 'A' then case
                    when starts_with(t, '''') then normal_string(t)
                    when starts_with(t, ':') and t <> ':=' and p.has_docstrings then ':'
                    when contains(t, E'\n') and not regexp_matches(t, '^[":]')
                        then E'\n' || regexp_extract(t, '[ \t]*$')
                    else t
                end
                when list_contains(python_words(), t) then t
                when ends_with(t, '"') or ends_with(t, '''') then normal_string(t)
                when contains(t, ' ') then t
                when p.is_fixed or list_contains(p.fixed, t) then t
                else '$' || list_position(p.tokens, t)
            end), chr(31))
        end)
    )[1];
