"""Fenced blocks, as CommonMark has them, and as models really write them.

A fence has three or more backticks or tildes; it may stand in a list or a quote (its content is
dedented), behind words on its line, close at the end of the code's last line, or never. CommonMark
would end a block at a fence inside a docstring: of the places where a block of Python may end, the
first at which it parses is taken (https://spec.commonmark.org/0.31.2/#fenced-code-blocks).
"""

import ast
import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache

PYTHON = {"python", "py", "python3", "python2", "py3", "ipython", "pycon", "sage", "cython"}
_OPENER = re.compile(
    r"^(?P<before>[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*)"
    r"(?P<words>[^`~\n]*?)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$"
)
_QUOTE = re.compile(r"^[ \t]*>[ \t]?")
# More places than these are not tried: a block with so many fences in it is no block of Python.
MOST_ENDS = 12


@dataclass(frozen=True)
class Block:
    """A fenced block. language: its first word in lower case; is_closed: by a fence of its own."""

    language: str
    content: str
    is_closed: bool

    @property
    def is_python(self) -> bool:
        """Whether it says that it is Python."""
        return self.language in PYTHON


@lru_cache(maxsize=16)
def parsed(code: str) -> ast.Module | None:
    """The tree of a program; None where Python refuses it."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a text, in order."""
    if "```" not in text and "~~~" not in text:
        return []
    lines = text.split("\n")
    found = []
    at = 0
    while at < len(lines):
        opener = _opener(lines[at])
        if opener is None:
            at += 1
            continue
        if _language(opener["info"]) in ("markdown", "md"):
            at += 1  # a fence around a whole answer: what stands in it are its blocks
            continue
        block, at = _block(lines, at, opener)
        found.append(block)
    return found


def _opener(line: str) -> re.Match[str] | None:
    """The opening fence of a line; behind words it must name a language."""
    if "```" not in line and "~~~" not in line:
        return None
    match = _OPENER.match(line)
    if match and match["words"].strip() and not match["info"].strip():
        return None
    if match and match["words"].strip() and len(match["info"].split()) > 1:
        return None
    return match


def _language(info: str) -> str:
    word = (info.split() or [""])[0].strip("{}.").lower()
    return re.split(r"[:,{(=]", word)[0]


def _block(lines: list[str], at: int, opener: re.Match[str]) -> tuple[Block, int]:
    """(the block that opens at a line, the line behind it)."""
    fence, language = opener["fence"], _language(opener["info"])
    is_quoted = ">" in opener["before"]
    width = len(opener["before"].replace("\t", "    "))
    ends = _ends(lines, at + 1, fence)
    strict = next((end for end in ends if end[2]), None)
    if language in PYTHON or not language:
        for line, last, _ in ends[:MOST_ENDS]:
            content = _content(lines, at + 1, line, last, is_quoted, width)
            if content.strip() and parsed(content) is not None:
                is_opener = last is None and _reopens(lines[line], fence)
                return Block(language, content, True), line + (0 if is_opener else 1)
    if strict is not None:
        content = _content(lines, at + 1, strict[0], strict[1], is_quoted, width)
        return Block(language, content, True), strict[0] + 1
    content = _content(lines, at + 1, len(lines), None, is_quoted, width)
    return Block(language, content, False), len(lines)


def _ends(lines: list[str], at: int, fence: str) -> list[tuple[int, str | None, bool]]:
    """(line, what stands before the fence on it or None, is it a fence alone) of each end."""
    found: list[tuple[int, str | None, bool]] = []
    for i in range(at, len(lines)):
        line = lines[i]
        if fence not in line:
            continue
        bare = _QUOTE.sub("", line).strip()
        if bare.startswith(fence):
            found.append((i, None, not bare.strip(fence[0])))
        elif line.rstrip().endswith(fence):
            found.append((i, line.rstrip()[: -len(fence)].rstrip(fence[0]), True))
    return found


def _reopens(line: str, fence: str) -> bool:
    """Whether a line that ends a block opens the next: its author forgot to close."""
    info = line.strip().lstrip(fence[0]).strip()
    return _language(info) in PYTHON


def _content(
    lines: list[str], start: int, end: int, last: str | None, is_quoted: bool, width: int
) -> str:
    inner = lines[start:end] + ([last] if last is not None else [])
    if is_quoted:
        inner = [_QUOTE.sub("", line) for line in inner]
    content = "\n".join(inner)
    return textwrap.dedent(content) if width or is_quoted else content
