"""Whether a program reads standard input when it is run."""

import ast
import re

from runs_to_datasets.programs.modules import Module

STDIN = re.compile(
    r"\bread\s*\(\s*0|\binput\s*\(|\bstdin\b|\bopen\s*\(\s*0|\bfileinput\b|/dev/stdin|\binput\b\s*[,)]"
)
_INPUTS = ("stdin", "fileinput", "input")


def reads_input(module: Module) -> bool:
    """Whether a program reads standard input when it is run."""
    if not STDIN.search(module.source):
        return False
    readers: set[str] = set()
    names = {"input", "raw_input"} | {n for n, o in module.imported_as.items() if o in _INPUTS}
    for statement in module.statements:
        is_callable = statement.is_definition or (statement.later.reads and not statement.now.calls)
        if is_callable and _touches_input(statement.node, names):
            readers |= statement.now.binds
    for statement in module.statements:
        if statement.is_definition:
            continue
        is_call = any(isinstance(node, ast.Call | ast.For) for node in ast.walk(statement.node))
        if is_call and not statement.now.binds & readers and _touches_input(statement.node, names):
            return True
        given = {name for _, name in statement.now.gives}
        reached = module.reached(statement.now.calls | given) | statement.now.calls | given
        if is_call and reached & readers:
            return True
    return False


def _touches_input(node: ast.AST, names: set[str]) -> bool:
    for found in ast.walk(node):
        if isinstance(found, ast.Name) and found.id in names:
            return True
        if isinstance(found, ast.Attribute) and found.attr == "stdin":
            return True
        if isinstance(found, ast.Call) and found.args:
            called = getattr(found.func, "attr", getattr(found.func, "id", ""))
            first = found.args[0]
            is_constant = isinstance(first, ast.Constant) and first.value in (0, "/dev/stdin")
            if called in ("open", "fdopen", "read") and is_constant:
                return True
    return False
