"""The files of sql/ as steps: what their headers say is what the run, Spark and the docs go by."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from runs_to_datasets.places import SQL, text_of

ONE_FILE, ONE_PROBLEM, ALL = "one file", "one problem", "all"


@dataclass(frozen=True)
class Step:
    """A file of sql/: `11_results.sql` is the step `11_results` and makes the table `results`."""

    path: Path

    @cached_property
    def table(self) -> str:
        """The one table that it makes."""
        return self.path.stem.partition("_")[2]

    @cached_property
    def header(self) -> str:
        """The comment at the top, without the dashes."""
        lines = text_of(self.path).partition("\n\n")[0].splitlines()
        return "\n".join(line.removeprefix("--").removeprefix(" ") for line in lines)

    def _said(self, word: str) -> str:
        """What stands behind `Word:`, with the indented lines under it."""
        found = re.search(rf"^{word}:\s*(.*(?:\n {{2,}}.*)*)", self.header, re.MULTILINE)
        return re.sub(r"\s+", " ", found[1]).strip() if found else ""

    @property
    def purpose(self) -> str:
        """What the table is, in a sentence without its stop."""
        first = re.split(r"^(?:Grain|Reads|Scope):", self.header, flags=re.MULTILINE)[0]
        return re.sub(r"\s+", " ", first).strip().partition(": ")[2].rstrip(".")

    @property
    def grain(self) -> str:
        """What a row is."""
        return self._said("Grain").rstrip(".")

    @property
    def reads(self) -> tuple[str, ...]:
        """The tables that it reads."""
        said = self._said("Reads").rstrip(".")
        return () if said == "nothing" else tuple(name.strip() for name in said.split(","))

    @property
    def scope(self) -> str:
        """What it may look at, and therefore where a cluster may run it."""
        return self._said("Scope")

    @property
    def is_published(self) -> bool:
        """Whether results.duckdb holds its table."""
        return self._said("Published") != "no"

    @property
    def by_python(self) -> str:
        """What Python does once the file has run; empty where it does nothing."""
        return self._said("Python").rstrip(".")

    @property
    def is_shown(self) -> bool:
        """Whether the screen has a line for it: not for a table that Python fills at once."""
        return self.table != "settings" and not self.by_python.startswith("fills")

    @property
    def columns(self) -> dict[str, str]:
        """{column: what it is}."""
        block = self.header.partition("\nColumns:\n")[2]
        found = re.findall(r"^ {2}(\w+): (.+(?:\n {4,}.+)*)", block, re.MULTILINE)
        return {name: re.sub(r"\s+", " ", text) for name, text in found}


@cache
def steps() -> tuple[Step, ...]:
    """The files of sql/, sorted: the order of the run. Read once a process: many ask."""
    return tuple(Step(path) for path in sorted(SQL.glob("[0-9]*.sql")))


def step_of(table: str) -> Step:
    """The step that makes a table."""
    return next(step for step in steps() if step.table == table)


def published() -> list[str]:
    """The tables of results.duckdb."""
    return [step.table for step in steps() if step.is_published]


@cache
def macro_files() -> tuple[Path, ...]:
    """The chapters of macros."""
    return tuple(sorted((SQL / "macros").glob("*.sql")))


def macro_comments() -> dict[str, str]:
    """{macro: the comment above it}."""
    found: dict[str, str] = {}
    for file in macro_files():
        for comment, name in re.findall(
            r"((?:^-- .*\n)*)^create or replace macro (\w+)\(", text_of(file), re.MULTILINE
        ):
            found[name] = " ".join(line.removeprefix("-- ") for line in comment.splitlines())
    return found
