"""The project's templates and queries, and a user's own beside them.

[extend] folder may hold formats/, sources/, explore/ and checks/; a file there stands in the place
of a shipped one of the same name. Templates decide shape only: every value that they print is a SQL
literal, an unknown name is an error, and none of them can run Python.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from runs_to_datasets.errors import BuildError
from runs_to_datasets.places import SQL, TEMPLATES, label, text_of

if TYPE_CHECKING:
    from jinja2 import Environment

# What an extension may hold, and how its files end.
KINDS = {"formats": ".sql.j2", "sources": ".sql.j2", "explore": ".sql", "checks": ".sql"}


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


def quoted_name(name: object) -> str:
    """A name of a column as SQL writes it."""
    return _Verbatim('"' + str(name).replace('"', '""') + '"')


def verbatim(statements: str) -> str:
    """SQL for a template to hold as it is: statements of sql/, an expression of the user."""
    return _Verbatim(statements)


@cache
def _environment(extension: Path | None) -> "Environment":
    """Jinja for the templates of an extension and ours; each is compiled once a process."""
    from runs_to_datasets.templating import environment

    folders = [TEMPLATES] if extension is None else [extension, TEMPLATES]
    jinja = environment("sql", folders, finalize=_sql_literal)
    jinja.filters["name"] = quoted_name
    return jinja


class Library:
    """Finds formats, sources, kept questions and checks by name.

    extension: the folder of [extend], or None.
    """

    def __init__(self, extension: Path | None = None):
        self.extension = extension

    @property
    def _jinja(self) -> "Environment":
        return _environment(self.extension)

    def sql(self, template: str, **shape: object) -> str:
        """A template as SQL; `shape` says which columns, tables, formats: no data.

        Raises BuildError for a template of an extension that Jinja refuses.
        """
        from jinja2 import TemplateError

        try:
            return self._jinja.get_template(template).render(**shape)
        except TemplateError as error:
            raise BuildError(f"{template}: {error}: mend the template") from None

    def files(self, kind: str) -> dict[str, Path]:
        """{name: file} of a kind, sorted by name."""
        shipped = (SQL if KINDS[kind] == ".sql" else TEMPLATES) / kind
        folders = [shipped] if self.extension is None else [shipped, self.extension / kind]
        found = {
            file.name.removesuffix(KINDS[kind]): file
            for folder in folders
            for file in folder.glob(f"*{KINDS[kind]}")
        }
        return dict(sorted(found.items()))

    def names(self, kind: str) -> list[str]:
        """What can be chosen among the files of a kind."""
        return list(self.files(kind))

    def own(self, kind: str) -> list[str]:
        """The names that come from the extension."""
        return [
            name
            for name, file in self.files(kind).items()
            if self.extension is not None and file.is_relative_to(self.extension)
        ]

    def mentions(self, kind: str, name: str, word: str) -> bool:
        """Whether a file has a word in it: what it reads decides what a build must prepare."""
        text = re.sub(r"\{#.*?#\}", "", text_of(self.files(kind)[name]), flags=re.DOTALL)
        return re.search(rf"\b{word}\b", text) is not None

    def said(self, source: str, word: str) -> str:
        """What the comment of a source's template says behind `word:`; empty where it does not."""
        text = text_of(self.files("sources")[source])
        found = re.search(rf"^\s*{word}: (.+?)\.?(?: -?#}})?$", text, re.MULTILINE)
        return found[1] if found else ""

    def label(self, kind: str, name: str) -> str:
        """A file for a message."""
        return label(self.files(kind)[name])

    def words_on_extension(self) -> list[str]:
        """A line for each file of the extension that stands in the place of a shipped one."""
        shipped = Library()
        return [
            f"{label(self.files(kind)[name])}: in the place of {shipped.label(kind, name)}"
            for kind in KINDS
            for name in self.own(kind)
            if name in shipped.files(kind)
        ]
