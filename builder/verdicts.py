"""What Python's own parser says of an example's code."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from types import EllipsisType

HELPERS = ("test", "check_", "run_tests")
ALWAYS_THERE = {*dir(builtins), "__name__", "__file__", "__doc__", "__annotations__"}


def verdict(code: str, entry_point: str | None) -> str | None:
    """Why a program may not be drawn, or None where it may.

    It must parse, define a function, a class or a lambda with a name, use no name that it does not
    have (the rest of it may have stood in another block of the response), and hold no module-level
    test helper (test*, check_*, main) that nothing calls; the entry point may be called anything.
    """
    try:
        module = ast.parse(code)
        unknown = _unknown_names(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = getattr(error, "msg", None) or type(error).__name__
        line = getattr(error, "lineno", None)
        return f"does not parse: {message}" + (f", line {line}" if line else "")
    defined = [name for statement in module.body for name in _defined(statement)]
    if not defined:
        return "defines no function, class or lambda"
    if unknown:
        return f"uses {min(unknown)}, which it does not define"
    if entry_point and all(_is_stub(s) for s in module.body if _defined(s) == [entry_point]):
        return f"{entry_point} does nothing"
    called = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    helpers = [
        name
        for name in defined
        if (name.lower().startswith(HELPERS) or name in ("main", "check"))
        and name != entry_point
        and name not in called
    ]
    if helpers and len(helpers) < len(defined):
        return f"test helper {helpers[0]} that nothing calls"
    return None


def _unknown_names(code: str) -> set[str]:
    """The global names that a program reads and neither binds nor imports."""
    if "import *" in code:
        return set()
    module = symtable.symtable(code, "solution", "exec")
    bound, read = set(), set()
    for scope in _scopes(module):
        for symbol in scope.get_symbols():
            is_global = scope is module or symbol.is_global()
            if is_global and (symbol.is_assigned() or symbol.is_imported()):
                bound.add(symbol.get_name())
            if is_global and symbol.is_referenced():
                read.add(symbol.get_name())
    return read - bound - ALWAYS_THERE


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


def _is_stub(statement: ast.stmt) -> bool:
    """Whether a function has nothing but docstring, `pass`, `...` or NotImplementedError in it."""
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and all(
        isinstance(s, ast.Pass)
        or (
            isinstance(s, ast.Expr)
            and isinstance(getattr(s.value, "value", None), str | EllipsisType)
        )
        or (isinstance(s, ast.Raise) and "NotImplementedError" in ast.dump(s))
        for s in statement.body
    )


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Lambda) and isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [target.id for target in targets if isinstance(target, ast.Name)]
    return []
