"""The fingerprint of a program: equal for programs that are one but for names and dress.

Read is the tree, so layout, comments, brackets and quotes are none of its business. Docstrings,
annotations that nothing reads, `pass` and unused imports without an effect are left out; a name
that the program binds stands as the place of its first use, and so does a builtin's name where it
is the program's own wherever it is read. In doubt a name or an annotation counts: two fingerprints
for one program cost a repeat, one for two would cost a program.
"""

import ast
import hashlib
import symtable
from collections.abc import Iterator

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.effects import Function
from runs_to_datasets.programs.loosening import loosened

# Importing one of these does nothing but bind its names.
_HARMLESS = frozenset(
    "__future__ abc array bisect cmath collections copy dataclasses datetime decimal enum "
    "fractions functools heapq itertools json math numbers operator os queue random re statistics "
    "string struct sys textwrap time typing unicodedata uuid".split()
)
# What reads names, docstrings or annotations as text: a program with one of them keeps them all.
_LOOKING = frozenset(
    "eval exec compile locals globals vars dir help __import__ inspect get_type_hints "
    "__name__ __qualname__ __doc__ __annotations__ __code__ __kwdefaults__ __globals__".split()
)
# Decorators that do not read the annotations of what they decorate.
_BLIND = frozenset(
    "staticmethod classmethod property lru_cache cache cached_property wraps abstractmethod "
    "total_ordering contextmanager".split()
)
_ACTIVE = (ast.Call, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)
_SKIPPED = frozenset(("ctx", "kind", "type_comment", "type_ignores"))
# Texts of a tree that are no names of its own.
_WORDS = {
    (ast.Attribute, "attr"), (ast.ImportFrom, "module"), (ast.keyword, "arg"),
    (ast.MatchClass, "kwd_attrs"),
}  # fmt: skip
_BODIES = ("body", "orelse", "finalbody")


def structure_of(code: str, is_loose: bool = False) -> str | None:
    """The fingerprint, an md5; None for what has no tree.

    is_loose: without temporaries that are used once and `else` behind `return`, too.
    """
    try:
        tree = ast.parse(code)
        names = _Names(tree, code)
        if not names.is_looked_at:
            _undress(tree, names)
            if is_loose:
                loosened(tree)
        told: list[str] = []
        _tell(tree, names, told)
        return hashlib.md5("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Names:
    """The names of a program: which it binds, which mean something to others."""

    def __init__(self, tree: ast.Module, code: str):
        self.bound: set[str] = set()
        self.imported: set[str] = set()
        self.fixed: set[str] = set()
        self.is_looked_at = False
        self.places: dict[str, str] = {}
        calls: list[ast.Call] = []
        for node in ast.walk(tree):
            self._see(node, calls)
        for call in calls:
            root: ast.expr = call.func
            while isinstance(root, ast.Attribute):
                root = root.value
            name = root.id if isinstance(root, ast.Name) else ""
            is_builtin = root is call.func and name in BUILTINS - self.bound
            if not is_builtin and name not in self.imported:
                self.fixed.update(keyword.arg or "" for keyword in call.keywords)
        if self.is_looked_at:
            self.renamed = set()
        else:
            builtins = self.bound & BUILTINS
            own = _own(tree, code, builtins) if builtins else set()
            self.renamed = self.bound - self.fixed - (builtins - own)

    def _see(self, node: ast.AST, calls: list[ast.Call]) -> None:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                self.bound.add(node.id)
            elif node.id in _LOOKING and node.id != "__name__":
                self.is_looked_at = True
        elif isinstance(node, ast.arg):
            self.bound.add(node.arg)
        elif isinstance(node, ast.Attribute):
            if node.attr in _LOOKING:
                self.is_looked_at = True
        elif isinstance(node, ast.Call):
            if node.keywords:
                calls.append(node)
        elif isinstance(node, ast.alias):
            name = node.asname or node.name.partition(".")[0]
            self.bound.add(name)
            self.imported.add(name)
            if node.name in _LOOKING or node.name == "*":
                self.is_looked_at = True
        elif isinstance(node, ast.ClassDef):
            self.bound.add(node.name)
            self.fixed.update(_bound_in(node.body))
        elif isinstance(node, ast.Global | ast.Nonlocal):
            self.bound.update(node.names)
        elif not isinstance(node, ast.expr):
            for field in ("name", "rest"):
                if isinstance(bound := getattr(node, field, None), str):
                    self.bound.add(bound)

    def told(self, name: str) -> str:
        """A name as it counts: the place of its first use, or itself."""
        if name not in self.renamed:
            return name
        return self.places.setdefault(name, f"${len(self.places)}")


def _own(tree: ast.Module, code: str, builtins: set[str]) -> set[str]:
    """The builtins' names that are never the builtin's: bound in the function that reads them.

    Or defined by a module that runs nothing before all is defined, and reads them nowhere else.
    """
    try:
        top = symtable.symtable(code, "", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a tree that does not compile
        return set()
    own, at_module, tables = set(builtins), _defined_first(tree), [top]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if table is top:
                is_own = not symbol.is_referenced()
            elif symbol.is_global():
                is_own = name in at_module and not symbol.is_declared_global()
            else:
                is_own = symbol.is_local() or symbol.is_free()
            if not is_own or table.get_type() not in ("module", "function"):
                own.discard(name)
    return own


def _defined_first(tree: ast.Module) -> set[str]:
    """The functions of a module of nothing but imports and functions, none of them called there."""
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, Function):
            at_once = [statement.args, *([statement.returns] if statement.returns else [])]
            if statement.decorator_list or any(map(_is_active, at_once)):
                return set()
            found.add(statement.name)
        elif not isinstance(statement, ast.Import | ast.ImportFrom):
            return set()
    return found


def _bound_in(body: list[ast.stmt]) -> Iterator[str]:
    """The names that a class body binds: attributes, which others read by name."""
    for statement in body:
        if isinstance(statement, Function | ast.ClassDef):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                yield node.id
            elif isinstance(node, Function | ast.ClassDef):
                yield node.name


def _undress(tree: ast.Module, names: _Names) -> None:
    """Takes off docstrings, `pass`, annotations, and imports that nothing reads."""
    imports: list[tuple[ast.AST, str]] = []
    open_nodes: list[ast.AST] = [tree]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, Function):
            _without_annotations(node)
        for field in _BODIES:
            body = getattr(node, field, None)
            if isinstance(body, list):
                is_class = isinstance(node, ast.ClassDef)
                kept = [_plain(s, is_class) for s in body if not _does_nothing(s)]
                setattr(node, field, kept)
                open_nodes += kept
                if any(isinstance(s, ast.Import | ast.ImportFrom) for s in kept):
                    imports.append((node, field))
        for handler in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            open_nodes.append(handler)
    if imports:
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        read |= {name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal)
                 for name in node.names}  # fmt: skip
        for node, field in imports:
            kept = [one for s in getattr(node, field) for one in _used_part(s, read)]
            setattr(node, field, kept)


