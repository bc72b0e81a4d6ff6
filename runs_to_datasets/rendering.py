"""The user's templates and our pages, by Jinja2 in a sandbox.

Plain Jinja2 would run Python from a template and print an unknown name as nothing.
"""

import ast
import html
import json
import re
import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runs_to_datasets.errors import BuildError
from runs_to_datasets.templating import environment

OUTPUT_NAMES = ("code", "reasoning", "answer", "response")
INSTRUCTION_NAMES = ("prompt", "test_cases", "entry_point", "signatures", "difficulty", "mbpp_id")


def _cell(value: object) -> str:
    """A value for a cell of a Markdown table: one line, in which nothing is HTML or a new cell."""
    text = html.escape(" ".join(str(value).split()), quote=False)
    return text.replace("|", "\\|")


def _environment(name: str, **options: Any) -> ImmutableSandboxedEnvironment:
    # optimized would make constants before any bound holds
    made = environment(name, optimized=False, **options)
    made.filters["grouped"] = lambda number: f"{number:,}"
    made.filters["cell"] = _cell
    return made


_text = _environment("text")
_html = _environment("html", autoescape=True, trim_blocks=True, lstrip_blocks=True)


def page(template: str, values: Mapping[str, object]) -> str:
    """A page of templates/: what is HTML is escaped; Markdown has the filter `cell` for tables."""
    jinja = _html if ".html" in template else _text
    return jinja.get_template(template).render(values)


LONGEST = 1_000_000  # characters that a template of the user's may make
ROOM = 1 << 29  # bytes of memory that it may take for that


@contextmanager
def _little_memory() -> Iterator[None]:
    """Bounds what a single expression may take, where the system does that (macOS does not)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        bounds = [limit for limit in (taken + ROOM, soft) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    except (OSError, ValueError):
        pass
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _names_in(source: str) -> set[str]:
    with _little_memory():  # Jinja works constants out to see which names there are
        return meta.find_undeclared_variables(_text.parse(source))


def _rendered(template: Template, values: Mapping[str, Any]) -> str:
    """What a template of the user's makes, within bounds: it is a program, and may be anybody's.

    ValueError beyond them.
    """
    text, length = [], 0
    with _little_memory():
        try:
            for piece in template.generate(values):
                length += len(piece)
                if length > LONGEST:
                    raise ValueError(f"it makes more than {LONGEST:,} characters")
                text.append(piece)
        except MemoryError:
            raise ValueError("it takes too much memory") from None
    return "".join(text)


def instruction_renderer(source: str) -> Callable[[Mapping[str, Any]], str]:
    """A function of {name of INSTRUCTION_NAMES: value} that gives the instruction.

    Raises BuildError for a template that does not parse or uses another name.
    """
    where = "[instruction] template"
    try:
        used = _names_in(source)
        template = _text.from_string(source)
    except TemplateError as error:
        raise BuildError(f"{where}: {error.message}: mend the template") from None
    if unknown := used - {*INSTRUCTION_NAMES}:
        raise BuildError(
            f"{where}: unknown name {', '.join(sorted(unknown))}: there are "
            + ", ".join(INSTRUCTION_NAMES)
        )

    if "prompt" not in used:
        raise BuildError(f"{where}: does not use prompt: all problems would be asked the same")

    def render(values: Mapping[str, Any]) -> str:
        try:
            instruction = _rendered(template, values)
        except Exception as error:  # the template is the user's program
            raise BuildError(f"{where}, problem {values['mbpp_id']}: {error}") from None
        if not instruction.strip():
            raise BuildError(f"{where}, problem {values['mbpp_id']}: the instruction is empty")
        return instruction

    return render


def output_parts(source: str) -> list[tuple[int, str | None, str | None]]:
    """[output] template as (position, text, name), one of the two set, for SQL to join.

    Raises BuildError for a template that does not parse, changes a text, or has no answer in it.
    """
    where = "[output] template"
    marks = {name: f"\x1f{name}\x1f" for name in OUTPUT_NAMES}
    known = ", ".join(f"{{{{ {name} }}}}" for name in OUTPUT_NAMES)
    try:
        rendered = _rendered(_text.from_string(source), marks)
    except Exception as error:  # the template is the user's program
        raise BuildError(f"{where}: {error}: it may use {known} and nothing else") from None
    pieces = re.split(f"(\x1f(?:{'|'.join(OUTPUT_NAMES)})\x1f)", rendered)
    names = {piece.strip("\x1f") for piece in pieces[1::2]}
    used = _names_in(source)
    is_once = len(pieces[1::2]) == len(names)
    if not names & {"code", "answer", "response"} or used != names or not is_once:
        raise BuildError(f"{where}: needs {{{{ code }}}} (or answer, response) once, as it is")
    return [
        (i, None, piece.strip("\x1f")) if i % 2 else (i, piece, None)
        for i, piece in enumerate(pieces)
    ]


def test_list(written: str | None) -> list[str]:
    """The tests of a cell: a JSON list, a Python list, one test a line, or one program of them.

    None of inputs and outputs, which are objects and no lines that a prompt could show.
    """
    if not written or not written.strip():
        return []
    for parse in (json.loads, ast.literal_eval):
        try:
            tests = parse(written)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(tests, list | tuple):
            has_objects = any(isinstance(test, dict) for test in tests)
            return [] if has_objects else [str(test).strip() for test in tests]
    lines = [line.rstrip() for line in written.split("\n") if line.strip()]
    if any(line[0].isspace() for line in lines):
        return [written.strip("\n")]
    return lines
