"""From a response to the source in it, and from that to the program that is written."""

import ast
import re
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import EllipsisType

from runs_to_datasets.programs.answers import answer_of
from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.cutting import (
    Module,
    Program,
    cut,
    default_roots,
    supplied_head,
)
from runs_to_datasets.programs.fences import Block, blocks_of, parsed
from runs_to_datasets.programs.plain import plain_program, plain_source
from runs_to_datasets.programs.statements import Function, Statement
from runs_to_datasets.programs.writing import without_trailing_blanks

# How a line of Python begins where prose may stand around it.
_CODE_LINE = re.compile(
    r"(?:def|class|async def|import|from|if|for|while|try|with|return|raise|global)\b.*"
    r"|@\w|\w[\w.\[\]'\"]*(?:\s*:\s*[\w\[\], .]+)?\s*[-+*/%|&^]?=(?!=)|[\w.]+\(.*\)\s*(?:#.*)?$"
)
_STDIN = re.compile(
    r"\bread\s*\(\s*0|\binput\s*\(|\bstdin\b|\bopen\s*\(\s*0|\bfileinput\b|/dev/stdin|\binput\b\s*[,)]"
)
_PROMPT_CODE = re.compile(r"(?:from \w+ import |import \w+|class \w+.*:|def \w+\(|@)")
_TAGGED = re.compile(r"<(?:code|python|pre)[^<>]*>\n?(.*?)</(?:code|python|pre)>", re.DOTALL)
_NEW_SYNTAX = re.compile(
    r"^\s*(?:async )?(?:def|class) \w+\[|^type \w+.* = |f\"[^\"\n]*\{[^}\n]*\"", re.MULTILINE
)
_FUTURE = re.compile(r"^from __future__ import [^\n]*\n?", re.MULTILINE)
_INPUTS = ("stdin", "fileinput", "input")
# So many cuts of a text are tried to find the part of it that parses.
MOST_CUTS = 60


@dataclass(frozen=True)
class Source:
    """The Python of an answer. blocks: the texts that it is joined from, in order."""

    text: str
    blocks: tuple[str, ...] = ()
    is_closed: bool = True  # every fence is
    reason: str | None = None


@lru_cache(maxsize=256)
def prompt_module(prompt: str) -> Module | None:
    """The code in a prompt: imports, helpers, starter code; None where there is none."""
    found = []
    for text in _prompt_texts(prompt):
        tree = parsed(text)
        if tree is not None and any(
            isinstance(n, Function | ast.ClassDef | ast.Import | ast.ImportFrom) for n in tree.body
        ):
            found.append(text)
            break
    for text in re.findall(r"(?:^[ \t]*# ?class \w+.*\n(?:^[ \t]*#.*\n?)*)", prompt, re.MULTILINE):
        bare = re.sub(r"^[ \t]*# ?", "", text, flags=re.MULTILINE)
        lent = _longest(bare.split("\n"))
        if lent:
            found.insert(0, lent)
    joined = "\n\n".join(found)
    tree = parsed(joined) if found else None
    return Module(joined, tree) if tree is not None else None


def _prompt_texts(prompt: str) -> Iterable[str]:
    """The parts of a prompt that may be Python, the likeliest first."""
    yield prompt
    if blocks := [b.content for b in blocks_of(prompt) if b.is_python or not b.language]:
        yield "\n\n".join(b for b in blocks if parsed(b) is not None)
        yield from (block + "\n        pass" for block in blocks)
        yield from (block + "\n    pass" for block in blocks)
    lines = prompt.rstrip().split("\n")
    starts = [i for i, line in enumerate(lines) if _PROMPT_CODE.match(line)]
    for start in starts[:8]:
        code = "\n".join(lines[start:])
        yield code
        for indent in ("    ", "        "):
            yield f"{code}\n{indent}pass"


