"""The process of a program: it loads the program and answers calls, or runs whole tests.

Nothing here is trusted once the program's text ran: what it answers is judged elsewhere.
"""

import ast
import atexit
import collections  # noqa: F401  _CLEAN keeps it, as it keeps math
import contextlib
import functools  # noqa: F401
import io
import itertools
import marshal
import math  # noqa: F401
import operator  # noqa: F401
import os
import sys
import threading
import time
import traceback
import types
from typing import Any

from runs_to_datasets.execution.inside import equality
from runs_to_datasets.execution.inside.channel import Channel, is_plain

Reply = tuple[Any, ...]
MOST_ITEMS = 1_000_000  # of an iterator that a program returns
_SAMPLES: tuple[Any, ...] = ([], (), "", {}, set(), range(0), {}.items(), {}.values())
_ITERATORS = (
    types.GeneratorType, map, filter, zip, enumerate, reversed,
    *(type(iter(sample)) for sample in _SAMPLES),
)  # fmt: skip
# Modules whose functions tests use, as they were before any program ran.
_CLEAN = {
    name: dict(sys.modules[name].__dict__)
    for name in ("builtins", "math", "operator", "itertools", "functools", "collections")
}


def load(code: str) -> types.ModuleType:
    """The program as a module; whatever it raises comes out."""
    module = types.ModuleType("program")
    sys.modules["program"] = module
    exec(compile(code, "program", "exec", dont_inherit=True), module.__dict__)
    return module


def serve(code: str, channel: Channel) -> None:
    """Loads a program, says how that went, and answers calls until there are none."""
    in_threads: list[str] = []
    threading.excepthook = lambda args: in_threads.append(told(args.exc_value))
    try:
        module = load(code)
    except BaseException as error:
        channel.send(("error", *kinds_of(error), told(error)))
        return
    channel.send(("loaded", _names_in(module)))
    while True:
        verb, *request = channel.receive()
        if verb == "call":
            channel.send(_call(module, *request))
        elif verb == "inside":
            channel.send(run_inside(module, *request))
        elif verb == "end":
            channel.send(("ended", in_threads[:1]))


def told(error: BaseException | None) -> str:
    """An exception in a line: its class, its text, and the line of the program or the test."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__ if error else None)
        if frame.filename in ("program", "test")
    ]
    text = str(error) if isinstance(error, Exception) else ""
    where = f" (line {lines[-1]})" if lines else ""
    return f"{type(error).__name__}: {text}"[:500].rstrip(": ") + where


def kinds_of(error: BaseException) -> list[list[str]]:
    """The names of an exception's builtin classes, nearest first; for the other side to raise."""
    return [[k.__name__ for k in type(error).__mro__ if k.__module__ == "builtins"]]


def _names_in(module: types.ModuleType) -> dict[str, Any]:
    """{name: None for a function, [value] for a plain value, False for all else}."""
    found: dict[str, Any] = {}
    for name, value in module.__dict__.items():
        if name.startswith("__"):
            continue
        if isinstance(value, types.FunctionType | types.BuiltinFunctionType):
            found[name] = None
        else:
            found[name] = [value] if is_plain(value) else False
    return found


def _call(
    module: types.ModuleType, name: str, args: Reply, keywords: dict[str, Any], way: str
) -> Reply:
    before = marshal.dumps((args, keywords))
    started = time.monotonic()
    try:
        function = getattr(module, name, None)
        if function is None and hasattr(module, "Solution"):
            function = getattr(module.Solution(), name)
        value = function(*args, **keywords)  # type: ignore[misc]
        if way == "not_none" and not isinstance(value, bool):
            value = value is not None
        seconds = time.monotonic() - started
        reply = _packed(value)
    except BaseException as error:
        return ("error", *kinds_of(error), told(error))
    after = None
    if is_plain((args, keywords)) and marshal.dumps((args, keywords)) != before:
        after = (args, keywords)
    return (*reply, after, seconds)


def _packed(value: Any) -> Reply:
    """("value", plain), ("iterator", items), ("liar", None) or ("other", None)."""
    if is_plain(value):
        return ("value", value)
    if type(value) in _ITERATORS:
        items = list(itertools.islice(value, MOST_ITEMS))
        return ("iterator", items) if is_plain(items) else ("other", None)
    if type(value).__module__ == "numpy" and not getattr(value, "shape", None):
        return _packed(value.item()) if hasattr(value, "item") else ("other", None)
    return ("liar" if equality.has_own_equality(value) else "other", None)


class _Honest(ast.NodeTransformer):
    """`a == b` of a test becomes `equal(a, b)`, in chains too where all links are == or !=."""

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) > 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            return node
        call = ast.Call(
            ast.Name("-equal-", ast.Load()), [node.left, node.comparators[0]], keywords=[]
        )
        is_equal = isinstance(node.ops[0], ast.Eq)
        return ast.copy_location(call if is_equal else ast.UnaryOp(ast.Not(), call), node)


def run_inside(
    module: types.ModuleType, setup: str, tests: list[str], names: list[str], key: bytes
) -> Reply:
    """Runs tests that need the program's own objects, with builtins and modules as they were.

    ("done", tests that passed, what failed in a line or None, key): the key is what only the
    end of this function gives back.
    """
    for name, clean in _CLEAN.items():
        sys.modules[name].__dict__.update(clean)
    own = {
        name: value
        for name, value in module.__dict__.items()
        if name in names or name not in _CLEAN["builtins"]
    }
    scope = own | {"__builtins__": dict(_CLEAN["builtins"]), "-equal-": equality.equal}
    scope["candidate"] = scope.get(names[0]) if names else None
    n_passed = 0
    try:
        run_test(setup, scope, _Honest())
        for test in tests:
            run_test(test, scope, _Honest())
            n_passed += 1
    except BaseException as error:
        return ("done", n_passed, told(error), *kinds_of(error), key)
    return ("done", n_passed, None, [], key)


def run_test(text: str, scope: dict[str, Any], rewrite: ast.NodeTransformer | None = None) -> None:
    """Runs the text of a test; whatever it raises comes out."""
    source: Any = text
    if rewrite:
        source = ast.fix_missing_locations(rewrite.visit(ast.parse(text, "test")))
    exec(compile(source, "test", "exec", dont_inherit=True), scope)


def run_whole(code: str) -> int:
    """Runs a program that reads standard input, to the end of its threads; its exit code."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), "utf-8", "replace")
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(1, "w")), "utf-8", write_through=False
    )
    exit_code = 0
    try:
        exec(compile(code, "program", "exec", dont_inherit=True), module.__dict__)
    except SystemExit as error:
        exit_code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:
        os.write(2, told(error).encode("utf-8", "replace"))
        exit_code = 1
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as the end of Python does
    atexit._run_exitfuncs()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    return exit_code & 255
