"""What tests give a program and expect of it, by kinds: problems that differ there differ.

Lists, tuples and sets are one kind. Beside a list or a dict numbers and texts are one kind too:
what is asked for may be the same where one problem's tests count numbers and the other's words.
"""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from runs_to_datasets.programs.test_sets import CALLS, EVALPLUS, STDIN, TestSet

_NOT_PLAIN = object()  # stands for a value that only running its text would tell
_SEQUENCES = (list, tuple, set, frozenset)


def contract_of(tests: TestSet) -> tuple[list[str] | None, str | None, int | None]:
    """(what is given, what is expected, how many different values), as `test_sets` has them.

    None for what differs from test to test, or is not plain.
    """
    cases = [*_cases_of(tests)]
    gives = {_kind_of(value) for _, value in cases}
    values = [value for _, value in cases]
    is_plain = bool(values) and _NOT_PLAIN not in values
    different: list[Any] = []
    for value in values if is_plain else []:  # not by repr(), which has no order for sets
        if value not in different:
            different.append(value)
    return (
        _given_to_all([args for args, _ in cases]),
        gives.pop() if is_plain and len(gives) == 1 else None,
        len(different) if is_plain else None,
    )


def _cases_of(tests: TestSet) -> Iterator[tuple[list[Any] | None, Any]]:
    """(arguments, what is expected) of every test."""
    if tests.form == STDIN:
        yield from (([given], expected) for given, expected in tests.tests["cases"])
    elif tests.form == CALLS:
        yield from ((list(args), expected) for args, expected in tests.tests["cases"])
    elif tests.form == EVALPLUS:
        yield from ((list(args), _NOT_PLAIN) for args in tests.tests["inputs"])
    else:
        names = {*tests.names[0], "candidate"}
        for test in _asserts_in([tests.tests["setup"], *tests.tests["tests"]]):
            yield _case_of(test, names)


def _asserts_in(texts: Iterable[str]) -> Iterator[ast.expr]:
    """What is asserted; nothing of a text that does not parse."""
    for text in texts:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield from (node.test for node in ast.walk(tree) if isinstance(node, ast.Assert))


def _case_of(test: ast.expr, names: set[str]) -> tuple[list[Any] | None, Any]:
    """Arguments of the outermost call of a name (None: there is none), and what is expected."""
    calls = [node for node in ast.walk(test) if _name_of(node) in names]
    call = calls[0] if calls else None
    args = None
    if isinstance(call, ast.Call):
        args = [_literal(node) for node in (*call.args, *(word.value for word in call.keywords))]
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        is_left = any(node is call for node in ast.walk(test.left))
        return args, _literal(test.comparators[0] if is_left else test.left)
    if test is call:
        return args, True
    is_not = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return args, False if is_not else _NOT_PLAIN


def _name_of(node: ast.AST) -> str | None:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return node.func.id if is_call else None  # type: ignore[attr-defined]


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _NOT_PLAIN


def _given_to_all(calls: list[list[Any] | None]) -> list[str] | None:
    """Per argument its kind in all tests; a list whose items differ from test to test is a list."""
    kinds = {_kinds_given(args) for args in calls if args is not None and _NOT_PLAIN not in args}
    is_told = all(args is not None and _NOT_PLAIN not in args for args in calls)
    if not is_told or len({len(given) for given in kinds}) != 1:
        return None
    common = []
    for given in zip(*kinds, strict=True):
        [*different] = dict.fromkeys(given)
        if len(different) > 1:
            different = [*{kind.partition(" of ")[0] for kind in different}]
        if len(different) > 1:
            return None
        common += different
    return common


def _kinds_given(args: list[Any]) -> tuple[str, ...]:
    kinds = [_kind_of(value) for value in args]
    if {"list", "dict"} & set(kinds):
        kinds = [kind if kind in ("list", "dict") else "value" for kind in kinds]
    return tuple(map(_with_items, kinds, args))


def _with_items(kind: str, value: Any) -> str:
    items = {_kind_of(item) for item in value} if kind == "list" else set()
    return f"list of {items.pop()}" if len(items) == 1 else kind


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float | complex):
        return "number"
    if isinstance(value, _SEQUENCES):
        return "list"
    kinds = {str: "text", dict: "dict", type(None): "none"}
    return kinds.get(type(value), "other")
