"""What an answer leans on and does not hold: imports of the grader, helpers of the prompt."""

import ast
import re
from collections.abc import Iterable

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.keeping import Cut
from runs_to_datasets.programs.kept_text import written
from runs_to_datasets.programs.modules import Module
from runs_to_datasets.programs.supplied import import_of, names_of


def stars_for(module: Module, missing: set[str]) -> dict[int, set[str]]:
    """{star import that is needed: the names that it gives}."""
    found: dict[int, set[str]] = {}
    for i, statement in enumerate(module.statements):
        node = statement.node
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            known = names_of(node.module or "")
            given = missing & known if known else set(missing)
            if given:
                found[i] = given
    return found


def supplied(
    module: Module, chosen: Cut, missing: set[str], prompt: Module | None
) -> tuple[list[str], set[str]]:
    """(lines that give the missing names, the names that nobody gives)."""
    if not missing:
        return [], set()
    head: list[str] = []
    texts: list[str] = []
    if prompt is not None and missing & prompt.binders.keys():
        lent = Cut(prompt, missing & prompt.binders.keys())
        missing = (missing | lent.needed) - lent.bound - BUILTINS - chosen.bound
        texts = [written(prompt, lent)]
    nodes = [module.statements[i].node for i in chosen.kept]
    unknown = set()
    for name in sorted(missing):
        line = import_of(name, _attributes(nodes, name))
        if line is None:
            unknown.add(name)
        else:
            head.append(line)
    return _merged(head) + texts, unknown


def supplied_head(module: Module, missing: set[str]) -> str:
    """The import lines that give a whole program its missing names."""
    lines = [
        import_of(name, _attributes([s.node for s in module.statements], name))
        for name in sorted(missing)
    ]
    return "\n".join(_merged([line for line in lines if line]))


def _attributes(nodes: Iterable[ast.AST], name: str) -> frozenset[str]:
    """The attributes that are read of a name."""
    return frozenset(
        found.attr
        for node in nodes
        for found in ast.walk(node)
        if isinstance(found, ast.Attribute)
        and isinstance(found.value, ast.Name)
        and found.value.id == name
    )


def _merged(lines: list[str]) -> list[str]:
    """Import lines, those of one module as one."""
    found: dict[str, list[str]] = {}
    for line in lines:
        module, _, name = line.partition(" import ") if line.startswith("from") else (line, "", "")
        found.setdefault(module, []).append(name)
    merged = [m + (f" import {', '.join(n)}" if n != [""] else "") for m, n in found.items()]
    return ["\n".join(sorted(merged))] if merged else []


def joined_head(head: list[str], text: str) -> str:
    if not head:
        return text
    future = re.match(r"(?:from __future__ import [^\n]*\n+)+", text)
    first = future[0].rstrip("\n") + "\n\n" if future else ""
    rest = text[future.end() :] if future else text
    gap = "\n" if re.match(r"import |from ", rest) and len(head) == 1 else "\n\n\n"
    return first + "\n\n\n".join(head) + gap + rest
