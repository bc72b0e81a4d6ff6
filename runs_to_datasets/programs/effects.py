"""What some code does to the names of its module, and how trees are walked to tell."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Methods that leave their object as it is.
PURE_METHODS = frozenset(
    "get keys values items copy index count join split rsplit splitlines strip lstrip rstrip "
    "format "
    "lower upper title capitalize startswith endswith replace find rfind isdigit isalpha isalnum "
    "isupper islower isspace union intersection difference symmetric_difference issubset "
    "issuperset isdisjoint encode decode zfill center ljust rjust most_common elements total "
    "as_integer_ratio is_integer bit_length conjugate group groups findall finditer match search "
    "fullmatch sub subn cache_info __contains__ __getitem__ __len__".split()
)
# Calls that change nothing but the screen, or nothing at all.
PURE_CALLS = frozenset(
    "print len sorted sum max min abs round range enumerate zip map filter list dict set tuple "
    "frozenset str int float bool complex bytes repr ascii chr ord hash id type isinstance "
    "issubclass callable any all bin hex oct divmod pow iter reversed hasattr getattr help dir "
    "format input vars locals globals display pprint".split()
)
DYNAMIC = frozenset(("eval", "exec", "globals", "locals", "vars", "__import__"))


@dataclass
class Effects:
    """What some code does: names of the module, but for `params`."""

    reads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)  # objects of which it sets or deletes a part
    methods: set[tuple[str, str]] = field(default_factory=set)  # (object, method called on it)
    calls: set[str] = field(default_factory=set)
    gives: set[tuple[str, str]] = field(default_factory=set)  # (what it calls, name handed to it)
    bumps: set[str] = field(default_factory=set)  # names that it counts on: `n += 1`
    changes_params: bool = False

    def add(self, other: "Effects") -> None:
        """The same and what other code does."""
        for name in ("reads", "binds", "stores", "methods", "calls", "gives", "bumps"):
            getattr(self, name).update(getattr(other, name))


@dataclass
class Statement:
    """A module-level statement. now: when it is run; later: when what it defines is called."""

    node: ast.stmt
    now: Effects = field(default_factory=Effects)
    later: Effects = field(default_factory=Effects)
    soft_reads: set[str] = field(default_factory=set)  # in annotations that are not evaluated
    aliases: dict[str, set[str]] = field(default_factory=dict)  # {name: what else it may be}

    @property
    def is_definition(self) -> bool:
        """Whether it defines a function or a class."""
        return isinstance(self.node, Function | ast.ClassDef)

    @property
    def name(self) -> str:
        """The name that a definition gives."""
        return self.node.name if isinstance(self.node, Function | ast.ClassDef) else ""


def root_of(node: ast.expr) -> str | None:
    """The name at the root of `a.b[c].d()`; None for a value without one."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else None


def is_result(node: ast.expr) -> bool:
    """Whether a value comes out of a call: `f().a`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call)


def targets_of(node: ast.expr) -> Iterator[ast.expr]:
    """The single targets of an assignment."""
    if isinstance(node, ast.Tuple | ast.List):
        for item in node.elts:
            yield from targets_of(item)
    elif isinstance(node, ast.Starred):
        yield from targets_of(node.value)
    else:
        yield node


_SCOPES = {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda}
_COMPREHENSIONS = {ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp}
_NAMED = {ast.ExceptHandler, ast.MatchAs, ast.MatchStar}
# Nodes in which no name is bound or read.
_LEAVES = {ast.Constant, ast.Load, ast.Store, ast.Del, ast.Pass, ast.Break, ast.Continue}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one, in order: ast.iter_child_nodes() at half the time."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST) and type(value) not in _LEAVES:
            found.append(value)
    return found


def bound_in(body: list[ast.stmt]) -> tuple[set[str], set[str]]:
    """(names that a scope binds, names that it declares to be the module's)."""
    bound: set[str] = set()
    outer: set[str] = set()
    nodes: list[ast.AST] = list(body)
    while nodes:
        node = nodes.pop()
        kind = type(node)
        if kind in _SCOPES:
            if kind is not ast.Lambda:
                bound.add(node.name)  # type: ignore[attr-defined]
                nodes += node.decorator_list  # type: ignore[attr-defined]
            continue
        if kind is ast.Name:
            if type(node.ctx) is not ast.Load:  # type: ignore[attr-defined]
                bound.add(node.id)  # type: ignore[attr-defined]
            continue
        if kind in _COMPREHENSIONS:
            # its targets are its own; a walrus inside binds here
            nodes += [n.target for n in ast.walk(node) if isinstance(n, ast.NamedExpr)]
            continue
        if kind is ast.Global:
            outer.update(node.names)  # type: ignore[attr-defined]
        elif kind is ast.Import or kind is ast.ImportFrom:
            names = node.names  # type: ignore[attr-defined]
            bound.update(a.asname or a.name.partition(".")[0] for a in names)
        elif kind in _NAMED and node.name:  # type: ignore[attr-defined]
            bound.add(node.name)  # type: ignore[attr-defined]
        elif kind is ast.MatchMapping and node.rest:  # type: ignore[attr-defined]
            bound.add(node.rest)  # type: ignore[attr-defined]
        nodes += children(node)
    return bound - outer, outer


def set_anew(body: list[ast.stmt]) -> set[str]:
    """Names that a function sets, and does not only count on."""
    return {
        node.id
        for statement in body
        if not isinstance(statement, ast.AugAssign)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
