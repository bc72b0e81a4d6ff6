"""Which statements of a module stay for some names, so that nothing that is kept behaves otherwise.

From the names that tests call everything stays that they need, transitively: definitions, imports,
constants, and the module-level statements that bind or change what is kept, before or after. All
else goes: prints, asserts, demos, test helpers, test data, unused imports.
"""

import ast
import re
from collections.abc import Iterable

from runs_to_datasets.programs.effects import (
    DYNAMIC,
    PURE_CALLS,
    Effects,
    Function,
    Statement,
    root_of,
)
from runs_to_datasets.programs.modules import Module, is_main_guard, is_test

# Methods of modules that set what a program runs under.
SETTERS = re.compile(
    r"set|seed|filterwarnings|simplefilter|stack_size|install|register|patch|tzset|\(\)$"
)
ALWAYS = {"sys", "threading", "warnings", "resource", "builtins", "locale", "os"}
# Builtins that alter what they are given.
ALTERING = {"next", "setattr", "delattr"}


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
            return not is_main_guard(node) and not is_test(statement)
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
        elif not isinstance(one, Function | ast.ClassDef) and not is_main_guard(one):
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
