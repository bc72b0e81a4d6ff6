"""Cuts a program down to what its tests need, so that nothing that is kept behaves otherwise.

Graders ran the whole. From the names that tests call everything stays that they need, transitively:
definitions, imports, constants, and the module-level statements that bind or change what is kept,
before or after. All else goes: prints, asserts, demos, test helpers, test data, unused imports.
What is kept is not rewritten.
"""

import ast
import copy
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.statements import (
    DYNAMIC,
    PURE_CALLS,
    Effects,
    Function,
    Statement,
    root_of,
    statements_of,
)
from runs_to_datasets.programs.supplied import import_of, names_of
from runs_to_datasets.programs.writing import Span, joined, shares_a_line

# Methods of modules that set what a program runs under.
SETTERS = re.compile(
    r"set|seed|filterwarnings|simplefilter|stack_size|install|register|patch|tzset|\(\)$"
)
ALWAYS = {"sys", "threading", "warnings", "resource", "builtins", "locale", "os"}
# Builtins that alter what they are given.
ALTERING = {"next", "setattr", "delattr"}


@dataclass(frozen=True)
class Program:
    """A text that stands alone, or why there is none. names: those that its answer defines."""

    code: str
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    reason: str | None = None
    lost_assert: bool = False


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
    if isinstance(node, ast.If) and not _is_main_guard(node):
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


def _is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(found, ast.Name) and found.id == "__name__" for found in ast.walk(node.test)
    )


class Cut:
    """Which statements of a module stay for some names."""

    def __init__(self, module: Module, roots: Iterable[str]):
        self.module = module
        self.roots = set(roots)
        self.needed = set(self.roots)
        self.kept: set[int] = set()
        self.is_dynamic = False
        self._settle()

    def _settle(self) -> None:
        statements = self.module.statements
        changed = True
        while changed:
            changed = False
            for i, statement in enumerate(statements):
                if i not in self.kept and self._stays(i, statement):
                    self._keep(i, statement)
                    changed = True

    def _keep(self, i: int, statement: Statement) -> None:
        self.kept.add(i)
        if isinstance(statement.node, ast.Import | ast.ImportFrom):
            return
        reads = statement.now.reads | statement.later.reads
        self.needed |= reads | (statement.soft_reads & self.module.binders.keys())
        if reads & DYNAMIC - self.module.binders.keys() or "__name__" in statement.later.reads:
            self.is_dynamic = True

    def _stays(self, i: int, statement: Statement) -> bool:
        node = statement.node
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return True
        if any(self._is_alive(name, i) for name in statement.now.binds & self.needed):
            return True
        if self.is_dynamic and not isinstance(node, ast.Expr | ast.Assert | ast.For | ast.While):
            return not _is_main_guard(node) and not _is_test(statement)
        if isinstance(node, ast.Import | ast.ImportFrom):
            return False
        return self._changes_what_is_needed(statement)

    def _is_alive(self, name: str, i: int) -> bool:
        """Whether what a statement binds to a name can still be seen once the program has run."""
        later = [j for j in self.module.binders.get(name, ()) if j > i]
        for j in later:
            other = self.module.statements[j]
            if not _rebinds(other.node, name):
                continue
            between = [k for k in self.kept if i < k < j]
            return name in self._run_reads(other) or any(
                name in self._run_reads(self.module.statements[k]) for k in between
            )
        return True

    def _run_reads(self, statement: Statement) -> set[str]:
        return statement.now.reads | self.module.reached(statement.now.calls)

    def _changes_what_is_needed(self, statement: Statement) -> bool:
        module, node = self.module, statement.node
        is_report = isinstance(node, ast.Assert) or (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Name)
            and node.value.func.id in ("print", "pprint", "display")
            and node.value.func.id not in module.definers
        )
        direct = {name for one in _called_for_effect(node) for name in module.behind(one)}
        changed = set() if is_report else self._changed_by(statement.now)
        for name in statement.now.calls & module.imports.keys():
            if not is_report:
                changed |= self._family(name, module.imported_as[name])
        changed |= self._called_changes(statement.now.calls, set() if is_report else direct)
        for name in statement.now.calls & self.needed if is_report else ():
            for other in module.definers.get(name, ()):
                changed |= other.later.bumps  # a demo that moves a counter on
        if changed & self.needed:
            return True
        return isinstance(node, ast.ClassDef) and self._is_watched_subclass(node)

    def _changed_by(self, now: Effects) -> set[str]:
        """The objects that some code alters itself, under all of their names."""
        module = self.module
        changed: set[str] = set()
        for root in now.stores:
            changed |= self._family(root, "=") if root in module.imports else module.behind(root)
        for root, method in now.methods:
            if root in module.imports:
                changed |= self._family(root, method)
            elif method != "()":
                changed |= module.behind(root)
        for callee, given in now.gives:
            if self._may_alter(callee):
                for name in module.behind(given):
                    if name not in module.definers and name not in module.imports:
                        changed.add(name)
        return changed

    def _family(self, root: str, method: str) -> set[str]:
        """What a change of an imported module or its settings is a change of."""
        source = self.module.imports[root]
        if method != "=" and not SETTERS.match(method):
            return set()
        if source in ALWAYS:
            return self.needed or {root}
        return {name for name, module in self.module.imports.items() if module == source}

    def _may_alter(self, callee: str) -> bool:
        """Whether a call may alter what is handed to it."""
        if not callee or callee in PURE_CALLS and callee not in self.module.definers:
            return False
        if callee in ALTERING:
            return True
        if callee in self.module.definers:
            return any(s.later.changes_params for s in self.module.definers[callee])
        return callee in self.module.imports

    def _called_changes(self, called: Iterable[str], direct: set[str]) -> set[str]:
        """What functions alter that are called; those that are needed anyway may do so any time.

        direct: functions that a statement calls for their effect alone: they count all the same.
        """
        module = self.module
        changed: set[str] = set()
        seen: set[str] = set()
        open_names = [(name, name in direct) for name in called]
        while open_names:
            name, is_direct = open_names.pop()
            if name in seen or (name in self.needed and not is_direct):
                continue
            seen.add(name)
            for other in module.aliases.get(name, ()):
                if other in self.needed and other not in module.definers:
                    changed.add(other)  # a bound method of it, under another name
                else:
                    open_names.append((other, is_direct))
            for statement in module.definers.get(name, ()):
                later = statement.later
                if is_direct and _is_cached(statement.node):
                    changed.add(name)
                changed |= self._changed_by(later) | later.binds
                open_names += [(callee, False) for callee in later.calls]
        return changed

    def _is_watched_subclass(self, node: ast.ClassDef) -> bool:
        """Whether a class registers itself with a base that is kept, or is asked for by it."""
        bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
        bases |= {k.value.id for k in node.keywords if isinstance(k.value, ast.Name)}
        for base in bases & self.needed:
            for statement in self.module.definers.get(base, ()):
                text = ast.dump(statement.node)
                if "__init_subclass__" in text or "metaclass" in text or "'type'" in text:
                    return True
        if bases & self.needed:
            kept = (self.module.statements[i].node for i in self.kept)
            return any("__subclasses__" in ast.dump(statement) for statement in kept)
        return False

    @property
    def bound(self) -> set[str]:
        """The names that the kept statements bind, at once or when their functions are called."""
        statements = [self.module.statements[i] for i in self.kept]
        return set().union(*(s.now.binds | s.later.binds for s in statements))