def is_stub(node: ast.stmt) -> bool:
    """Whether a function has nothing but docstring, `pass`, `...` or NotImplementedError in it."""
    return isinstance(node, Function) and all(
        isinstance(s, ast.Pass)
        or (
            isinstance(s, ast.Expr)
            and isinstance(getattr(s.value, "value", None), str | EllipsisType)
        )
        or (isinstance(s, ast.Raise) and "NotImplementedError" in ast.dump(s))
        for s in node.body
    )


def head_of(prompt: str) -> str | None:
    """The name of the function that a prompt begins and leaves to be completed."""
    module = prompt_module(prompt)
    if module is None or not module.statements:
        return None
    last = module.statements[-1].node
    return last.name if isinstance(last, Function) and is_stub(last) else None


def lent_by(prompt: str) -> Module | None:
    """The code of a prompt without the functions that it leaves to be written."""
    module = prompt_module(prompt)
    if module is None:
        return None
    kept = [s for s in module.statements if not _is_unwritten(s)]
    if not kept:
        return None
    lent = Module(module.source, module.tree)
    lent.statements = kept
    return lent


def _is_unwritten(statement: Statement) -> bool:
    node = statement.node
    if isinstance(node, ast.ClassDef):
        return node.name == "Solution" or all(is_stub(inner) for inner in node.body)
    return is_stub(node)


def source_of(text: str, prompt: str = "") -> Source:
    """The Python in an answer: its blocks together, or without a fence the part that parses."""
    if not text.strip():
        return Source("", reason="nothing in it")
    head = head_of(prompt) if "def " in prompt else None
    first = text.lstrip("\n")
    if not first.lstrip().startswith(("```", "~~~")) and (whole := _whole(first, head)):
        return whole
    if (unopened := _unopened(text)) is not None:
        return unopened
    blocks = blocks_of(text)
    if blocks:
        return _of_blocks(blocks, prompt, head)
    if (inner := _quoted(text)) is not None:
        return source_of(inner, prompt)
    if head is not None and (completed := _completed(text, prompt, head)):
        return Source(completed, (completed,))
    parts = _parts(text)
    if not parts:
        tagged = re.findall(
            r"<(?:code|python|pre)[^<>]*>\n?(.*?)</(?:code|python|pre)>", text, re.S
        )
        found = [part for part in map(str.strip, tagged) if parsed(part) is not None]
        if found:
            return _joined(found)
        has_code = any(_CODE_LINE.match(line) for line in text.split("\n"))
        return Source("", reason=why_not_parsed(text) if has_code else "no Python in it")
    return _joined(parts)


def _unopened(text: str) -> Source | None:
    """An answer whose first fence was never opened: code, a closing fence, and what follows."""
    found = re.search(r"^(?:```|~~~)[ \t]*\n?", text, re.MULTILINE)
    if found is None or not (before := text[: found.start()].strip("\n")):
        return None
    tree = parsed(before)
    if tree is None or _returns(tree) or not _is_program(tree, before):
        return None
    behind = source_of(text[found.end() :])
    return _joined([before, *behind.blocks]) if behind.blocks else Source(before, (before,))


def _whole(text: str, head: str | None) -> Source | None:
    """All of a text, where it is a program as it stands."""
    tree = parsed(text)
    if tree is None or _returns(tree):
        return None
    if head is not None and head not in _names(tree):
        return None
    if not _is_program(tree, text):
        return None
    return Source(text, (text,))


def _is_program(tree: ast.Module, text: str) -> bool:
    """Whether a text that parses is more than a word: it defines something, or reads input."""
    return bool(_names(tree)) or _STDIN.search(text) is not None


def _names(tree: ast.Module) -> set[str]:
    names = {n.name for n in tree.body if isinstance(n, Function | ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.If | ast.Try | ast.With):
            names |= {n.name for n in ast.walk(node) if isinstance(n, Function | ast.ClassDef)}
    return names


def _returns(tree: ast.Module) -> bool:
    """Whether a module returns: then it is the body of a function."""
    nodes: list[ast.AST] = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Return):
            return True
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda | ast.expr):
            nodes += ast.iter_child_nodes(node)
    return False


