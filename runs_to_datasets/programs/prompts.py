"""The code in a prompt: imports, constants and helpers that an answer may lean on."""

import ast
import re
from collections.abc import Iterable
from functools import lru_cache
from types import EllipsisType

from runs_to_datasets.programs.effects import Function, Statement
from runs_to_datasets.programs.fences import blocks_of, parsed
from runs_to_datasets.programs.modules import Module
from runs_to_datasets.programs.parts import longest

_PROMPT_CODE = re.compile(r"(?:from \w+ import |import \w+|class \w+.*:|def \w+\(|@)")


@lru_cache(maxsize=256)
def prompt_module(prompt: str) -> Module | None:
    """The code in a prompt: imports, helpers, starter code; None where there is none."""
    found = []
    for text in _prompt_texts(prompt):
        tree = parsed(text)
        if tree is not None and any(
            isinstance(n, Function | ast.ClassDef | ast.Import | ast.ImportFrom) for n in tree.body
        ):
            found.append(text)
            break
    for text in re.findall(r"(?:^[ \t]*# ?class \w+.*\n(?:^[ \t]*#.*\n?)*)", prompt, re.MULTILINE):
        bare = re.sub(r"^[ \t]*# ?", "", text, flags=re.MULTILINE)
        lent = longest(bare.split("\n"))
        if lent:
            found.insert(0, lent)
    joined = "\n\n".join(found)
    tree = parsed(joined) if found else None
    return Module(joined, tree) if tree is not None else None


def _prompt_texts(prompt: str) -> Iterable[str]:
    """The parts of a prompt that may be Python, the likeliest first."""
    yield prompt
    if blocks := [b.content for b in blocks_of(prompt) if b.is_python or not b.language]:
        yield "\n\n".join(b for b in blocks if parsed(b) is not None)
        yield from (block + "\n        pass" for block in blocks)
        yield from (block + "\n    pass" for block in blocks)
    lines = prompt.rstrip().split("\n")
    starts = [i for i, line in enumerate(lines) if _PROMPT_CODE.match(line)]
    for start in starts[:8]:
        code = "\n".join(lines[start:])
        yield code
        for indent in ("    ", "        "):
            yield f"{code}\n{indent}pass"


def is_stub(node: ast.stmt) -> bool:
    """Whether a function has nothing but docstring, `pass`, `...` or NotImplementedError in it."""
    return isinstance(node, Function) and all(
        isinstance(s, ast.Pass)
        or (
            isinstance(s, ast.Expr)
            and isinstance(getattr(s.value, "value", None), str | EllipsisType)
        )
        or (isinstance(s, ast.Raise) and _raised(s) == "NotImplementedError")
        for s in node.body
    )


def _raised(node: ast.Raise) -> str | None:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return raised.id if isinstance(raised, ast.Name) else None


def head_of(prompt: str) -> str | None:
    """The name of the function that a prompt begins and leaves to be completed."""
    module = prompt_module(prompt)
    if module is None or not module.statements:
        return None
    last = module.statements[-1].node
    return last.name if isinstance(last, Function) and is_stub(last) else None


def lent_by(prompt: str) -> Module | None:
    """The code of a prompt without the functions that it leaves to be written."""
    module = prompt_module(prompt)
    if module is None:
        return None
    kept = [s for s in module.statements if not _is_unwritten(s)]
    if not kept:
        return None
    lent = Module(module.source, module.tree)
    lent.statements = kept
    return lent


def _is_unwritten(statement: Statement) -> bool:
    node = statement.node
    if isinstance(node, ast.ClassDef):
        return node.name == "Solution" or all(is_stub(inner) for inner in node.body)
    return is_stub(node)
