"""The Python in an answer: its blocks together, or without a fence the part that parses."""

import ast
import re
import textwrap
from dataclasses import dataclass

from runs_to_datasets.programs.effects import Function
from runs_to_datasets.programs.fences import Block, blocks_of, parsed
from runs_to_datasets.programs.modules import Module
from runs_to_datasets.programs.parts import (
    CODE_LINE,
    MOST_CUTS,
    is_program,
    names_in,
    parts_of,
    returns,
    why_not_parsed,
)
from runs_to_datasets.programs.prompts import head_of, is_stub, prompt_module
from runs_to_datasets.programs.standard_input import reads_input

_TAGGED = re.compile(r"<(?:code|python|pre)[^<>]*>\n?(.*?)</(?:code|python|pre)>", re.DOTALL)
_FUTURE = re.compile(r"^from __future__ import [^\n]*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """The Python of an answer. blocks: the texts that it is joined from, in order."""

    text: str
    blocks: tuple[str, ...] = ()
    is_closed: bool = True  # every fence is
    reason: str | None = None


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
    parts = parts_of(text)
    if not parts:
        tagged = re.findall(
            r"<(?:code|python|pre)[^<>]*>\n?(.*?)</(?:code|python|pre)>", text, re.S
        )
        found = [part for part in map(str.strip, tagged) if parsed(part) is not None]
        if found:
            return _joined(found)
        has_code = any(CODE_LINE.match(line) for line in text.split("\n"))
        return Source("", reason=why_not_parsed(text) if has_code else "no Python in it")
    return _joined(parts)


def _unopened(text: str) -> Source | None:
    """An answer whose first fence was never opened: code, a closing fence, and what follows."""
    found = re.search(r"^(?:```|~~~)[ \t]*\n?", text, re.MULTILINE)
    if found is None or not (before := text[: found.start()].strip("\n")):
        return None
    tree = parsed(before)
    if tree is None or returns(tree) or not is_program(tree, before):
        return None
    behind = source_of(text[found.end() :])
    return _joined([before, *behind.blocks]) if behind.blocks else Source(before, (before,))


def _whole(text: str, head: str | None) -> Source | None:
    """All of a text, where it is a program as it stands."""
    tree = parsed(text)
    if tree is None or returns(tree):
        return None
    if head is not None and head not in names_in(tree):
        return None
    if not is_program(tree, text):
        return None
    return Source(text, (text,))


def _of_blocks(blocks: list[Block], prompt: str, head: str | None) -> Source:
    chosen = [b for b in blocks if b.is_python] or [b for b in blocks if not b.language] or blocks
    is_closed = all(block.is_closed for block in blocks)
    texts = []
    for block in chosen:
        content = block.content.strip("\n")
        if not content.strip():
            continue
        tree = parsed(content)
        if tree is not None and not returns(tree):
            texts.append(content)
        elif not block.is_closed and (parts := parts_of(content)):
            texts += parts
        elif texts and content[0].isspace() and parsed(grown := f"{texts[-1]}\n\n{content}"):
            texts[-1] = grown  # a method for the class that stands before it
        elif (part := _cleaned(content)) is not None:
            texts.append(part)
    names = set().union(*(names_in(tree) for t in texts if (tree := parsed(t)) is not None), ())
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
        if text != content and (tree := parsed(text)) is not None and not returns(tree):
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


def _stands_alone(text: str) -> bool:
    """Whether a text is a program of its own, and no body of a function without an indent."""
    tree = parsed(text)
    if tree is None or text[0].isspace() or returns(tree):
        return False
    defines = any(isinstance(node, Function | ast.ClassDef) for node in tree.body)
    return defines or reads_input(Module(text, tree))


def _completed(text: str, prompt: str, head: str) -> str | None:
    """The prompt's function with its body from the answer; None where the answer is no body."""
    module = prompt_module(prompt)
    body = text.strip("\n")
    if module is None or not body.strip() or _stands_alone(body):
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
            if tree is None or returns(tree):
                continue
            made = [n for n in tree.body if isinstance(n, Function) and n.name == head]
            if made and not is_stub(made[-1]):
                found.append(whole)
                break
    return max(found, key=len, default=None)
