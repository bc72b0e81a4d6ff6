"""What with_polars_checked.py does in its processes: the programs of a problem's texts, by `ast`.

One walk over each statement of a text gives what it reads and binds and its structure, with names
left open. So a text is parsed once, and the structure of what is kept of it is a matter of joining.
"""

import ast
import builtins
import gc
import hashlib
import re
import warnings
from collections import Counter, defaultdict
from typing import NamedTuple

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}
# What graders supply, and answers lean on.
SUPPLIED = {
    name: f"from {module} import {name}"
    for module, names in {
        "typing": "Any Callable Deque Dict Iterable List Optional Sequence Set Tuple Union",
        "math": "ceil comb factorial floor gcd inf isqrt log pi sqrt",
        "collections": "Counter OrderedDict defaultdict deque namedtuple",
        "heapq": "heapify heappop heappush nlargest nsmallest",
        "itertools": "accumulate combinations groupby permutations product",
        "functools": "cache lru_cache reduce",
    }.items()
    for name in names.split()
} | {
    name: f"import {name}"
    for name in "bisect collections functools heapq itertools math operator random re".split()
}
REASONING = re.compile(r".*</think(?:ing)?>", re.DOTALL)
BLOCK = re.compile(r"^```[ \t]*(\w*)[^\n]*\n(.*?)(?:\n```[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
PYTHON = ("python", "py", "python3", "Python")
TEST_NAMES = ("main", "check", "run_tests")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
UNTOLD = ("ctx", "returns", "annotation")
N_TELLING = 8  # programs of a problem that tell its parameters


class Statement(NamedTuple):
    """A statement of a module; told: its structure, where a name stands as (name,)."""

    node: ast.stmt
    start: int
    end: int
    kind: str  # definition, import, data, other
    reads: frozenset[str]
    binds: tuple[str, ...]
    told: list
    bound: frozenset[str]
    fixed: frozenset[str]
    returns: bool


class Example(NamedTuple):
    """The programs of a problem that are one; code is the most frequent text."""

    structure: str
    code: str
    n_responses: int
    run_id: str
    is_valid: bool


class Walk:
    """One walk over a statement."""

    def __init__(self) -> None:
        self.told: list = []
        self.loads: set[str] = set()
        self.bound: set[str] = set()
        self.shared: set[str] = set()
        self.fixed: set[str] = set()
        self.returns = False

    def see(self, node: ast.AST) -> None:
        """Adds a node and what is in it."""
        kind = node.__class__
        told = self.told
        if kind is ast.Name:
            (self.loads if node.ctx.__class__ is ast.Load else self.bound).add(node.id)
            told.append((node.id,))
            return
        if kind is ast.Constant:
            told.append(ascii(node.value))
            return
        if kind is ast.Attribute:
            told.append("." + node.attr)
            self.see(node.value)
            return
        if kind is ast.arguments:
            self.parameters(node)
            return
        if kind in FUNCTIONS or kind is ast.ClassDef:
            self.bound.add(node.name)
            told.append((node.name,))
            if kind is not ast.ClassDef and node.returns:
                self.unseen(node.returns)
        elif kind is ast.AnnAssign and node.value:
            self.unseen(node.annotation)
            told += ("Assign", "[")
            self.see(node.target)
            told.append("]")
            self.see(node.value)
            told.append(")")
            return
        elif kind is ast.Call:
            if node.keywords and not (node.func.__class__ is ast.Name and node.func.id in BUILTINS):
                self.fixed.update(k.arg for k in node.keywords if k.arg)
        elif kind is ast.alias:
            name = node.asname or node.name.partition(".")[0]
            self.bound.add(name)
            told += (node.name, (name,))
            return
        elif kind is ast.Return or kind is ast.Yield or kind is ast.YieldFrom:
            self.returns = self.returns or node.value is not None
        elif kind is ast.Global or kind is ast.Nonlocal:
            self.shared.update(node.names)
            told.extend((name,) for name in node.names)
        elif kind is ast.ExceptHandler and node.name:
            self.bound.add(node.name)
            told.append((node.name,))
        told.append(kind.__name__)
        for field in node._fields:
            value = getattr(node, field, None)
            if value.__class__ is list:
                told.append("[")
                for one in value:
                    if isinstance(one, ast.AST) and not does_nothing(one):
                        self.see(one)
                told.append("]")
            elif isinstance(value, ast.AST):
                if field not in UNTOLD:
                    self.see(value)
            elif field in ("arg", "module", "level", "conversion") and value is not None:
                told.append(str(value))
        told.append(")")

    def parameters(self, given: ast.arguments) -> None:
        """The same of parameters, whose annotations do not count."""
        for name, value in ast.iter_fields(given):
            self.told.append(name)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, ast.arg):
                    self.bound.add(one.arg)
                    self.told.append((one.arg,))
                    if one.annotation:
                        self.unseen(one.annotation)
                elif one is not None:
                    self.see(one)

    def unseen(self, annotation: ast.expr) -> None:
        """What is read where the structure does not tell of it."""
        self.loads.update(n.id for n in ast.walk(annotation) if isinstance(n, ast.Name))


