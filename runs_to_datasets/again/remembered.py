"""What Python made of programs in builds before, by what it was made of: a build again reads only
what is new.

One database beside the builds, written anew by every build with what it used. Python's parser is
most of the cost of a build, and its answer depends on nothing but the row that it is asked.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError
from runs_to_datasets.library import Library, verbatim
from runs_to_datasets.places import version_of_project
from runs_to_datasets.programs.tasks import WHOSE

Rows = list[tuple[Any, ...]]
FILE, NEXT = "programs.duckdb", "programs.next.duckdb"


def forget(builds: Path) -> None:
    """Removes what was remembered of texts, for a build that leaves texts out."""
    (builds / FILE).unlink(missing_ok=True)


class Remembered:
    """The memory of one `out`. Use as a context manager around the connection that it is used by.

    builds: where the builds lie; None for a build that remembers nothing. is_fresh: nothing is
    taken from before; is_dry: nothing is left for the next one.
    """

    def __init__(self, builds: Path | None = None, is_fresh: bool = False, is_dry: bool = False):
        self._folder, self._is_fresh, self._is_dry = builds, is_fresh, is_dry
        self._library = Library()
        self._known: set[str] = set()
        self._kept: set[str] = set()
        self._is_whole = False

    def __enter__(self) -> "Remembered":
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            with contextlib.suppress(OSError):  # it only saves time
                if self._is_whole and not self._is_dry:
                    os.replace(self._folder / NEXT, self._folder / FILE)
                for half in self._folder.glob(f"{NEXT}*"):  # its log beside it, on a full disk
                    half.unlink(missing_ok=True)

    def attach(self, engine: Engine) -> None:
        """Opens what was remembered, and a file for what will be; before the connection's fence."""
        if self._folder is None:
            return
        engine.run(
            "attach ? as to_remember (recovery_mode no_wal_writes)", [str(self._folder / NEXT)]
        )
        if self._is_fresh or not (self._folder / FILE).exists():
            return
        try:
            engine.run("attach ? as remembered (read_only)", [str(self._folder / FILE)])
            [(version,)] = engine.run("select version from remembered.made_by")
        except BuildError:
            return  # not ours, or broken: all is read again
        if version == version_of_project():
            self._known = engine.tables_of("remembered")

    def rounds(self, engine: Engine, table: str, ask: str, take: str, where: str) -> Iterator[Rows]:
        """What is left to do of each round of a step; what is known is put into its table.

        ask: the last statement of the step. It is asked again until it returns nothing.
        """
        if self._folder is None or table not in WHOSE:
            while rows := engine.run(ask, where=where):
                yield rows
            return
        shape = {
            "table": table, "ask": verbatim(ask.rstrip("; \n")), "take": take,
            "is_known": table in self._known, "whose": verbatim(", ".join(WHOSE[table])),
        }  # fmt: skip
        load, asked, keep = (
            self._library.sql(f"remembered/{part}.sql.j2", **shape)
            for part in ("load", "asked", "keep")
        )
        try:
            engine.run(load, where=where)
        except BuildError:  # a damaged file
            shape["is_known"] = False
            engine.run(self._library.sql("remembered/load.sql.j2", **shape), where=where)
        while True:
            rows = engine.run(asked, where=where)
            if rows:
                yield rows
            elif not engine.count("asked"):
                break
        with contextlib.suppress(BuildError):  # it only saves time
            engine.run(keep, where=where)
            self._kept.add(table)

    @contextmanager
    def keeping(self, engine: Engine) -> Iterator[None]:
        """Around the steps of a build: completes the file for the next one, also for a build that
        is refused in the end, with what no step of this one came to.
        """
        try:
            yield
        except BuildError:
            self._finish(engine)
            raise
        self._finish(engine)

    def _finish(self, engine: Engine) -> None:
        if self._folder is not None:
            carried_over = sorted(self._known - self._kept - {"made_by"})
            shape = {"carried_over": carried_over, "version": version_of_project()}
            with contextlib.suppress(BuildError):  # it only saves time
                engine.run(self._library.sql("remembered/end.sql.j2", **shape))
                self._is_whole = bool(self._kept)