def _of_blocks(blocks: list[Block], prompt: str, head: str | None) -> Source:
    chosen = [b for b in blocks if b.is_python] or [b for b in blocks if not b.language] or blocks
    is_closed = all(block.is_closed for block in blocks)
    texts = []
    for block in chosen:
        content = block.content.strip("\n")
        if not content.strip():
            continue
        tree = parsed(content)
        if tree is not None and not _returns(tree):
            texts.append(content)
        elif not block.is_closed and (parts := _parts(content)):
            texts += parts
        elif texts and content[0].isspace() and parsed(grown := f"{texts[-1]}\n\n{content}"):
            texts[-1] = grown  # a method for the class that stands before it
        elif (part := _cleaned(content)) is not None:
            texts.append(part)
    names = set().union(*(_names(tree) for t in texts if (tree := parsed(t)) is not None), ())
    if head is not None and head not in names:
        for block in reversed(chosen):
            if completed := _completed(block.content, prompt, head):
                return Source(completed, (completed,), is_closed)
    if not texts:
        content = max((b.content for b in chosen), key=len)
        return Source("", is_closed=is_closed, reason=why_not_parsed(content))
    return _joined(texts, is_closed)


def _cleaned(content: str) -> str | None:
    """A block whose only fault is signs that nobody sees, or an indent of its own."""
    for text in (
        textwrap.dedent(content),
        re.sub(r"[\u200b\u200c\u200d\u2060]", "", content).replace("\u00a0", " "),
    ):
        if text != content and (tree := parsed(text)) is not None and not _returns(tree):
            return text
    return None


def _joined(texts: list[str], is_closed: bool = True) -> Source:
    """Blocks as one source; what must stand first is moved there."""
    if len(texts) == 1:
        return Source(texts[0], (texts[0],), is_closed)
    futures = list(dict.fromkeys(f.rstrip("\n") for t in texts for f in _FUTURE.findall(t)))
    text = "\n\n\n".join([*futures, *(_FUTURE.sub("", t).strip("\n") for t in texts)])
    if parsed(text) is None:
        return Source("", reason=why_not_parsed(text))
    return Source(text, tuple(texts), is_closed)


def _quoted(text: str) -> str | None:
    """The value of an answer that is one string literal of Python."""
    bare = text.strip()
    if bare[:1] not in "'\"rbf(" or len(bare) < 3:
        return None
    try:
        value = ast.literal_eval(bare)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return value.replace("\r\n", "\n") if isinstance(value, str) and "\n" in value else None


def _completed(text: str, prompt: str, head: str) -> str | None:
    """The prompt's function with its body from the answer; None where the answer is no body."""
    module = prompt_module(prompt)
    body = text.strip("\n")
    if module is None or not body.strip():
        return None
    node = module.statements[-1].node
    lines = module.source.rstrip().split("\n")
    if not isinstance(node, Function):
        return None
    is_filler = isinstance(node.body[-1], ast.Pass) and lines[-1].strip() == "pass"
    start = "\n".join(lines[:-1] if is_filler else lines)
    first = next(line for line in body.split("\n") if line.strip())
    found: list[str] = []
    for candidate in (body, textwrap.indent(textwrap.dedent(body), "    "), "    " + body):
        if candidate is body and not first[0].isspace():
            continue
        ends = candidate.split("\n")
        for end in range(len(ends), max(0, len(ends) - MOST_CUTS), -1):
            whole = start + "\n" + "\n".join(ends[:end])
            tree = parsed(whole)
            if tree is None or _returns(tree):
                continue
            made = [n for n in tree.body if isinstance(n, Function) and n.name == head]
            if made and not is_stub(made[-1]):
                found.append(whole)
                break
    return max(found, key=len, default=None)


def _parts(text: str) -> list[str]:
    """The parts of a text that are Python and more than a word, with prose around them."""
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines):
        if not _CODE_LINE.match(lines[at]):
            at += 1
            continue
        part = _longest(lines[at:])
        if part:
            found.append(part)
            at += part.count("\n") + 1
        else:
            at += 1
    trees = [(part, parsed(part)) for part in found]
    if not any(tree is not None and _is_program(tree, part) for part, tree in trees):
        return []
    return found