def does_nothing(node: ast.AST) -> bool:
    """`pass`, docstrings and other texts that stand for themselves."""
    kind = node.__class__
    return kind is ast.Pass or kind is ast.Expr and node.value.__class__ is ast.Constant


def statement_of(node: ast.stmt) -> Statement:
    """A statement of a module with what it reads, binds and is."""
    walk = Walk()
    walk.see(node)
    kind = "other"
    inner = walk.bound
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        kind, binds = "definition", (node.name,)
        inner = walk.bound - walk.shared
        inner.discard(node.name)
        walk.loads -= inner
        walk.loads |= walk.shared
        inner.add(node.name)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        kind, binds = "import", tuple(a.asname or a.name.partition(".")[0] for a in node.names)
    elif isinstance(node, ast.If) and is_main_guard(node):
        binds = ()
    elif isinstance(node, ast.Expr | ast.Assert):
        binds = ()
        if isinstance(node, ast.Expr) and (changed := changed_by(node.value)):
            kind, binds = "data", (changed,)
    else:
        binds = tuple(walk.bound)
        changed = [t for t in getattr(node, "targets", ()) if not isinstance(t, ast.Name)]
        binds += tuple(name for one in changed if (name := base_of(one)))
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Lambda)
            and isinstance(node.targets[0], ast.Name)
        ):
            kind, binds = "definition", (node.targets[0].id,)
            walk.loads -= walk.bound - set(binds)
        elif binds:
            kind = "data"
    decorators = getattr(node, "decorator_list", ())
    start = min([node.lineno, *(d.lineno for d in decorators)])
    return Statement(
        node, start, node.end_lineno, kind, frozenset(walk.loads), binds, walk.told,
        frozenset(inner), frozenset(walk.fixed), walk.returns,
    )  # fmt: skip


def is_main_guard(node: ast.If) -> bool:
    """Whether it is `if __name__ == "__main__":`."""
    test = node.test
    return isinstance(test, ast.Compare) and getattr(test.left, "id", "") == "__name__"


def base_of(node: ast.expr) -> str | None:
    """The name in front of attributes and items."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def changed_by(node: ast.expr) -> str | None:
    """The object whose method a statement calls."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return base_of(node.func)
    return None


def source_of(text: str) -> str:
    """The Python of an answer: its blocks, in order, or all of it."""
    if "</think" in text:
        text = REASONING.sub("", text, count=1)
    if "```" not in text:
        return text.strip("\n")
    blocks = BLOCK.findall(text)
    chosen = [code for language, code in blocks if language in PYTHON]
    chosen = chosen or [code for language, code in blocks if not language]
    return "\n\n\n".join(code.strip("\n") for code in chosen)


