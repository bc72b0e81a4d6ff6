"""The text of the statements that stay, imports without the names that nothing needs."""

import ast
import copy

from runs_to_datasets.programs.effects import Function
from runs_to_datasets.programs.keeping import Cut
from runs_to_datasets.programs.modules import Module
from runs_to_datasets.programs.writing import Span, joined, shares_a_line


def written(module: Module, chosen: Cut) -> str:
    """The kept statements as they stand in the source, with the comments right above them."""
    nodes = [s.node for s in module.statements]
    spans = [
        Span(_first_line(node), node.end_lineno or node.lineno, _is_definition(node))
        for node in nodes
    ]
    instead: dict[int, str] = {}
    for i in chosen.kept:
        node = nodes[i]
        if isinstance(node, ast.Import | ast.ImportFrom):
            text = _import_text(node, chosen)
            if text is not None:
                instead[i] = text
        if i not in instead and shares_a_line(spans, i):
            instead[i] = ast.get_source_segment(module.source, node) or ""
    return joined(module.source.split("\n"), spans, sorted(chosen.kept), instead)


def _is_definition(node: ast.stmt) -> bool:
    return isinstance(node, Function | ast.ClassDef)


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min(node.lineno, *(int(d.lineno) for d in decorators)) if decorators else node.lineno


def _import_text(node: ast.Import | ast.ImportFrom, chosen: Cut) -> str | None:
    """An import without the names that nothing needs; None where all of it is needed."""
    if isinstance(node, ast.ImportFrom) and (
        node.module == "__future__" or node.names[0].name == "*"
    ):
        return None
    if chosen.is_dynamic:
        return None
    used = [
        alias
        for alias in node.names
        if (alias.asname or alias.name.partition(".")[0]) in chosen.needed
    ]
    if len(used) == len(node.names):
        return None
    trimmed = copy.copy(node)
    trimmed.names = used or node.names
    return ast.unparse(trimmed)
