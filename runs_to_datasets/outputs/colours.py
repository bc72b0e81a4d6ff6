"""The parts of a Python program that have a colour of their own on a page.

Python's own tokenizer tells them. What it does not read has no colours.
"""

import io
import keyword
import tokenize
from collections.abc import Iterator

KINDS = {tokenize.STRING: "s", tokenize.NUMBER: "n", tokenize.COMMENT: "c"}
# from 3.12 on an f-string is many tokens, from FSTRING_START to FSTRING_END; t-strings since 3.14
OPENING = {getattr(tokenize, name, None) for name in ("FSTRING_START", "TSTRING_START")} - {None}
CLOSING = {getattr(tokenize, name, None) for name in ("FSTRING_END", "TSTRING_END")} - {None}
MOST = 3_000  # characters of a program that a page shows
LONGEST = 100_000  # characters that are looked at


def parts(code: str, is_python: bool) -> list[tuple[str, str]]:
    """(class, text) of the stretches of a program, in order; together its first MOST characters.

    Classes: k keyword, d defined name, s text, n number, c comment; "" for everything else.
    """
    is_read = is_python and len(code) <= LONGEST and "\r" not in code  # tokenizers disagree on CR
    try:
        spans = list(_spans(code)) if is_read else []
    except (tokenize.TokenError, SyntaxError, ValueError):
        spans = []
    found, done = [], 0
    for kind, begin, end in spans:
        if done < begin:
            found.append(("", code[done:begin]))
        found.append((kind, code[begin:end]))
        done = end
    return list(_first([*found, ("", code[done:])], MOST))


def _spans(code: str) -> Iterator[tuple[str, int, int]]:
    """(class, begin, end) of what has a colour. ValueError where Python does not read it."""
    starts = [0]
    for line in code.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    last, depth, opened = "", 0, 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
        if token.type == tokenize.ERRORTOKEN:
            raise ValueError("no program")
        if token.type in OPENING:
            opened = opened if depth else begin
            depth += 1
        elif token.type in CLOSING:
            depth -= 1
            if not depth:
                yield "s", opened, end
        elif depth:
            continue
        elif token.type in KINDS:
            yield KINDS[token.type], begin, end
        elif token.type == tokenize.NAME:
            if keyword.iskeyword(token.string):
                yield "k", begin, end
            elif last in ("def", "class"):
                yield "d", begin, end
        last = token.string


def _first(found: list[tuple[str, str]], most: int) -> Iterator[tuple[str, str]]:
    """The parts up to so many characters, with an ellipsis where some are left out."""
    for kind, text in found:
        if len(text) > most:
            yield kind, text[:most]
            yield "", " …"
            return
        if text:
            yield kind, text
        most -= len(text)
