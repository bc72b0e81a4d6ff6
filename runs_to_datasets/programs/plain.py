"""Plain answers, told from the symbol table alone: most of them, at a tenth of the time.

Plain is a text of imports, functions and classes with prints, asserts, calls and test data around
them, in clean fences or none. Whatever else it holds (marks, decorators, constants that a function
reads, names that it does not bind, `global`) is for cutting.py to read; None says so. Where this
module says something, cutting.py says the same: a test compares them on real answers.
"""

import _symtable
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.writing import Span, joined

# What no plain answer holds: marks of reasoning and of turns, and what binds or alters unseen.
# Searched for one by one: that is ten times as fast as one expression of alternatives.
_SPECIAL = (
    "think", "<|", "<｜", "</", "<answer", "<code", "<python", "<solution", "<final", "<output",
    "<result", "<response", "<eos", "<end_of", "<start_of", "<thought", "<reason", "<reflect",
    "<scratch",
    "<analysis", "<pre", "[BEGIN]", "[DONE]", "[THINK]", "[INST]", "◁", "\x1b", "\x07", "\ufeff",
    "\x0c", "\u200b", "~~~", "global", "nonlocal", "setattr", "locals", "exec", "eval(", "vars(",
    "__import__", "setrecursionlimit", ".seed(", "warnings", "metaclass", "__init_subclass__",
    "__subclasses__", "stdin", "fileinput", "open(", "read(", "NotImplementedError",
    "__future__", "import *", "\ntype ", "lambda:", ":=",
)  # fmt: skip
_INPUT = re.compile(r"\binput\b")
_NAME_READ = re.compile(r"__name__(?!\s*==)")
_FENCE = re.compile(r"^```[ \t]*(\w*)[ \t]*\n(.*?)\n?^```[ \t]*$", re.MULTILINE | re.DOTALL)
_PYTHON = ("python", "py", "python3", "Python")
_DEFINITION = re.compile(r"(?:async[ \t]+)?(def|class)[ \t]+(\w+)[ \t]*")
_LAMBDA = re.compile(r"(\w+)[ \t]*=[ \t]*lambda\b[^:=]*:")
_IMPORT = re.compile(
    r"(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?"
    r"(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)[ \t]*(?:#.*)?$"
)
# What may go without a look: it binds nothing and alters nothing that is kept.
_REPORT = re.compile(r"print[ \t]*\(|assert\b|\w+\(|if[ \t]+__name__[ \t]*==|for\b|\"\"\"|'''")
_DATA = re.compile(r"(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*=(?!=)[ \t]*(.*)")
_STORE = re.compile(r"^[ \t]*\w+[.\[].*[^=<>!]=(?!=)", re.MULTILINE)
_CHAINED = re.compile(r"\w+[ \t]*=(?!=)")
_RETURNS = re.compile(r"\breturn\b[ \t(]*[^\s#;)]|\byield\b|\breturn\b[ \t]*\(")
_ASSERT = re.compile(r"^[ \t]*assert\b", re.MULTILINE)
_NAME = re.compile(r"[^\W\d]\w*")
_TEST_NAMES = ("main", "check", "run_tests")
_USE, _BOUND = _symtable.USE, _symtable.DEF_BOUND
_GLOBAL = (_symtable.GLOBAL_IMPLICIT, _symtable.GLOBAL_EXPLICIT)


class Plain(NamedTuple):
    """What is in a plain text: its program, and what reading.py says of one."""

    code: str
    names: tuple[str, ...]
    classes: tuple[str, ...]
    roots: tuple[str, ...]
    tops: tuple[str, ...]
    lost_assert: bool  # an assert is among what went


class _Chunk(NamedTuple):
    kind: str  # definition, lambda, import, other
    span: Span
    names: tuple[str, ...]
    text: str


def plain_source(response: str) -> str | None:
    """The Python of an answer in clean fences, or of one that is nothing but code."""
    if "\r" in response:
        response = response.replace("\r\n", "\n").replace("\r", "\n")
    if response.startswith("<think>"):
        _, closed, response = response.rpartition("</think>")
        if not closed or "def " not in response:
            return None
    if any(map(response.__contains__, _SPECIAL)) or response.startswith("analysis"):
        return None
    if "input" in response and _INPUT.search(response):
        return None
    if "__name__" in response and _NAME_READ.search(response):
        return None
    n_fences = response.count("```")
    if not n_fences:
        text = response.lstrip("\n")
        return text if text[:1].isalpha() or text[:1] == "#" else None
    blocks = _FENCE.findall(response)
    if 2 * len(blocks) != n_fences:
        return None
    texts = [content.strip("\n") for language, content in blocks if language in _PYTHON]
    if not texts:
        texts = [content.strip("\n") for language, content in blocks if not language]
    if not texts or any(not text.strip() or text[0].isspace() for text in texts):
        return None
    return "\n\n\n".join(texts)