def _called_for_effect(node: ast.stmt) -> set[str]:
    """The functions that a statement calls and of which it takes no value: decorators too."""
    found: set[str] = set()
    if isinstance(node, Function | ast.ClassDef):
        return {root for d in node.decorator_list if (root := root_of(d))}
    nodes: list[ast.stmt] = [node]
    while nodes:
        one = nodes.pop()
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            if isinstance(one.value.func, ast.Name):
                found.add(one.value.func.id)
        elif not isinstance(one, Function | ast.ClassDef) and not _is_main_guard(one):
            nodes += [child for child in ast.iter_child_nodes(one) if isinstance(child, ast.stmt)]
    return found


def _is_cached(node: ast.stmt) -> bool:
    """Whether a function remembers what it was asked."""
    decorators = node.decorator_list if isinstance(node, Function) else []
    return any("cache" in ast.dump(decorator) for decorator in decorators)


def _rebinds(node: ast.stmt, name: str) -> bool:
    """Whether a statement binds a name whatever happens: then nobody sees what it was before."""
    if isinstance(node, Function | ast.ClassDef):
        return node.name == name
    if isinstance(node, ast.Import | ast.ImportFrom):
        # `import a.b` adds to what `import a` has bound
        return not (isinstance(node, ast.Import) and any("." in a.name for a in node.names))
    return isinstance(node, ast.Assign | ast.AnnAssign)


def _is_test(statement: Statement) -> bool:
    """Whether a definition is a test by its name or its base."""
    node = statement.node
    if isinstance(node, ast.ClassDef):
        return any("TestCase" in ast.dump(base) for base in node.bases)
    name = statement.name.lower()
    return bool(name) and (name.startswith("test") or name in ("main", "check", "run_tests"))


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
        if not _is_test(s) and not (s.name not in used and _is_demo(s, names))
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


def cut(module: Module, roots: Iterable[str], prompt: Module | None = None) -> Program:
    """The part of a program that its roots need, with the imports that a grader supplied.

    prompt: the code in the problem's prompt, whose imports and helpers an answer may lean on.
    """
    chosen = Cut(module, roots)
    missing = chosen.needed - chosen.bound - BUILTINS
    stars = _stars(module, chosen.needed - chosen.bound)
    chosen.kept |= stars.keys()
    missing -= set().union(*stars.values()) if stars else set()
    head, unknown = _supplied(module, chosen, missing, prompt)
    reason = None
    if unknown and not chosen.is_dynamic and not _has_own_namespace(module):
        reason = f"uses {min(unknown)}, which it does not define"
    text = written(module, chosen)
    lost_assert = "assert" in module.source and any(
        isinstance(node, ast.Assert)
        for i, statement in enumerate(module.statements)
        if i not in chosen.kept
        for node in ast.walk(statement.node)
    )
    code = _joined(head, text)
    return Program(code, module.defined, module.classes, reason, lost_assert)


def _has_own_namespace(module: Module) -> bool:
    """Whether a program writes names where no reader of its text can see them."""
    calls = set().union(*(s.now.calls for s in module.statements)) if module.statements else set()
    return bool(calls & {"exec", "globals"})


def _stars(module: Module, missing: set[str]) -> dict[int, set[str]]:
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


def _supplied(
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


def _joined(head: list[str], text: str) -> str:
    if not head:
        return text
    future = re.match(r"(?:from __future__ import [^\n]*\n+)+", text)
    first = future[0].rstrip("\n") + "\n\n" if future else ""
    rest = text[future.end() :] if future else text
    gap = "\n" if re.match(r"import |from ", rest) and len(head) == 1 else "\n\n\n"
    return first + "\n\n\n".join(head) + gap + rest


# ---- the text -----------------------------------------------------------------------------------


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
