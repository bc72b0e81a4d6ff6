-- macros: the words that the other files are written in.
-- Grain:  none; a file of macros, usable in any query over results.duckdb too.
-- Reads:  nothing.
-- A macro pastes its argument wherever it stands, so one that needs it twice binds it first:
-- `list_transform([argument], lambda x: ...)[1]`. Without that, cleaning took ten times as long.
-- RE2 has no look-around and no recursion: strings and three levels of brackets are spelled out,
-- and whatever does not close falls through to a single character, so that no text is ever lost.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- ---- identifiers and labels --------------------------------------------------------------------

-- `11`, `011`, ` 11 `, `Mbpp/11`, `mbpp_11` and `11.0` are one problem; other ids stay text.
create or replace macro problem_id(written) as
    case
        when regexp_full_match(written, '[1-9][0-9]*') then written  -- the common case, cheaply
        when regexp_matches(written, '(?i)^\s*(?:mbpp[/_ -]?)?\d+(?:\.0+)?\s*$')
            then coalesce(nullif(ltrim(regexp_extract(written, '\d+'), '0'), ''), '0')
        else regexp_replace(written, '^\s+|\s+$', '', 'g')
    end;

-- Sorts ids: numbers before text, and as numbers however long they are.
create or replace macro id_order(id) as
    case
        when regexp_full_match(id, '\d+') then printf('0%06d', length(id)) || id
        else '1' || id
    end;

-- NULL for what is neither; the build refuses such a file.
create or replace macro pass_label(written) as
    case
        when written in ('True', 'true', '1') then true
        when written in ('False', 'false', '0') then false
        when regexp_full_match(written, '(?i)\s*(?:true|1|1\.0|yes|y|t|pass|passed)\s*') then true
        when regexp_full_match(written, '(?i)\s*(?:false|0|0\.0|no|n|f|fail|failed)\s*') then false
    end;

create or replace macro normal_label(written) as
    nullif(lower(regexp_replace(written, '^\s+|\s+$', '', 'g')), '');

-- Lower case, words only: two prompts that differ in punctuation are one.
create or replace macro normal_prompt(prompt) as
    trim(regexp_replace(lower(prompt), '[^\pL\pN]+', ' ', 'g'));

-- The words that more than a fifth of at least 100 distinct prompts share; what they ask for is in
-- the others. Empty for fewer prompts, NULL or none. By list functions alone: a subquery over
-- unnest(prompts) copies the list for every prompt (0.25 s and 150 MB for 600, instead of 5 ms).
create or replace macro common_words(prompts) as
    list_transform([prompts], lambda known: case
        when len(known) >= 100
            then coalesce(list_transform(list_filter(
                map_entries(list_aggregate(
                    flatten(list_transform(known, lambda p: list_distinct(string_split(p, ' ')))),
                    'histogram'
                )),
                lambda word: word.value > 0.2 * len(known)
            ), lambda word: word.key), [])
        else []
    end)[1];

-- The distinct word 3-grams of a normalised prompt without some common words; one or two words are
-- one gram, none are none.
create or replace macro word_grams(prompt, common) as
    list_transform(
        [list_filter(
            string_split(prompt, ' '), lambda word: word <> '' and not list_contains(common, word)
        )],
        lambda words: case
            when len(words) = 0 then []
            when len(words) < 3 then [array_to_string(words, ' ')]
            else list_distinct(list_transform(
                range(1, len(words) - 1),
                lambda i: words[i] || ' ' || words[i + 1] || ' ' || words[i + 2]
            ))
        end
    )[1];

-- One key out of several parts, joined by chr(31), the unit separator.
create or replace macro key_of(parts) as
    md5(array_to_string(parts, chr(31)));

-- The same as a fraction of 1, in nine decimals.
create or replace macro unit_hash(parts) as
    (('0x' || key_of(parts)[:12])::bigint / 281474976710656)::decimal(10, 9);

-- The most that the validation side of a mix of `most` training examples may hold: in proportion,
-- rounded up, in whole numbers (a double makes 31 of 30).
create or replace macro validation_examples(most, validation) as
    list_transform(
        [(validation * 1000000)::hugeint],
        lambda parts: (most * parts + 999999 - parts) // (1000000 - parts)
    )[1];

-- Unbiased pass@k, 1 - C(n-c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374), as a product of k
-- factors in a fixed order; NULL where n < k.
create or replace macro pass_at(n, c, k) as
    case
        when n < k then null
        when k = 1 then c / n
        when n - c < k then 1
        else 1 - list_product(
            list_transform(range(k), lambda i: (n - c - i)::double / (n - i))
        )
    end::decimal(9, 6);

-- ---- patterns of Python ------------------------------------------------------------------------

-- Any sign outside ASCII counts as a letter: one range instead of Unicode's hundreds, which a
-- lambda would compile anew for every 2,048 rows.
create or replace macro python_name() as
    '[A-Za-z_\x{80}-\x{10FFFF}][\w\x{80}-\x{10FFFF}]*';

create or replace macro python_string() as
    '(?s:"""(?:[^\\]|\\.)*?"""|''''''(?:[^\\]|\\.)*?'''''''
    || '|"(?:[^"\\\n]|\\.)*"|''(?:[^''\\\n]|\\.)*'')';

create or replace macro python_brackets(nested) as
    '[(\[{](?:' || python_string() || '|#[^\n]*|' || nested || '[^"''#()\[\]{}])*[)\]}]';

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

create or replace macro python_import() as
    '^\n*(?:import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b)';

-- A print, an assert, or an expression that is one call: `f(x)`, `a.b(x).c()`.
create or replace macro python_bare_call() as
    '^\n*(?:(?:print|assert)\b|' || python_name()
    || '(?:\.' || python_name() || '|' || python_nested_brackets() || ')*'
    || '\((?:' || python_string() || '|#[^\n]*|' || python_nested_brackets()
    || '|[^"''#()\[\]{}])*\)[ \t]*(?:#[^\n]*)?$)';

-- ---- code out of a response --------------------------------------------------------------------

create or replace macro has_definition(code) as
    regexp_matches(code, '(?m)^' || python_definition());

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

create or replace macro code_of_block(block) as
    case
        when is_only_definitions(block) or not has_definition(block) then block
        else tidy(definitions_of(block))
    end;

-- A response reduced to its code; '' for an empty one, the text as it is where nothing is defined.
create or replace macro code_of(response) as
    list_transform([code_block(response)], lambda block: code_of_block(block))[1];

-- ---- programs ----------------------------------------------------------------------------------

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

-- The same program under other names, comments, docstrings and layout has the same fingerprint:
-- a name is replaced by the position of its first use. Equal fingerprints are not proof of
-- correctness. Positions are found by search, which is quadratic: over 5,000 tokens (no solution
-- of a benchmark is that long) a program is its own text.
create or replace macro fingerprint(code) as
    list_transform([tokens_of(opened_f_strings(code))], lambda tokens: md5(case
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

create or replace macro n_lines_of(code) as
    1 + length(code) - length(replace(code, E'\n', ''));

-- ---- names of what is written ------------------------------------------------------------------

-- A side of a mix, as its files are called after `dataset_`.
create or replace macro dataset_name(mix, side) as
    mix || case side when 'train' then '' else '.' || side end;

create or replace macro of_side(side) as
    case side when 'train' then '' else format(', {} side', side) end;

-- ---- chats -------------------------------------------------------------------------------------

-- The messages before the answer; no system message where there is none.
create or replace macro chat_prompt(system, instruction) as
    list_filter(
        [{'role': 'system', 'content': system}, {'role': 'user', 'content': instruction}],
        lambda message: message.content is not null
    );