def _does_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _plain(statement: ast.stmt, is_class: bool) -> ast.stmt:
    """An assignment without its annotation, which in a class may be the program."""
    if (
        isinstance(statement, ast.AnnAssign)
        and statement.value is not None
        and not is_class
        and not _is_active(statement.annotation)
    ):
        return ast.Assign(targets=[statement.target], value=statement.value)
    return statement


def _without_annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    if not all(_decorator(one) in _BLIND for one in node.decorator_list):
        return
    given = node.args
    for argument in (
        *given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg,
    ):  # fmt: skip
        if argument is not None and argument.annotation and not _is_active(argument.annotation):
            argument.annotation = None
    if node.returns and not _is_active(node.returns):
        node.returns = None


def _decorator(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_active(node: ast.AST) -> bool:
    return any(isinstance(inner, _ACTIVE) for inner in ast.walk(node))


def _used_part(statement: ast.stmt, read: set[str]) -> list[ast.stmt]:
    """An import without what nothing reads, one statement a name; any other as it is."""
    if isinstance(statement, ast.Import):
        return [
            ast.Import([alias])
            for alias in statement.names
            if (alias.asname or alias.name.partition(".")[0]) in read
            or alias.name.partition(".")[0] not in _HARMLESS
        ]
    if isinstance(statement, ast.ImportFrom):
        is_harmless = not statement.level and (
            (statement.module or "").partition(".")[0] in _HARMLESS
        )
        return [
            ast.ImportFrom(statement.module, [alias], statement.level)
            for alias in statement.names
            if (alias.asname or alias.name) in read or not is_harmless
        ]
    return [statement]


def _tell(node: ast.AST, names: _Names, told: list[str]) -> None:
    """Writes a tree as a list of words, from which the tree could be built again."""
    if isinstance(node, ast.Name):
        told.append(names.told(node.id))
        return
    if isinstance(node, ast.Constant):
        told.append("#" + ascii(node.value))
        return
    if isinstance(node, ast.alias):
        is_whole = node.asname is None or "." not in node.name
        name = node.asname or node.name.partition(".")[0]
        told += (node.name if is_whole else f"{node.name} as", names.told(name))
        return
    if isinstance(node, ast.JoinedStr) and all(isinstance(v, ast.Constant) for v in node.values):
        told.append("#" + ascii("".join(getattr(v, "value", "") for v in node.values)))
        return
    told.append(type(node).__name__ + "(")
    for field in node._fields:
        value = getattr(node, field, None)
        if value is None or value == [] or field in _SKIPPED:
            continue
        told.append(field)
        is_list = isinstance(value, list)
        for item in value if is_list else (value,):
            if isinstance(item, ast.AST):
                _tell(item, names, told)
            elif isinstance(item, str) and (type(node), field) not in _WORDS:
                told.append(names.told(item))
            else:
                told.append(f"={item}")
        if is_list:
            told.append("]")
    told.append(")")
