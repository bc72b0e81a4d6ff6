"""Wrong answers that only hold the place of one: a lone `pass`, "Your solution goes here"."""

import ast

from runs_to_datasets.programs.effects import Function
from runs_to_datasets.programs.placeholders import is_phrase
from runs_to_datasets.programs.prompts import is_stub


def is_placeholder(code: str) -> bool:
    """Whether a function of a program, methods apart, does nothing or only says what is to come."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    nodes = list(ast.walk(tree))
    methods = {id(one) for node in nodes if isinstance(node, ast.ClassDef) for one in node.body}
    return any(
        isinstance(node, Function)
        and id(node) not in methods
        and (is_stub(node) or all(map(_says_nothing, node.body)))
        for node in nodes
    )


def _says_nothing(statement: ast.stmt) -> bool:
    """Of a body: a docstring, nothing returned, or a phrase that is returned or printed."""
    value = statement.value if isinstance(statement, ast.Return | ast.Expr) else statement
    if isinstance(value, ast.Call) and len(value.args) == 1:
        value = value.args[0]
    if isinstance(value, ast.Constant) and isinstance(statement, ast.Return):
        text = value.value
        return text is None or isinstance(text, str) and is_phrase(text)
    if isinstance(value, ast.Constant) and isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Call) or is_phrase(str(value.value))
    return value is None or isinstance(statement, ast.Pass)
