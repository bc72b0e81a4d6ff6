"""Cuts a program down to what its tests need. What is kept is not rewritten.

Graders ran the whole; what is cut must change nothing.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.programs.keeping import Cut
from runs_to_datasets.programs.kept_text import written
from runs_to_datasets.programs.lending import joined_head, stars_for, supplied
from runs_to_datasets.programs.modules import Module


@dataclass(frozen=True)
class Program:
    """A text that stands alone, or why there is none. names: those that its answer defines."""

    code: str
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    reason: str | None = None
    lost_assert: bool = False


def cut(module: Module, roots: Iterable[str], prompt: Module | None = None) -> Program:
    """The part of a program that its roots need, with the imports that a grader supplied.

    prompt: the code in the problem's prompt, whose imports and helpers an answer may lean on.
    """
    chosen = Cut(module, roots)
    missing = chosen.needed - chosen.bound - BUILTINS
    stars = stars_for(module, chosen.needed - chosen.bound)
    chosen.kept |= stars.keys()
    missing -= set().union(*stars.values()) if stars else set()
    head, unknown = supplied(module, chosen, missing, prompt)
    reason = None
    if unknown and not chosen.is_dynamic and not has_own_namespace(module):
        reason = f"uses {min(unknown)}, which it does not define"
    text = written(module, chosen)
    lost_assert = "assert" in module.source and any(
        isinstance(node, ast.Assert)
        for i, statement in enumerate(module.statements)
        if i not in chosen.kept
        for node in ast.walk(statement.node)
    )
    code = joined_head(head, text)
    return Program(code, module.defined, module.classes, reason, lost_assert)


def has_own_namespace(module: Module) -> bool:
    """Whether a program writes names where no reader of its text can see them."""
    calls = set().union(*(s.now.calls for s in module.statements)) if module.statements else set()
    return bool(calls & {"exec", "globals"})
