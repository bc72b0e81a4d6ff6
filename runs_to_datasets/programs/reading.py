"""From a response to the program that is written."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from runs_to_datasets.programs.answers import answer_of
from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.cutting import Program, cut
from runs_to_datasets.programs.fences import parsed
from runs_to_datasets.programs.lending import supplied_head
from runs_to_datasets.programs.modules import Module, default_roots, top_names
from runs_to_datasets.programs.plain import plain_program, plain_source
from runs_to_datasets.programs.prompts import is_stub, lent_by
from runs_to_datasets.programs.sources import Source, source_of
from runs_to_datasets.programs.standard_input import reads_input
from runs_to_datasets.programs.writing import cleaned


@dataclass(frozen=True)
class Reading:
    """What is in an answer before anybody knows what its problem's tests call."""

    program: Program
    reads_input: bool = False
    is_settled: bool = False  # the program is the same whatever the tests call
    is_closed: bool = True
    roots: tuple[str, ...] = ()
    tops: tuple[str, ...] = ()  # names that no other definition of it reads


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
    program = Program(found.code, found.names, found.classes, lost_assert=found.lost_assert)
    return Reading(program, False, len(found.roots) == 1, True, found.roots, found.tops)


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
    tops = top_names(module, roots)
    return Reading(program, does_read, is_settled, source.is_closed, roots, tops)


def program_of(response: str, prompt: str, kind: str, names: Iterable[str]) -> Program:
    """The program of a response to a problem of a kind whose tests call some names."""
    if kind != "program" and "def " not in prompt and (plain := plain_source(response)):
        found = plain_program(plain, names)
        if found is not None:
            return Program(found.code, found.names, found.classes, lost_assert=found.lost_assert)
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
    code = cleaned(_with_imports(text.strip("\n"), module))
    return Program(code, module.defined, module.classes)


def _unknown(module: Module) -> set[str]:
    reads = set().union(*(s.now.reads | s.later.reads for s in module.statements), ())
    bound = set().union(*(s.now.binds | s.later.binds for s in module.statements), ())
    return set() if "import *" in module.source else reads - bound - BUILTINS


def _with_imports(text: str, module: Module) -> str:
    """A whole program with an import of each name that only a grader supplied."""
    head = supplied_head(module, _unknown(module))
    return f"{head}\n\n{text}" if head else text
