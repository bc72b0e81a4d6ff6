"""What Python's own parser says of an example's code."""

import _symtable
import ast
import builtins
import pickle
import subprocess
import symtable
import sys
import warnings
from collections.abc import Iterable, Iterator
from itertools import pairwise
from types import EllipsisType
from typing import Any

from runs_to_datasets.errors import BuildError
from runs_to_datasets.places import PACKAGE

# Under so many programs (half a second of one core) starting processes costs more than it saves.
MANY = 8_000
HELPERS = ("test", "check_", "run_tests")
NAMELESS = {"lambda", "genexpr", "listcomp", "setcomp", "dictcomp"}
ALWAYS_THERE = {*dir(builtins), "__name__", "__file__", "__doc__", "__annotations__"}


def verdicts(programs: Iterable[tuple[Any, ...]], n_processes: int) -> list[tuple[str, str | None]]:
    """(id, why it may not be drawn) of each (id, code, entry point), in the same order.

    A fourth item is the list of the texts that a wrong answer was cleaned from: one must parse.

    Where there are many, further processes take equal shares of them: this module, run as a
    program, reads a pickled share from its standard input and answers on its standard output.
    """
    programs = list(programs)
    n_processes = min(n_processes, len(programs) // MANY + 1)
    ends = [len(programs) * i // n_processes for i in range(n_processes + 1)]
    ours, *others = (programs[start:end] for start, end in pairwise(ends))
    helpers = [
        subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=PACKAGE.parent, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        for _ in others
    ]  # fmt: skip
    try:
        for helper, share in zip(helpers, others, strict=True):
            pickle.dump(share, helper.stdin)
            helper.stdin.close()
        found = _judged(ours)
        for helper in helpers:
            found += pickle.load(helper.stdout)
        return found
    except (OSError, EOFError, pickle.UnpicklingError) as error:
        raise BuildError(f"a process that parses programs ended early: {error}") from None
    finally:
        for helper in helpers:
            helper.kill()
            helper.wait()
            helper.stdout.close()


def _judged(programs: list[tuple[Any, ...]]) -> list[tuple[str, str | None]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the programs' own escapes and comparisons
        return [
            (id_, verdict(code, entry_point) or _unparsed(*blocks))
            for id_, code, entry_point, *blocks in programs
        ]


def _unparsed(blocks: list[str] | None = None) -> str | None:
    """Why what cleaning took away may be what failed, or None where a text parses as it stood."""
    for block in blocks or ():
        try:
            ast.parse(block)
            return None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return "does not parse before cleaning" if blocks else None


def verdict(code: str, entry_point: str | None) -> str | None:
    """Why a program may not be drawn, or None where it may.

    It must parse, define a function, a class or a lambda with a name, use no name that it does not
    have (the rest of it may have stood in another block of the response), and hold no module-level
    test helper (test*, check_*, main) that nothing calls; the entry point may be called anything,
    but must do something.
    """
    return None if _is_plainly_valid(code, entry_point) else _reason(code, entry_point)


def _is_plainly_valid(code: str, entry_point: str | None) -> bool:
    """Whether _reason() would find nothing, told from the symbol table alone: a third of the time.

    False says nothing. Functions that are neither helpers nor without a use of any name, and no
    global name but those that the module binds and builtins: most solutions are just that. Reads
    the flags that the public symtable module wraps one by one.
    """
    if "NotImplementedError" in code:
        return False
    try:
        module = _symtable.symtable(code, "solution", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    bound, read = set(), set()
    for name, flags in module.symbols.items():
        if flags & _symtable.DEF_BOUND:
            bound.add(name)
        else:
            read.add(name)
    lines = code.split("\n")
    functions = []
    for table in module.children:
        if table.type == _symtable.TYPE_FUNCTION and table.name not in NAMELESS:
            functions.append(table)
        elif table.type not in (_symtable.TYPE_FUNCTION, _symtable.TYPE_CLASS):
            return False
    if not any(t.name in bound and lines[t.lineno - 1][:1].strip() for t in functions):
        return False
    if any(_is_helper(name) for name in bound if name != entry_point):
        return False
    if not all(any(flags & _symtable.USE for flags in f.symbols.values()) for f in functions):
        return False
    tables = list(module.children)
    while tables:
        table = tables.pop()
        tables += table.children
        for name, flags in table.symbols.items():
            scope = flags >> _symtable.SCOPE_OFF & _symtable.SCOPE_MASK
            if scope == _symtable.GLOBAL_EXPLICIT:
                return False
            if scope == _symtable.GLOBAL_IMPLICIT:
                read.add(name)
    return read <= bound | ALWAYS_THERE


def _is_helper(name: str) -> bool:
    return name.lower().startswith(HELPERS) or name in ("main", "check")


def _reason(code: str, entry_point: str | None) -> str | None:
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
    is_stub = [_is_stub(s) for s in module.body if _defined(s) == [entry_point]]
    if is_stub and all(is_stub):
        return f"{entry_point} does nothing"
    called = {
        node.id
        for node in ast.walk(module)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    helpers = [
        name for name in defined if _is_helper(name) and name != entry_point and name not in called
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


def _raised(statement: ast.Raise) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _is_stub(statement: ast.stmt) -> bool:
    """Whether a function has nothing but docstring, `pass`, `...` or NotImplementedError in it."""
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and all(
        isinstance(s, ast.Pass)
        or (
            isinstance(s, ast.Expr)
            and isinstance(getattr(s.value, "value", None), str | EllipsisType)
        )
        or (isinstance(s, ast.Raise) and "NotImplementedError" in _raised(s))
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


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_judged(pickle.load(sys.stdin.buffer))))