class Text:
    """A text of a problem: its statements, as far as they count, and what responses have it."""

    def __init__(self, source: str):
        self.lines = source.split("\n")
        self.n_responses = 0
        self.run_id = ""
        found = [statement_of(n) for n in ast.parse(source).body if not does_nothing(n)]
        last = {s.binds[0]: i for i, s in enumerate(found) if s.kind == "definition"}
        self.statements = [
            s for i, s in enumerate(found) if s.kind != "definition" or last[s.binds[0]] == i
        ]
        self.definitions = {s.binds[0]: s for s in self.statements if s.kind == "definition"}
        self.names = self.definitions.keys()

    def tops(self) -> set[str]:
        """The definitions that no other reads, tests and demos apart."""
        read = {n for name, s in self.definitions.items() for n in s.reads if n != name}
        real = {name for name, s in self.definitions.items() if not self.is_test(s, name in read)}
        used = {n for name in real for n in self.definitions[name].reads if n != name}
        return real - used or real

    def is_test(self, statement: Statement, is_used: bool) -> bool:
        """Whether a definition is a test or a demo of the others."""
        name = statement.binds[0]
        if name.lower().startswith("test") or name.lower() in TEST_NAMES:
            return True
        calls = statement.reads & self.names - {name}
        return not is_used and bool(calls) and not statement.returns

    def cut(self, roots: set[str]) -> tuple[str, str, bool]:
        """(code, structure, whether it stands alone) of what the roots need."""
        binders = defaultdict(list)
        for i, statement in enumerate(self.statements):
            for name in statement.binds:
                binders[name].append(i)
        kept: set[int] = set()
        needed: set[str] = set()
        open_names = list(roots)
        while open_names:
            name = open_names.pop()
            if name not in needed:
                needed.add(name)
                for i in binders.get(name, ()):
                    if i not in kept:
                        kept.add(i)
                        open_names += self.statements[i].reads
        missing = {n for n in needed if n not in binders} - BUILTINS
        head = sorted({SUPPLIED[name] for name in missing if name in SUPPLIED})
        order = sorted(kept)
        code = self.text_of(order, needed)
        if head:
            code = "\n".join(head) + "\n\n\n" + code
        return code, self.structure_of(order, needed), not missing - SUPPLIED.keys()

    def text_of(self, order: list[int], needed: set[str]) -> str:
        """The kept statements as they stand, with the comments right above them."""
        lines, pieces = self.lines, []
        for place, i in enumerate(order):
            statement = self.statements[i]
            before = self.statements[i - 1].end if i else 0
            top = statement.start - 1
            while top > before and lines[top - 1].startswith("#"):
                top -= 1
            if place:
                blank = 0
                while top - 1 - blank >= before and not lines[top - 1 - blank].strip():
                    blank += 1
                last = self.statements[order[place - 1]]
                least = int("definition" in (statement.kind, last.kind))
                pieces.append("\n" * (1 + max(min(blank, 2), least)))
            if statement.kind == "import" and not needed.issuperset(statement.binds):
                pieces.append(ast.unparse(without(statement.node, needed)))
            else:
                pieces.append("\n".join(lines[top : statement.end]))
        return "".join(pieces)

    def structure_of(self, order: list[int], needed: set[str]) -> str:
        """Equal for the same trees under other names."""
        kept = [self.statements[i] for i in order]
        bound = frozenset().union(*(s.bound for s in kept))
        fixed = BUILTINS.union(*(s.fixed for s in kept))
        renamed = bound - fixed
        places: dict[str, str] = {}
        words = []
        for statement in kept:
            if statement.kind == "import" and not needed.issuperset(statement.binds):
                statement = statement_of(without(statement.node, needed))
            for word in statement.told:
                if word.__class__ is tuple:
                    word = word[0]
                    if word in renamed:
                        word = places.setdefault(word, f"${len(places)}")
                words.append(word)
        told = "\x1f".join(words).encode("utf-8", "surrogatepass")
        return hashlib.md5(told).hexdigest()


def without(node: ast.stmt, needed: set[str]) -> ast.stmt:
    """An import without the names that nothing needs."""
    names = [a for a in node.names if (a.asname or a.name.partition(".")[0]) in needed]
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(names), node)
    return ast.copy_location(ast.ImportFrom(node.module, names, node.level), node)