def _longest(lines: list[str]) -> str:
    """The longest beginning of some lines that parses, without blank lines at its end."""
    end = len(lines)
    for _ in range(MOST_CUTS):
        if end <= 0:
            return ""
        text = "\n".join(lines[:end])
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            at = min(end, error.lineno or end)
            before = "\n".join(lines[: at - 1])
            if at > 1 and lines[at - 1][:1].isspace() and parsed(before) is not None:
                return before.rstrip()  # prose, indented like the function before it
            # back to where the statement begins that does not parse
            cut_at = at - 1 if at < end or end == 1 else end - 1
            while cut_at > 0 and (not lines[cut_at].strip() or lines[cut_at][:1].isspace()):
                cut_at -= 1
            end = cut_at if cut_at < end else end - 1
            continue
        except (ValueError, RecursionError, MemoryError):
            return ""
        if not _returns(tree):
            return text.rstrip()
        end -= 1
    return ""


def why_not_parsed(text: str) -> str:
    """What Python says of a text; a newer Python's syntax is named as such."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = getattr(error, "msg", None) or type(error).__name__
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        return f"does not parse{_of_version(text)}: {message}{where}"
    return "defines nothing and reads no input"


def _of_version(text: str) -> str:
    """The version of Python that a text seems to ask for, where that is not this one."""
    is_new = re.search(
        r"^\s*(?:async )?(?:def|class) \w+\[|^type \w+.* = |f\"[^\"\n]*\{[^}\n]*\"", text, re.M
    )
    if is_new and sys.version_info < (3, 12):
        return f" (Python 3.12 may read it, this is {sys.version_info[0]}.{sys.version_info[1]})"
    return ""


# ---- standard input ------------------------------------------------------------------------------


def reads_input(module: Module) -> bool:
    """Whether a program reads standard input when it is run."""
    if not _STDIN.search(module.source):
        return False
    readers: set[str] = set()
    names = {"input", "raw_input"} | {n for n, o in module.imported_as.items() if o in _INPUTS}
    for statement in module.statements:
        is_callable = statement.is_definition or (statement.later.reads and not statement.now.calls)
        if is_callable and _touches_input(statement.node, names):
            readers |= statement.now.binds
    for statement in module.statements:
        if statement.is_definition:
            continue
        is_call = any(isinstance(node, ast.Call | ast.For) for node in ast.walk(statement.node))
        if is_call and not statement.now.binds & readers and _touches_input(statement.node, names):
            return True
        given = {name for _, name in statement.now.gives}
        reached = module.reached(statement.now.calls | given) | statement.now.calls | given
        if is_call and reached & readers:
            return True
    return False


def _touches_input(node: ast.AST, names: set[str]) -> bool:
    for found in ast.walk(node):
        if isinstance(found, ast.Name) and found.id in names:
            return True
        if isinstance(found, ast.Attribute) and found.attr == "stdin":
            return True
        if isinstance(found, ast.Call) and found.args:
            called = getattr(found.func, "attr", getattr(found.func, "id", ""))
            first = found.args[0]
            is_constant = isinstance(first, ast.Constant) and first.value in (0, "/dev/stdin")
            if called in ("open", "fdopen", "read") and is_constant:
                return True
    return False


# ---- the program ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What is in an answer before anybody knows what its problem's tests call."""

    program: Program
    reads_input: bool = False
    is_settled: bool = False  # the program is the same whatever the tests call
    is_closed: bool = True
    roots: tuple[str, ...] = ()


def read(response: str, prompt: str) -> Reading:
    """The program of a response, as it is where nobody knows what the tests call."""
    return _plain_reading(response, prompt) or read_tree(response, prompt)


def _plain_reading(response: str, prompt: str) -> Reading | None:
    """The same of a plain answer; None for any other."""
    if "def " in prompt or (source := plain_source(response)) is None:
        return None
    found = plain_program(source)
    if found is None:
        return None
    program = Program(found.code, found.names, found.classes)
    return Reading(program, False, len(found.roots) == 1, True, found.roots)


