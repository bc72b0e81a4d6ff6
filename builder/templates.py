"""Jinja2, fenced in: templates decide shape; values are quoted, unknown names are errors.

Plain Jinja2 would run Python from a template and print an unknown name as nothing. Both
environments are sandboxed with StrictUndefined; the one for SQL turns every printed value into a
SQL literal.
"""

import ast
import json
import re
from collections.abc import Mapping

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from builder import BuildError
from builder.config import PROJECT

INSTRUCTION_NAMES = ("prompt", "test_cases", "entry_point", "difficulty", "mbpp_id")


class _Verbatim(str):
    """SQL that is ours: a name in quotes, or a statement from sql/."""


def _sql_literal(value: object) -> str:
    if isinstance(value, _Verbatim):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"


def _environment(**options) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(PROJECT / "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        **options,
    )


_sql = _environment(finalize=_sql_literal)
_sql.filters["name"] = lambda name: _Verbatim('"' + str(name).replace('"', '""') + '"')
_text = _environment()
_html = _environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
for _pages in (_text, _html):
    _pages.filters["grouped"] = lambda number: f"{number:,}"
    _pages.filters["cell"] = lambda text: " ".join(str(text).split()).replace("|", "\\|")


def sql(template: str, **shape: object) -> str:
    """A template of templates/ as SQL; `shape` says which columns, tables, formats: no data."""
    return _sql.get_template(template).render(**shape)


def page(template: str, values: Mapping[str, object]) -> str:
    """A page of templates/: what is HTML is escaped; Markdown has the filter `cell` for tables."""
    environment = _html if ".html" in template else _text
    return environment.get_template(template).render(values)


def names(folder: str) -> list[str]:
    """What can be chosen among the templates of a folder, such as `formats`."""
    files = (PROJECT / "templates" / folder).glob("*.sql.j2")
    return sorted(file.name.removesuffix(".sql.j2") for file in files)


def mentions(folder: str, name: str, word: str) -> bool:
    """Whether a template has a word in it: what it reads decides what a build must prepare."""
    text = (PROJECT / "templates" / folder / f"{name}.sql.j2").read_text(encoding="utf-8")
    return re.search(rf"\b{word}\b", re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)) is not None


def verbatim(statements: str) -> str:
    """Statements of sql/, for a template to hold as they are."""
    return _Verbatim(statements)


def instruction_renderer(source: str):
    """A function of (prompt, test_cases, entry_point, difficulty, mbpp_id) giving the instruction.

    Raises BuildError for a template that does not parse or uses another name.
    """
    where = "[instruction] template"
    try:
        used = meta.find_undeclared_variables(_text.parse(source))
        template = _text.from_string(source)
    except TemplateError as error:
        raise BuildError(f"{where}: {error}: mend the template") from None
    if unknown := used - {*INSTRUCTION_NAMES}:
        raise BuildError(
            f"{where}: unknown name {', '.join(sorted(unknown))}: there are "
            + ", ".join(INSTRUCTION_NAMES)
        )

    if "prompt" not in used:
        raise BuildError(f"{where}: does not use prompt: all problems would be asked the same")

    def render(values: Mapping[str, object]) -> str:
        try:
            instruction = template.render(values)
        except Exception as error:  # the template is the user's program
            raise BuildError(f"{where}, problem {values['mbpp_id']}: {error}") from None
        if not instruction.strip():
            raise BuildError(f"{where}, problem {values['mbpp_id']}: the instruction is empty")
        return instruction

    return render


def around_code(source: str) -> tuple[str, str]:
    """What [output] template puts before and after the code, so that SQL can put it there.

    Raises BuildError for a template that does not parse, changes the code, or has it not just once.
    """
    where = "[output] template"
    code = "\x1fcode\x1f"
    try:
        around = _text.from_string(source).render(code=code).split(code)
    except Exception as error:  # the template is the user's program
        raise BuildError(f"{where}: {error}: it may use {{{{ code }}}} and nothing else") from None
    if len(around) != 2:
        raise BuildError(f"{where}: needs {{{{ code }}}} once, as it is")
    return around[0], around[1]


def test_list(written: str | None) -> list[str]:
    """The tests of a cell: a JSON list, a Python list, one test a line, or one program of them."""
    if not written or not written.strip():
        return []
    for parse in (json.loads, ast.literal_eval):
        try:
            tests = parse(written)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(tests, list | tuple):
            return [str(test).strip() for test in tests]
    lines = [line.rstrip() for line in written.split("\n") if line.strip()]
    if any(line[0].isspace() for line in lines):
        return [written.strip("\n")]
    return lines