def parameters_of(text: Text, name: str) -> tuple[tuple[str, ...], int] | None:
    """(the names of a function's parameters, how many must be given)."""
    node = text.definitions[name].node if name in text.definitions else None
    node = node.value if isinstance(node, ast.Assign) else node
    if not isinstance(node, (*FUNCTIONS, ast.Lambda)):
        return None
    given = node.args
    if given.posonlyargs or given.kwonlyargs:
        return None
    names = [a.arg for a in given.args]
    n_required = len(names) - len(given.defaults)
    names += [f"*{given.vararg.arg}"] if given.vararg else []
    names += [f"**{given.kwarg.arg}"] if given.kwarg else []
    return tuple(names), n_required


def roots_of(texts: list[Text]) -> tuple[str | None, set[str]]:
    """(the name that a problem asks for, where it can be told; the names to cut to)."""
    total = sum(text.n_responses for text in texts)
    defining, on_top = Counter(), Counter()
    for text in texts:
        for name in text.names:
            defining[name] += text.n_responses
        for name in text.tops():
            on_top[name] += text.n_responses
    in_all = [name for name, n in defining.items() if n == total]
    tops = sorted(name for name, n in on_top.items() if n == total)
    most = [name for name, n in defining.items() if 10 * n >= 9 * total]
    for found in (in_all, tops, [] if in_all else most):
        if len(found) == 1:
            return found[0], set(found)
    return None, set(tops)


def signature_of(roots: set[str], told: list[tuple[Text, int]]) -> str:
    """The names that a problem asks for, with the parameters on which its programs agree."""
    signatures = []
    for name in sorted(roots):
        found = Counter()
        for text, n in told:
            found[parameters_of(text, name)] += n
        shown = name
        if None not in found:
            best = min(found, key=lambda p: (-found[p], p))
            if len({n for _, n in found}) == 1:
                shown = f"{name}({', '.join(best[0][: best[1]])})"
            elif len({len(names) for names, _ in found}) == 1:
                shown = f"{name}({', '.join(best[0])})"
        signatures.append(f"`{shown}`")
    return " and ".join(signatures)


def examples_of(texts: list[Text], roots: set[str]) -> list[tuple[Example, Text]]:
    """The distinct programs of a problem, each with a text of it."""
    codes: dict[tuple[str, str], list] = {}
    for text in texts:
        code, structure, is_valid = text.cut(roots & text.names or text.tops())
        if not code:
            continue
        known = codes.setdefault((structure, code), [0, text.run_id, is_valid, text])
        known[0] += text.n_responses
        known[1] = min(known[1], text.run_id)
    clusters = defaultdict(list)
    for (structure, code), (n, run_id, is_valid, text) in codes.items():
        clusters[structure].append((-n, len(code), run_id, code, is_valid, text))
    examples = []
    for structure, found in clusters.items():
        _, _, run_id, code, is_valid, text = min(found, key=lambda row: row[:4])
        n = -sum(row[0] for row in found)
        examples.append((Example(structure, code, n, run_id, is_valid), text))
    return examples


def read_problems(problems: list[tuple[int, list[str], list[int], list[str]]]) -> list[tuple]:
    """(problem, texts, responses of each, first run of each) -> (problem, entry point, examples).

    Nothing in a tree points back, so it goes without the collector, which would look at all of it.
    """
    gc.disable()
    warnings.simplefilter("ignore")
    answered = []
    for problem, responses, counts, runs in problems:
        texts: dict[str, Text | None] = {}
        for response, n, run_id in zip(responses, counts, runs, strict=True):
            source = source_of(response)
            if source not in texts:
                try:
                    texts[source] = Text(source)
                except (SyntaxError, ValueError, RecursionError, MemoryError):
                    texts[source] = None
            if (text := texts[source]) is not None:
                text.n_responses += n
                text.run_id = min(text.run_id or run_id, run_id)
        found = [text for text in texts.values() if text is not None and text.definitions]
        if not found:
            continue
        entry_point, roots = roots_of(found)
        examples = examples_of(found, roots)
        telling = sorted(examples, key=lambda e: -e[0].n_responses)[:N_TELLING]
        signature = signature_of(roots, [(text, e.n_responses) for e, text in telling])
        answered.append((problem, entry_point, signature, [tuple(e) for e, _ in examples]))
    return answered