def read_tree(response: str, prompt: str) -> Reading:
    """The same for every answer, by its tree."""
    answer = answer_of(response)
    source = source_of(answer.text, prompt)
    if source.reason:
        reason = source.reason
        if answer.reasoning and not answer.text.strip():
            reason = "reasoning that never comes to an answer"
        return Reading(Program("", reason=reason), is_settled=True, is_closed=source.is_closed)
    module = _module(source)
    does_read = reads_input(module)
    if does_read and not module.defined:
        program = _whole_program(source, module, prompt)
    else:
        program = _function(module, default_roots(module), prompt)
    roots = tuple(n for n in module.defined if n in default_roots(module))
    is_settled = not does_read and len(roots) == 1 and program.reason is None
    return Reading(program, does_read, is_settled, source.is_closed, roots)


def program_of(response: str, prompt: str, kind: str, names: Iterable[str]) -> Program:
    """The program of a response to a problem of a kind whose tests call some names."""
    if kind != "program" and "def " not in prompt and (plain := plain_source(response)):
        found = plain_program(plain, names)
        if found is not None:
            return Program(found.code, found.names, found.classes)
    return program_by_tree(response, prompt, kind, names)


def program_by_tree(response: str, prompt: str, kind: str, names: Iterable[str]) -> Program:
    """The same for every answer, by its tree."""
    source = source_of(answer_of(response).text, prompt)
    if source.reason:
        return Program("", reason=source.reason)
    module = _module(source)
    if kind == "program":
        return _whole_program(source, module, prompt)
    bound = module.binders.keys() | {n for s in module.statements for n in s.later.binds}
    lent = lent_by(prompt)
    asked = set(names)
    roots = asked & bound
    if not roots - module.imports.keys():
        roots |= set(default_roots(module))
    if lent is not None:
        roots |= asked & lent.binders.keys()
    return _function(module, roots, prompt)


def _module(source: Source) -> Module:
    tree = parsed(source.text)
    return Module(source.text, tree if tree is not None else ast.parse(source.text))


def _function(module: Module, roots: Iterable[str], prompt: str) -> Program:
    """A program of functions and classes, cut to its roots."""
    if not module.defined:
        reason = "defines no function, class or lambda"
        return Program("", reason=reason)
    program = cut(module, roots, lent_by(prompt))
    stubs = [s for s in module.statements if s.name in set(roots) and is_stub(s.node)]
    if (
        program.reason is None
        and stubs
        and not any(
            s.name == stubs[0].name and not is_stub(s.node) for s in module.statements if s.name
        )
    ):
        return Program(program.code, program.names, reason=f"{stubs[0].name} does nothing")
    return program


def _whole_program(source: Source, module: Module, prompt: str) -> Program:
    """A program that is run as it stands: the last block that reads input alone, else all."""
    for text in reversed(source.blocks if len(source.blocks) > 1 else ()):
        tree = parsed(text)
        if tree is not None and reads_input(alone := Module(text, tree)) and not _unknown(alone):
            module = alone
            break
    if not module.defined and not reads_input(module):
        return Program("", reason="defines nothing and reads no input")
    everything = cut(module, module.binders.keys(), lent_by(prompt))
    head = everything.code
    if everything.reason:
        return Program(head, module.defined, reason=everything.reason)
    text = "\n".join(
        line.rstrip() if not line.strip() else line for line in module.source.split("\n")
    )
    code = without_trailing_blanks(_with_imports(text.strip("\n"), module))
    return Program(code, module.defined, module.classes)


def _unknown(module: Module) -> set[str]:
    reads = set().union(*(s.now.reads | s.later.reads for s in module.statements), ())
    bound = set().union(*(s.now.binds | s.later.binds for s in module.statements), ())
    return set() if "import *" in module.source else reads - bound - BUILTINS


def _with_imports(text: str, module: Module) -> str:
    """A whole program with an import of each name that only a grader supplied."""
    head = supplied_head(module, _unknown(module))
    return f"{head}\n\n{text}" if head else text
