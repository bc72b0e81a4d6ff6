"""How values stand on a screen: as text, as wide as a terminal shows them, in columns and lines."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

BETWEEN = 2  # blanks between two columns


def written(value: object) -> str:
    """A value as text: nothing for NULL; lists and structs as DuckDB writes them."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_within, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_within(k)}: {_within(v)}" for k, v in value.items()) + "}"
    return str(value)


def _within(value: object) -> str:
    """A value inside a list: texts in quotes where they could be taken for more than one."""
    if value is None:
        return "NULL"
    if isinstance(value, str) and not re.fullmatch(r"""[^\s,:'"(){}\[\]]+""", value):
        return repr(value)
    return written(value)


def one_line(value: object) -> str:
    """A value for a cell of a table: nothing for NULL, line ends as \\n."""
    return written(value).replace("\r", "\\r").replace("\n", "\\n")


def grouped(value: object) -> str:
    """The same, with a comma between thousands."""
    return f"{value:,}" if isinstance(value, int) else one_line(value)


def width_of(text: str) -> int:
    """Columns that a terminal gives a text: two to wide letters, none to marks on letters."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def filled(text: str, width: int, is_right: bool = False) -> str:
    """A text with blanks behind it (in front of it, where it stands to the right)."""
    blanks = " " * (width - width_of(text))
    return blanks + text if is_right else text + blanks


def cut(text: str, width: int | None) -> str:
    """A text that is no wider than `width`, with … where it was."""
    if width is None or _n_fitting(text, width) == len(text):
        return text
    return text[: _n_fitting(text, width - 1)] + "…"


def folded(text: str, width: int | None) -> list[str]:
    """The lines of a text, broken at blanks where they are wider than `width`; at least one."""
    lines = []
    for line in text.split("\n"):
        while width and len(head := _head(line, width)) < len(line):
            lines.append(head.rstrip())
            line = line[len(head) :].lstrip(" ")
        lines.append(line)
    return lines


def _head(line: str, width: int) -> str:
    """What of a line fits: up to the last blank in it, else up to the last letter."""
    n = _n_fitting(line, width)
    if n == len(line):
        return line
    blank = line.rfind(" ", 0, n + 1)
    return line[:blank] if blank > 0 and line[:blank].strip() else line[: max(n, 1)]


def _n_fitting(text: str, width: int) -> int:
    """How many letters of a text `width` columns hold."""
    taken = 0
    for n, letter in enumerate(text):
        taken += _width(letter)
        if taken > width:
            return n
    return len(text)


def table_lines(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    show: Callable[[object], str] = one_line,
    width: int | None = None,
) -> list[str]:
    """The lines of a table, numbers to the right.

    Where it is wider than `width`, the texts of its last column are folded, if room is left for
    them; the lines may still be wider.
    """
    cells = [[one_line(name) for name in header], *([show(value) for value in row] for row in rows)]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    is_text = [any(isinstance(row[i], str) for row in rows) for i in range(len(header))]
    start = sum(widths[:-1]) + BETWEEN * (len(widths) - 1)
    left = (width or 0) - start
    is_folded = is_text[-1] and min(20, widths[-1]) <= left < widths[-1]
    lines = []
    for row in cells:
        first, *more = folded(row[-1], left) if is_folded else [row[-1]]
        columns = zip([*row[:-1], first], widths, is_text, strict=True)
        line = (" " * BETWEEN).join(filled(c, w, is_right=not text) for c, w, text in columns)
        lines += [line.rstrip(), *(" " * start + part.rstrip() for part in more)]
    return lines