def plain_program(source: str, roots: Iterable[str] | None = None) -> Plain | None:
    """The program of a plain source, cut to its roots or to what default_roots() would say."""
    lines = source.split("\n")
    chunks = _chunks(lines)
    if chunks is None:
        return None
    try:
        module = _symtable.symtable(source, "program", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    reads = _reads(chunks, module)
    if reads is None:
        return None
    definitions = [chunk for chunk in chunks if chunk.kind in ("definition", "lambda")]
    names = tuple(chunk.names[0] for chunk in definitions)
    chosen = set(names) & set(roots) if roots is not None else set()
    if not chosen:
        chosen = _default_roots(definitions, reads)
    needed = set(chosen)
    open_names = list(chosen)
    while open_names:
        for name in reads.get(open_names.pop(), ()):
            if name not in needed:
                needed.add(name)
                open_names.append(name)
    imported = {name for chunk in chunks if chunk.kind == "import" for name in chunk.names}
    bound = {name for name, flags in module.symbols.items() if flags & _BOUND}
    data = bound - set(names) - imported
    if (
        needed & data
        or needed - bound - BUILTINS
        or roots is not None
        and set(roots) & (data | imported)
    ):
        return None
    kept = []
    for i, chunk in enumerate(chunks):
        used = needed.intersection(chunk.names)
        if chunk.kind == "import" and used and len(used) < len(chunk.names):
            return None  # some of its names go: that is rewriting
        if chunk.kind != "other" and used:
            kept.append(i)
    code = joined(lines, [chunk.span for chunk in chunks], kept, {})
    classes = tuple(c.names[0] for c in definitions if c.text.startswith("class"))
    roots = tuple(name for name in names if name in chosen)
    read = {other for name in roots for other in reads[name] if other != name}
    tops = tuple(name for name in roots if name not in read)
    lost_assert = False
    if "assert" in source:
        gone = [chunk.text for i, chunk in enumerate(chunks) if i not in kept]
        lost_assert = any(map(_ASSERT.search, gone))
        if not lost_assert and any("assert" in text for text in gone):
            return None
    return Plain(code, names, classes, roots, tops, lost_assert)


def _chunks(lines: list[str]) -> list[_Chunk] | None:
    """The module-level statements of a text by their first letters; None for what is not plain."""
    starts = [
        i for i, line in enumerate(lines) if line and not line[0].isspace() and line[0] != "#"
    ]
    chunks: list[_Chunk] = []
    for at, start in enumerate(starts):
        line = lines[start]
        stop = starts[at + 1] if at + 1 < len(starts) else len(lines)
        if line[0] in ")]}":  # the last line of what stands above it
            if not chunks or chunks[-1].kind == "import":
                return None
            start = chunks.pop().span.start - 1
            line = lines[start]
        end = stop
        while end > start + 1 and (not (bare := lines[end - 1].strip()) or bare[0] == "#"):
            if '"' in bare or "'" in bare:
                return None
            end -= 1
        text = "\n".join(lines[start:end])
        if text.count('"""') % 2 or text.count("'''") % 2 or text.endswith("\\"):
            return None
        chunk = _chunk(line, text, Span(start + 1, end, False))
        if chunk is None:
            return None
        chunks.append(chunk)
    names = [chunk.names[0] for chunk in chunks if chunk.kind in ("definition", "lambda")]
    imported = [name for chunk in chunks if chunk.kind == "import" for name in chunk.names]
    if len(set(names)) < len(names) or len({*names, *imported}) < len(names) + len(imported):
        return None  # of two of one name the later one stands, mostly
    for chunk in chunks:
        if chunk.kind == "other" and _gives_a_name(chunk.text, names, imported):
            return None
    return chunks if names else None


def _chunk(line: str, text: str, span: Span) -> _Chunk | None:
    if ";" in line:
        return None
    if match := _DEFINITION.match(line):
        return _Chunk("definition", span._replace(is_definition=True), (match[2],), text)
    if match := _LAMBDA.match(line):
        return _Chunk("lambda", span, (match[1],), text) if text.count("lambda") == 1 else None
    if match := _IMPORT.match(line):
        if span.end > span.start:
            return None
        names = []
        for part in match[2].split(","):
            name, _, alias = part.strip().partition(" as ")
            if "." in name:
                return None
            names.append(alias.strip() or name)
        return _Chunk("import", span, tuple(names), text)
    if _REPORT.match(line) or _DATA.match(line):
        return _Chunk("other", span, (), text)
    return None


def _gives_a_name(text: str, names: list[str], imported: list[str]) -> bool:
    """Whether what stands beside the definitions may bind or alter what is kept."""
    if _STORE.search(text) or "lambda" in text:
        return True
    if match := _DATA.match(text):
        if _CHAINED.match(match[2]):
            return True
        targets = re.split(r"[ \t]*,[ \t]*", match[1])
        if set(targets) & {*names, *imported}:
            return True
        first = _NAME.match(match[2])
        if first and (first[0] in imported or first[0] in names and "(" not in match[2]):
            return True
    called = re.match(r"(\w+)\(", text)
    if called and called[1] in (*imported, "next", "delattr"):
        return True
    return any(f"{name}." in text for name in (*names, *imported)) or "import " in text


def _reads(chunks: list[_Chunk], module: Any) -> dict[str, set[str]] | None:
    """{definition: the names of the module that it reads}, at once or when it is called."""
    tables: dict[int, Any] = {}
    for table in module.children:
        tables.setdefault(table.lineno, table)
    found: dict[str, set[str]] = {}
    for chunk in chunks:
        if chunk.kind not in ("definition", "lambda"):
            continue
        table = tables.get(chunk.span.start)
        name = chunk.names[0]
        if table is None or table.name != (name if chunk.kind == "definition" else "lambda"):
            return None
        reads, is_used = _globals_of(table)
        if chunk.kind == "lambda":
            found[name] = reads
            continue
        header = _header(chunk.text)
        if header is None or not is_used:
            return None
        parameters = set(table.varnames) if hasattr(table, "varnames") else set()
        words = set(_NAME.findall(header)) - {name, "def", "class", "async"}
        if table.type == _symtable.TYPE_FUNCTION:
            local = {n for n, flags in table.symbols.items() if flags & _symtable.DEF_PARAM}
            if ":" in header or "=" in header or "->" in header:
                reads |= words - local
                if words & local and _shadowed(header, local):
                    return None
        else:
            reads |= words | parameters
        found[name] = reads
    return found


def _shadowed(header: str, local: set[str]) -> bool:
    """Whether a parameter's name stands where a name of the module is read."""
    values = re.findall(r"[:=>][ \t]*([^,:=()]*)", header)
    return any(word in local for value in values for word in _NAME.findall(value))


def _header(text: str) -> str | None:
    """What stands between a definition's name and its body, strings apart."""
    line = text.partition("\n")[0]
    head = re.match(
        r"(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*(\(.*?\))?[ \t]*(->[^:]*)?:", line
    )
    if head is None or '"' in head[0] or "'" in head[0] or "[" in head[0] and "]" not in head[0]:
        return None
    if head[0].count("(") != head[0].count(")") or head[0].count("[") != head[0].count("]"):
        return None
    return (head[1] or "") + (head[2] or "")


def _globals_of(table: Any) -> tuple[set[str], bool]:
    """(names of the module that a scope and those in it read, whether it uses any name)."""
    found: set[str] = set()
    is_used = table.type != _symtable.TYPE_FUNCTION
    tables = [table]
    while tables:
        one = tables.pop()
        tables += one.children
        for name, flags in one.symbols.items():
            if flags & _USE:
                is_used = True
                if flags >> _symtable.SCOPE_OFF & _symtable.SCOPE_MASK in _GLOBAL:
                    found.add(name)
    return found, is_used


def _default_roots(definitions: list[_Chunk], reads: dict[str, set[str]]) -> set[str]:
    """As default_roots() of cutting.py: all but tests and demos."""
    others = {chunk.names[0] for chunk in definitions if chunk.kind == "lambda"}
    names = {chunk.names[0] for chunk in definitions} - others
    used = {read for name in names for read in reads[name] if read != name}
    kept = set(others)
    for chunk in definitions:
        name = chunk.names[0]
        if name in others:
            continue
        lower = name.lower()
        is_class = chunk.text.startswith("class")
        if is_class:
            is_test = "TestCase" in chunk.text.partition("\n")[0]
            is_demo = False
        else:
            is_test = lower.startswith("test") or lower in _TEST_NAMES
            calls = reads[name] & names - {name}
            is_demo = name not in used and bool(calls) and not _RETURNS.search(chunk.text)
        if not is_test and not is_demo:
            kept.add(name)
    return kept or names | others
