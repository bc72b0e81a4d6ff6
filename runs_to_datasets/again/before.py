"""The build before, and what of it still holds: a build again makes only what has changed.

made.json beside the builds says of the last one by which keys its tables were made, and which files
it read and wrote. A file is taken for the same where its state is (device, inode, size, times), or
its hash; a table where its key is. What holds lies in results.duckdb. Where some run files are
others, the rows of those that are not still hold.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from runs_to_datasets.again.keys import (
    OF_INPUTS,
    digest_of,
    key_of_rows,
    keys_of,
    names_in_rows,
    own_files,
    with_content,
)
from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine, OutOfResources
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.audit import Audit
from runs_to_datasets.inputs.files import sha256_of, state_of
from runs_to_datasets.inputs.headers import Column, Header
from runs_to_datasets.inputs.inputs import Input, Inputs, shape_of
from runs_to_datasets.library import Library, verbatim
from runs_to_datasets.outputs.manifest import described
from runs_to_datasets.outputs.names import DATABASE, MANIFEST
from runs_to_datasets.outputs.publication import Publication
from runs_to_datasets.pipeline.steps import published, step_of, steps
from runs_to_datasets.places import version_now, version_of_project

MADE = "made.json"
# What was written just before its state was taken could be written again within one tick of the
# clock of its disk; the coarsest in use, that of FAT, ticks every two seconds.
_TICK_NS = 2 * 10**9


@dataclass(frozen=True)
class Outline:
    """What a build follows from, but for the content of its run files.

    tables: {table: key}; rows: a key of what makes rows of a run file; names: {file: what its name
    gives them}; rest: a key of all else that it reads.
    """

    tables: Mapping[str, str]
    rows: str
    names: Mapping[str, list[str | None]]
    rest: str


def outline_of(config: Config, library: Library, inputs: Inputs) -> Outline:
    """The outline of a build. Raises BuildError for a file that cannot be read, as a build does."""
    tables = keys_of(config, library, inputs)  # first: it refuses files that others would wait for
    names = {file.name: names_in_rows(config, file) for file in inputs.files}
    rest = digest_of([described(config), own_files(library)])
    return Outline(tables, key_of_rows(config, library), names, rest)


@dataclass(frozen=True)
class Before:
    """What a build may take from the one before.

    folder: where that lies; None where nothing can be taken. held: the tables that hold. shapes:
    those of its run files, as keys. are_apart: whether what a file gives follows from it alone.
    is_same: whether all that it wrote would be written again.
    """

    folder: Path | None = None
    held: frozenset[str] = field(default_factory=frozenset)
    shapes: frozenset[str] = field(default_factory=frozenset)
    are_apart: bool = True
    is_same: bool = False

    def attach(self, engine: Engine) -> None:
        """Opens its database, before the connection's fence."""
        if self.folder is not None:
            with _or_fresh(self.folder):
                engine.run("attach ? as before (read_only)", [str(self.folder / DATABASE)])

    def copy_to(self, engine: Engine) -> None:
        """Copies the tables that hold, and nothing that may lie beside them in its file."""
        if self.folder is not None and self.held:
            tables = []
            for step in steps():
                if step.table in self.held:
                    first = engine.statements_of(step.path)[0]
                    has_types = re.search(rf"\btable {step.table} \(", first) is not None
                    create = verbatim(first.rstrip("; \n")) if has_types else None
                    tables.append({"name": step.table, "create": create})
            engine.make_tables_in("build")
            with _or_fresh(self.folder):
                engine.run(Library().sql("before.sql.j2", tables=tables))
            engine.make_tables_in("work")

    def read_headers(self, engine: Engine, inputs: Inputs) -> None:
        """As Inputs.read_headers(). Where the headers are not those that there were, all files are
        read again: the columns of `results` are those of all.
        """
        inputs.read_headers(engine)
        are_as_before = self.are_apart and _shapes_of(inputs) == self.shapes
        if inputs.n_held and "results" not in self.held and not are_as_before:
            for record in inputs.records:
                record.is_held = False
            inputs.read_headers(engine)

    def notices(self) -> list[str]:
        """What it said of its data."""
        assert self.folder is not None
        said: list[str] = json.loads((self.folder / MANIFEST).read_text("utf-8"))["notices"]
        return said


@contextmanager
def _or_fresh(folder: Path) -> Iterator[None]:
    """Around reading the build before: says what to do where its database is damaged."""
    try:
        yield
    except OutOfResources:
        raise
    except BuildError as error:
        raise BuildError(f"{folder / DATABASE}: {error}: build with --fresh") from None


