"""Answers on the screen: as table, lines, csv, jsonl or markdown; code in colours."""

import ast
import csv
import json
import math
import os
import re
import sys
import warnings
from collections.abc import Sequence
from decimal import Decimal

from runs_to_datasets.errors import BuildError
from runs_to_datasets.layout import (
    BETWEEN,
    cut,
    filled,
    folded,
    one_line,
    table_lines,
    width_of,
    written,
)
from runs_to_datasets.questions.results import Answer
from runs_to_datasets.screen import Terminal, escaped, safe, terminal_width

INDENT = " " * 4
WIDEST_NAME = 24  # what is behind a longer name begins in the next line


def print_answer(answer: Answer, form: str | None = None) -> None:
    """Prints an answer as table, lines, csv, jsonl or markdown.

    Without a form it is a table, or lines where a row does not fit into one.
    """
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.header)
        writer.writerows(answer.rows)
    elif form == "jsonl":
        if len(set(answer.header)) < len(answer.header):
            raise BuildError("two columns have one name: tell them apart with `as`")
        for row in answer.rows:
            record = {n: as_json(v) for n, v in zip(answer.header, row, strict=True)}
            print(json.dumps(record, ensure_ascii=False, default=str))
    elif form == "markdown":
        print("| " + " | ".join(map(one_line, answer.header)) + " |")
        print("|" + "---|" * len(answer.header))
        for row in answer.rows:
            print("| " + " | ".join(one_line(v).replace("|", "\\|") for v in row) + " |")
    elif form == "lines" or (form is None and any(_is_long(v) for row in answer.rows for v in row)):
        _print_lines(answer)
    else:
        header = [safe(name) for name in answer.header]
        lines = table_lines(header, answer.rows, lambda value: safe(one_line(value)))
        width = terminal_width()
        if form is None and width and max(map(width_of, lines)) > width:
            _print_lines(answer)
        else:
            for line in lines:
                print(cut(line, width))


def as_json(value: object) -> object:
    """A value that is JSON: decimals as numbers, NaN and infinities as null."""
    if isinstance(value, Decimal):
        value = float(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _is_long(value: object) -> bool:
    """Whether a value, or one of a list, has several lines."""
    if isinstance(value, list):
        return any(map(_is_long, value))
    return isinstance(value, str) and "\n" in value.rstrip("\n")


def _print_lines(answer: Answer) -> None:
    """Row by row, a line for each column."""
    for number, row in enumerate(answer.rows, 1):
        if len(answer.rows) > 1:
            print("\n" * (number > 1) + f"---- row {number:,} of {len(answer.rows):,}")
        print_facts(answer.header, row, is_all=True)
    if not answer.rows:
        print("no rows")


def print_facts(header: Sequence[str], row: Sequence[object], is_all: bool = False) -> None:
    """A line for each column of a row, but for NULL, unless all are asked for.

    A text of several lines keeps them, below its name.
    """
    names = [safe(one_line(name)) for name in header]
    label = max((width_of(n) for n in names if width_of(n) <= WIDEST_NAME), default=0)
    for name, value in zip(names, row, strict=True):
        if value is None and not is_all:
            continue
        if _is_long(value):
            print(name)
            for text in value if isinstance(value, list) else [value]:
                print_text(written(text))
        elif width_of(name) > label:
            print(name)
            print_text(one_line(value))
        else:
            print_beside(filled(name, label + BETWEEN), one_line(value).removesuffix("\\n"))


def print_beside(label: str, text: str) -> None:
    """Prints a text behind a label, folded there where it is wider than the terminal."""
    first, *more = folded(safe(text), _left(width_of(label)))
    print((label + first).rstrip())
    for line in more:
        print(" " * width_of(label) + line)


def print_text(text: str, indent: str = INDENT) -> None:
    """Prints a text: Python as code, all else no wider than the terminal."""
    if _is_python(text):
        print_code(text, indent)
    else:
        for line in folded(safe(text.replace("\r\n", "\n").strip("\n")), _left(len(indent))):
            print((indent + line).rstrip())


def _left(taken: int) -> int | None:
    """The columns that are left of a terminal, so that there is room for a word or two."""
    width = terminal_width()
    return None if width is None else max(width - taken, 10)


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a model writes is not ours to mend
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def print_code(code: str, indent: str = "") -> None:
    """Prints code, in colours where a terminal shows them and Pygments is there."""
    code = code.replace("\r\n", "\n").rstrip("\n")
    coloured = _coloured(code)
    text = re.sub("(?m)^(?=[^\n])", indent, code if coloured is None else coloured)
    if coloured is not None and isinstance(sys.stdout, Terminal):
        sys.stdout.draw(text + "\n")
    else:
        print(text)


def _coloured(code: str) -> str | None:
    """Python in colours; None where they are not wanted (https://no-color.org) or not to be had."""
    if not isinstance(sys.stdout, Terminal):
        return None
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return None
    try:
        from pygments import highlight
        from pygments.formatters.terminal import TERMINAL_COLORS, TerminalFormatter
        from pygments.lexers import PythonLexer
        from pygments.token import Whitespace
    except ImportError:
        return None
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    colours = TerminalFormatter(colorscheme=TERMINAL_COLORS | {Whitespace: ("", "")})
    return str(highlight(escaped(code), lexer, colours))
