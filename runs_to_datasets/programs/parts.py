"""The parts of a text that are Python, with prose around them; and why a text is none."""

import ast
import re
import sys

from runs_to_datasets.programs.effects import Function
from runs_to_datasets.programs.fences import parsed
from runs_to_datasets.programs.standard_input import STDIN

# How a line of Python begins where prose may stand around it.
CODE_LINE = re.compile(
    r"(?:def|class|async def|import|from|if|for|while|try|with|return|raise|global)\b.*"
    r"|@\w|\w[\w.\[\]'\"]*(?:\s*:\s*[\w\[\], .]+)?\s*[-+*/%|&^]?=(?!=)|[\w.]+\(.*\)\s*(?:#.*)?$"
)
_NEW_SYNTAX = re.compile(
    r"^\s*(?:async )?(?:def|class) \w+\[|^type \w+.* = |f\"[^\"\n]*\{[^}\n]*\"", re.MULTILINE
)
# So many cuts of a text are tried to find the part of it that parses.
MOST_CUTS = 60


def parts_of(text: str) -> list[str]:
    """The parts of a text that are Python and more than a word, with prose around them."""
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines):
        if not CODE_LINE.match(lines[at]):
            at += 1
            continue
        part = longest(lines[at:])
        if part:
            found.append(part)
            at += part.count("\n") + 1
        else:
            at += 1
    trees = [(part, parsed(part)) for part in found]
    if not any(tree is not None and is_program(tree, part) for part, tree in trees):
        return []
    return found


def longest(lines: list[str]) -> str:
    """The longest beginning of some lines that parses, without blank lines at its end."""
    end = len(lines)
    for _ in range(MOST_CUTS):
        if end <= 0:
            return ""
        text = "\n".join(lines[:end])
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            at = min(end, error.lineno or end)
            before = "\n".join(lines[: at - 1])
            if at > 1 and lines[at - 1][:1].isspace() and parsed(before) is not None:
                return before.rstrip()  # prose, indented like the function before it
            # back to where the statement begins that does not parse
            cut_at = at - 1 if at < end or end == 1 else end - 1
            while cut_at > 0 and (not lines[cut_at].strip() or lines[cut_at][:1].isspace()):
                cut_at -= 1
            end = cut_at if cut_at < end else end - 1
            continue
        except (ValueError, RecursionError, MemoryError):
            return ""
        if not returns(tree):
            return text.rstrip()
        end -= 1
    return ""


def is_program(tree: ast.Module, text: str) -> bool:
    """Whether a text that parses is more than a word: it defines something, or reads input."""
    return bool(names_in(tree)) or STDIN.search(text) is not None


def names_in(tree: ast.Module) -> set[str]:
    names = {n.name for n in tree.body if isinstance(n, Function | ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.If | ast.Try | ast.With):
            names |= {n.name for n in ast.walk(node) if isinstance(n, Function | ast.ClassDef)}
    return names


def returns(tree: ast.Module) -> bool:
    """Whether a module returns: then it is the body of a function."""
    nodes: list[ast.AST] = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Return):
            return True
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda | ast.expr):
            nodes += ast.iter_child_nodes(node)
    return False


def why_not_parsed(text: str) -> str:
    """What Python says of a text; a newer Python's syntax is named as such."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = getattr(error, "msg", None) or type(error).__name__
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        return f"does not parse{_of_version(text)}: {message}{where}"
    return "defines nothing and reads no input"


def _of_version(text: str) -> str:
    """The version of Python that a text seems to ask for, where that is not this one."""
    is_new = re.search(
        r"^\s*(?:async )?(?:def|class) \w+\[|^type \w+.* = |f\"[^\"\n]*\{[^}\n]*\"", text, re.M
    )
    if is_new and sys.version_info < (3, 12):
        return f" (Python 3.12 may read it, this is {sys.version_info[0]}.{sys.version_info[1]})"
    return ""