def before(
    publication: Publication, config: Config, library: Library, inputs: Inputs, outline: Outline
) -> Before:
    """What the build that is published now has for one of these files by these choices.

    Puts what it knew of files that have not changed beside them, where their rows hold.
    """
    folder, made = publication.current, _read(publication.builds / MADE)
    if folder is None or made.get("build") != folder.name:
        return Before()
    if made.get("version") != version_of_project() or not (folder / DATABASE).is_file():
        return Before()
    if made["written"].get(DATABASE) != _state(folder / DATABASE) or made["rows"] != outline.rows:
        return Before()
    for record in inputs.records:
        known = made["files"].get(record.file.name)
        if known and known["names"] == outline.names[record.file.name]:
            _hold(record, known)
    if not inputs.n_held:
        return Before()
    shapes, are_apart = frozenset(made["shapes"]), config["source"] not in library.own("sources")
    if inputs.to_read:
        return Before(folder, shapes=shapes, are_apart=are_apart)
    keys = _keys_with_content(outline, inputs)
    held = {
        table
        for table in published()
        if table in keys and made["tables"].get(table) == keys[table] and not _is_filled(table)
    }
    if not held.issuperset(OF_INPUTS):
        held -= set(OF_INPUTS)  # they are filled together
    # what programs do on their tests may change with the machine
    is_same = (
        not config["tests.run"]
        and made["all"] == _key_of_all(keys, outline, inputs)
        and made["written"] == _written(folder)
    )
    return Before(folder, frozenset(held), shapes, are_apart, is_same)


def _is_filled(table: str) -> bool:
    """Whether Python fills a table each time; those of the run files hold with them."""
    return table not in OF_INPUTS and step_of(table).by_python.startswith("fills")


def _hold(record: Input, known: Mapping[str, Any]) -> None:
    """Puts what is known of a file beside it, where its content is what it was."""
    audit, state = Audit(**known["audit"]), list(record.state)
    is_settled = known["found_at"] - max(state[-2:]) > _TICK_NS
    if not (state == known["state"] and is_settled):
        if record.file.path.stat().st_size != audit.n_bytes:
            return
        if sha256_of(record.file.path) != audit.sha256:
            return
    record.audit, record.is_held = audit, True
    if known["header"] is not None:
        columns = tuple(Column(**column) for column in known["header"]["columns"])
        record.header = Header(columns, known["header"]["form"])


def _shapes_of(inputs: Inputs) -> frozenset[str]:
    """The shapes of the run files, as keys."""
    return frozenset(digest_of(shape_of(record)) for record in inputs.records)


def record_made(
    publication: Publication, config: Config, library: Library, inputs: Inputs,
    found_at: int, outline: Outline,
) -> None:  # fmt: skip
    """Says of the build that was just published how it was made, for the next one.

    found_at: when the states of the run files were taken; outline: outline_of() at that time. Where
    it is another now, as SQL or a file was changed while the build ran, nothing is said.
    """
    (publication.builds / MADE).unlink(missing_ok=True)
    is_as_it_was = version_now() == version_of_project()
    if not is_as_it_was or outline_of(config, library, inputs) != outline:
        return
    keys = _keys_with_content(outline, inputs)
    made = {
        "version": version_of_project(),
        "build": publication.folder.name,
        "tables": keys,
        "all": _key_of_all(keys, outline, inputs),
        "rows": outline.rows,
        "shapes": sorted(_shapes_of(inputs)),
        "files": {
            record.file.name: {
                "names": outline.names[record.file.name],
                "state": record.state,
                "found_at": found_at,
                "audit": asdict(record.audited),
                "header": asdict(record.header) if record.header else None,
            }
            for record in inputs.records
        },
        "written": _written(publication.folder),
    }  # fmt: skip
    half = publication.builds / f"{MADE}.next"
    half.write_text(json.dumps(made), encoding="utf-8")
    os.replace(half, publication.builds / MADE)


def _keys_with_content(outline: Outline, inputs: Inputs) -> dict[str, str]:
    """The keys of the tables of these run files, all of which have been read."""
    contents = {record.file.name: record.audited.sha256 for record in inputs.records}
    return with_content(outline.tables, contents)


def _key_of_all(keys: Mapping[str, str], outline: Outline, inputs: Inputs) -> str:
    """The key of all that a build writes: tables, and what only its pages and its manifest say."""
    left_out = {
        "copies": {file.name: original.name for file, original in inputs.copies.items()},
        "refused": {file.name: reason for file, reason in inputs.refused.items()},
    }
    return digest_of([keys, outline.rest, left_out])


def _state(path: Path) -> list[int]:
    return list(state_of(path))


def _written(folder: Path) -> dict[str, list[int]]:
    """The state of every file of a build."""
    return {
        str(path.relative_to(folder)): _state(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _read(file: Path) -> dict[str, Any]:
    """What made.json says; nothing where it cannot be read, and then all is made anew."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
