"""The text of a program: kept statements with the comments right above them, as they stood."""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runs_to_datasets.programs.placeholders import without_placeholders

_TRAILING = re.compile(r"[ \t\f]$", re.MULTILINE)
_HEADING = re.compile(r"#!|#.*coding[:=]")


class Span(NamedTuple):
    """The lines of a statement, counted from 1, both included."""

    start: int
    end: int
    is_definition: bool


def shares_a_line(spans: Sequence[Span], i: int) -> bool:
    """Whether another statement stands on a line of this one, behind a semicolon."""
    return (i > 0 and spans[i - 1].end >= spans[i].start) or (
        i + 1 < len(spans) and spans[i + 1].start <= spans[i].end
    )


def joined(
    lines: list[str], spans: Sequence[Span], kept: Sequence[int], instead: Mapping[int, str]
) -> str:
    """The kept statements as one text. instead: texts that stand in the place of some."""
    pieces: list[str] = []
    last: int | None = None
    for i in kept:
        start, end, _ = spans[i]
        top = start
        while i not in instead and top > 1 and lines[top - 2].startswith("#"):
            top -= 1
        if i > 0:
            top = max(top, spans[i - 1].end + 1)
        while top < start and _HEADING.match(lines[top - 1]):
            top += 1
        if last is not None:
            pieces.append("\n" * (1 + _gap(lines, spans, last, i, top)))
        pieces.append(instead[i] if i in instead else "\n".join(lines[top - 1 : end]))
        last = i
    return cleaned("".join(pieces))


def _gap(lines: list[str], spans: Sequence[Span], last: int, i: int, top: int) -> int:
    """How many blank lines stand between two kept statements."""
    end = spans[last].end
    between = lines[end : top - 1]
    if i == last + 1 and not any(line.strip() for line in between):
        return len(between)
    blank = 0
    while top - 2 - blank >= end and not lines[top - 2 - blank].strip():
        blank += 1
    is_definition = spans[i].is_definition or spans[last].is_definition
    return max(min(blank, 2), 1 if is_definition else 0)


def cleaned(text: str) -> str:
    """The text as it is written: without placeholder comments and blanks at line ends."""
    return without_trailing_blanks(without_placeholders(text))


def without_trailing_blanks(text: str) -> str:
    """The text without blanks at line ends, but for those inside of strings that are values."""
    text = text.strip("\n")
    if not _TRAILING.search(text):
        return text
    lines = text.split("\n")
    if '"""' not in text and "'''" not in text and "\\\n" not in text:
        return "\n".join(line.rstrip(" \t\f") for line in lines).rstrip()
    protected: set[int] = set()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        )
        if is_text and id(node) not in docstrings:
            protected.update(_lines_of(node))
    return "\n".join(
        line if i in protected else line.rstrip(" \t\f") for i, line in enumerate(lines, start=1)
    ).rstrip()


def _lines_of(node: ast.AST) -> range:
    """The lines of a text but its last, behind which a blank is no part of it."""
    start: int = getattr(node, "lineno", 0)
    return range(start, getattr(node, "end_lineno", start) or start)
