"""Outcomes of programs that ran before, by what they depend on: a build again runs nothing.

One SQLite file beside the builds, because it must survive a kill at any moment.
"""

import contextlib
import hashlib
import json
import platform
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runs_to_datasets.errors import BuildError
from runs_to_datasets.execution.sandbox import sources


class Cache:
    """{key: verdict}; without a file it remembers nothing. Use as a context manager."""

    def __init__(self, file: Path | None):
        self._file = file
        self._store: sqlite3.Connection | None = None
        # another judge or another Python may say otherwise
        self._version = hashlib.sha256(platform.python_version().encode() + sources()).hexdigest()

    def __enter__(self) -> "Cache":
        if self._file is not None:
            try:
                self._store = self._open()
            except sqlite3.DatabaseError:
                self._file.unlink()  # not ours, or broken: all is run again
                self._store = self._open()
        return self

    def _open(self) -> sqlite3.Connection:
        assert self._file is not None
        store = sqlite3.connect(self._file, isolation_level=None)
        store.execute("create table if not exists executions (key text primary key, verdict text)")
        return store

    def __exit__(self, *_: object) -> None:
        if self._store is not None:
            self._store.close()

    def key_of(self, job: Mapping[str, Any]) -> str:
        """sha256 of a job (program, tests, limits) and of what judges it."""
        text = self._version + json.dumps(job, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def get(self, key: str) -> dict[str, Any] | None:
        """The verdict of a job, if it is known."""
        if self._store is None:
            return None
        query = "select verdict from executions where key = ?"
        with contextlib.suppress(ValueError, sqlite3.Error):  # what cannot be read is run again
            row = self._store.execute(query, (key,)).fetchone()
            found: dict[str, Any] | None = json.loads(row[0]) if row else None
            return found
        return None

    def put(self, verdicts: Mapping[str, Mapping[str, Any]]) -> None:
        """Remembers verdicts; BuildError where the disk does not take them."""
        if self._store is None:
            return
        rows = [(key, json.dumps(found)) for key, found in verdicts.items()]
        try:
            self._store.execute("begin")
            self._store.executemany("insert or replace into executions values (?, ?)", rows)
            self._store.execute("commit")
        except sqlite3.Error as error:
            raise BuildError(f"{self._file}: {error}: make room, or delete the file") from None
