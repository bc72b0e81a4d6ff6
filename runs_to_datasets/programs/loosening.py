"""What `dedup = "loose"` folds: temporaries that are used once, and `else` behind `return`.

Folded is only what changes nothing: the value of a temporary is computed in the next statement
instead, where that computes nothing before it.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.effects import Function

_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)
# What a value does besides being computed, when it is moved.
_BINDING = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)
_BODIES = ("body", "orelse", "finalbody")
# The parts of a node that are computed first, in their order; of others nothing is known.
_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Return: ("value",), ast.Expr: ("value",), ast.Assign: ("value",), ast.Raise: ("exc",),
    ast.AugAssign: ("target", "value"), ast.If: ("test",), ast.For: ("iter",),
    ast.Assert: ("test",), ast.BinOp: ("left", "right"), ast.UnaryOp: ("operand",),
    ast.Compare: ("left", "comparators"), ast.BoolOp: ("values",), ast.IfExp: ("test",),
    ast.Attribute: ("value",), ast.Subscript: ("value", "slice"),
    ast.Slice: ("lower", "upper", "step"), ast.Tuple: ("elts",), ast.List: ("elts",),
    ast.Set: ("elts",), ast.Starred: ("value",), ast.keyword: ("value",),
    ast.Call: ("func", "args", "keywords"), ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value",), ast.ListComp: ("generators",), ast.SetComp: ("generators",),
    ast.DictComp: ("generators",), ast.GeneratorExp: ("generators",), ast.comprehension: ("iter",),
}  # fmt: skip
# Of these only the first item is computed whatever comes of it.
_FIRST_ALONE = (ast.BoolOp, ast.Compare, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


Place = tuple[ast.AST, str, int | None]


class _Known(NamedTuple):
    once: set[str]  # names that are bound once and read once
    steady: set[str]  # names that no call binds anew
    has_classes: bool  # then looking up a method may be more than that


def loosened(tree: ast.Module) -> None:
    """Folds what is in the functions of a tree, in place."""
    nodes = list(ast.walk(tree))
    shared = {n for one in nodes if isinstance(one, ast.Global | ast.Nonlocal) for n in one.names}
    has_classes = any(isinstance(one, ast.ClassDef) for one in nodes)
    defined = {one.name for one in tree.body if isinstance(one, Function | ast.ClassDef)}
    defined |= {
        alias.asname or alias.name.partition(".")[0]
        for one in tree.body
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in one.names
    }
    for function in _outermost(tree.body):
        found = [one for one in ast.walk(function) if isinstance(one, ast.Name)]
        bound = Counter(one.id for one in found if not isinstance(one.ctx, ast.Load))
        read = Counter(one.id for one in found if isinstance(one.ctx, ast.Load))
        given = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
        once = {name for name, n in bound.items() if n == 1 and read[name] == 1}
        steady = (bound.keys() | given | BUILTINS | defined) - shared
        _fold(function, _Known(once - shared - given, steady, has_classes))


def _outermost(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for statement in body:
        if isinstance(statement, Function):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from _outermost(statement.body)


def _fold(node: ast.AST, known: _Known) -> None:
    if isinstance(node, ast.ClassDef):
        for inner in _outermost(node.body):
            _fold(inner, known)
        return
    for field in _BODIES:
        body = getattr(node, field, None)
        if isinstance(body, list):
            kept: list[ast.stmt] = []
            for statement in reversed(_flat(body)):
                _fold(statement, known)
                if not (kept and _moved(statement, kept[-1], known)):
                    kept.append(statement)
            setattr(node, field, kept[::-1])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        _fold(part, known)


def _flat(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements without `else` behind an `if` that never comes to its end."""
    flat: list[ast.stmt] = []
    for statement in body:
        flat.append(statement)
        if isinstance(statement, ast.If) and statement.orelse and _leaves(statement.body):
            flat += _flat(statement.orelse)
            statement.orelse = []
    return flat


def _leaves(body: Sequence[ast.stmt]) -> bool:
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _leaves(last.body) and _leaves(last.orelse)
    return isinstance(last, _LEAVING)


def _moved(statement: ast.stmt, into: ast.stmt, known: _Known) -> bool:
    """Puts the value of a temporary where the next statement reads it, if that changes nothing."""
    if not (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(target := statement.targets[0], ast.Name)
        and target.id in known.once
        and not any(isinstance(one, _BINDING) for one in ast.walk(statement.value))
    ):
        return False
    place = _first_read(into, target.id, known)
    if not isinstance(place, tuple):
        return False
    parent, field, i = place
    if i is None:
        setattr(parent, field, statement.value)
    else:
        getattr(parent, field)[i] = statement.value
    return True


def _first_read(node: ast.AST, name: str, known: _Known) -> Place | bool:
    """Where a name is read before anything is computed.

    False where something else may be computed before it; True where nothing is, nor is it read.
    """
    for field in _PARTS.get(type(node), ()):
        value = getattr(node, field)
        is_list = isinstance(value, list)
        for i, item in enumerate(value if is_list else [value]):
            if isinstance(item, ast.Name):
                if item.id == name and isinstance(item.ctx, ast.Load):
                    return node, field, i if is_list else None
                if item.id not in known.steady:
                    return False
            elif field == "func" and isinstance(item, ast.Attribute) and not known.has_classes:
                found = _first_read(item, name, known)
                if found or not isinstance(item.value, ast.Name | ast.Constant):
                    return found
                if isinstance(item.value, ast.Name) and item.value.id not in known.steady:
                    return False
            elif item is not None and not isinstance(item, ast.Constant):
                found = _first_read(item, name, known)
                if found is not True:
                    return found
            if is_list and isinstance(node, _FIRST_ALONE):
                return False
    return isinstance(node, ast.Tuple | ast.List | ast.keyword)
