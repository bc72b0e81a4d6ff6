"""A program as a module: its statements, what they have to do with one another, its names."""

import ast
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from runs_to_datasets.programs.effects import Function, Statement
from runs_to_datasets.programs.statements import statements_of


@dataclass
class Module:
    """The statements of a program and what they have to do with one another."""

    source: str
    tree: ast.Module
    statements: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = statements_of(self.tree)
        defined = {statement.name for statement in found if statement.is_definition}
        self.statements = [s for s in found if not _imports_itself(s.node, defined)]

    @cached_property
    def binders(self) -> dict[str, list[int]]:
        """{name: the statements that bind it}."""
        found: dict[str, list[int]] = {}
        for i, statement in enumerate(self.statements):
            for name in statement.now.binds:
                found.setdefault(name, []).append(i)
        return found

    @cached_property
    def definers(self) -> dict[str, list[Statement]]:
        """{name: the statements that give it something to call}."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            is_called = statement.is_definition or statement.later.reads or statement.later.binds
            for name in statement.now.binds if is_called else ():
                found.setdefault(name, []).append(statement)
        return found

    @cached_property
    def imports(self) -> dict[str, str]:
        """{name that an import binds: the module that it comes from}."""
        found: dict[str, str] = {}
        if "import" not in self.source:
            return found
        for statement in self.statements:
            for node in ast.walk(statement.node) if not statement.is_definition else ():
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        bound = alias.asname or alias.name.partition(".")[0]
                        found[bound] = alias.name.partition(".")[0]
                elif isinstance(node, ast.ImportFrom):
                    for alias in node.names:
                        found[alias.asname or alias.name] = (node.module or "").partition(".")[0]
        return found

    @cached_property
    def imported_as(self) -> dict[str, str]:
        """{name that an import binds: what its module calls it}."""
        return {
            alias.asname or alias.name.partition(".")[0]: alias.name
            for statement in self.statements
            if not statement.is_definition
            for node in ast.walk(statement.node)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }

    @cached_property
    def aliases(self) -> dict[str, set[str]]:
        """{name: names of objects that it may stand for}."""
        found: dict[str, set[str]] = {}
        for statement in self.statements:
            for name, others in statement.aliases.items():
                found.setdefault(name, set()).update(others)
        return found

    @cached_property
    def defined(self) -> tuple[str, ...]:
        """The names that the program gives a function, a class or what stands for one, in order."""
        found: dict[str, None] = {}
        for statement in self.statements:
            for node in _flat(statement.node):
                for name in _defined_by(node, found, self.imports):
                    found[name] = None
        return tuple(found)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The names that are given to classes."""
        return tuple(s.name for s in self.statements if isinstance(s.node, ast.ClassDef))

    def behind(self, name: str) -> set[str]:
        """A name and the objects that it may stand for."""
        found, open_names = set(), [name]
        while open_names:
            one = open_names.pop()
            if one not in found:
                found.add(one)
                open_names += self.aliases.get(one, ())
        return found

    def reached(self, names: Iterable[str]) -> set[str]:
        """What is read when these are called, transitively."""
        found: set[str] = set()
        open_names = list(names)
        seen: set[str] = set()
        while open_names:
            name = open_names.pop()
            if name in seen:
                continue
            seen.add(name)
            open_names += self.aliases.get(name, ())
            for statement in self.definers.get(name, ()):
                found |= statement.later.reads
                open_names += statement.later.reads
        return found


def _imports_itself(node: ast.stmt, defined: set[str]) -> bool:
    """Whether a test's `from solution import f` names what stands in the answer itself."""
    return (
        isinstance(node, ast.ImportFrom)
        and (node.module or "").partition(".")[0] not in sys.stdlib_module_names
        and {alias.name for alias in node.names} <= defined
    )


def _flat(node: ast.stmt) -> list[ast.stmt]:
    """A statement, or those inside of an `if` or `try`."""
    if isinstance(node, ast.If) and not is_main_guard(node):
        return [inner for child in [*node.body, *node.orelse] for inner in _flat(child)]
    if isinstance(node, ast.Try):
        inside = [*node.body, *node.orelse, *node.finalbody]
        inside += [child for handler in node.handlers for child in handler.body]
        return [inner for child in inside for inner in _flat(child)]
    return [node]


def _defined_by(node: ast.stmt, known: Iterable[str], imports: dict[str, str]) -> list[str]:
    if isinstance(node, Function | ast.ClassDef):
        return [node.name]
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    value = node.value
    if isinstance(value, ast.Lambda):
        return names
    if isinstance(value, ast.Name) and value.id in known:
        return names
    if isinstance(value, ast.Call):
        callee = value.func.func if isinstance(value.func, ast.Call) else value.func
        called = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        if called in ("partial", "namedtuple", "lru_cache", "cache", "vectorize", "NewType"):
            return names
        if called in imports and any(isinstance(a, ast.Name) and a.id in known for a in value.args):
            return names
    return []


def is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(found, ast.Name) and found.id == "__name__" for found in ast.walk(node.test)
    )


def is_test(statement: Statement) -> bool:
    """Whether a definition is a test by its name or its base."""
    node = statement.node
    if isinstance(node, ast.ClassDef):
        return any("TestCase" in ast.dump(base) for base in node.bases)
    name = statement.name.lower()
    return bool(name) and (name.startswith("test") or name in ("main", "check", "run_tests"))


def top_names(module: Module, roots: Collection[str]) -> tuple[str, ...]:
    """Of some names of a program those that no other of them reads: what is to be called."""
    used = {
        name
        for s in module.statements
        if s.now.binds & set(roots)
        for name in s.later.reads | (s.now.reads if s.is_definition else set())
        if name not in s.now.binds
    }
    return tuple(name for name in module.defined if name in roots and name not in used)


def default_roots(module: Module) -> tuple[str, ...]:
    """The names to keep where nobody knows what the tests call.

    All definitions but tests and demos: a function that nothing else calls, that calls another one,
    and returns nothing.
    """
    definitions = [s for s in module.statements if s.is_definition]
    used = {name for s in definitions for name in s.later.reads if name != s.name}
    names = [s.name for s in definitions]
    kept = [
        s.name
        for s in definitions
        if not is_test(s) and not (s.name not in used and _is_demo(s, names))
    ]
    others = [name for name in module.defined if name not in names]
    return tuple(dict.fromkeys([*kept, *others])) or tuple(module.defined)


def _is_demo(statement: Statement, names: list[str]) -> bool:
    if not isinstance(statement.node, Function):
        return False
    if not statement.later.reads & set(names) - {statement.name}:
        return False
    return not any(
        (isinstance(node, ast.Return) and node.value is not None)
        or isinstance(node, ast.Yield | ast.YieldFrom)
        for node in ast.walk(statement.node)
    )
