"""The build before, and what of it still holds: a build again makes only what has changed.

made.json beside the builds says of the last one by which keys its tables were made, and which files
it read and wrote. A file is taken for the same where its state is (device, inode, size, times), or
its hash; a table where its key is. What holds lies in results.duckdb, which is copied as a whole.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from runs_to_datasets.again.keys import OF_INPUTS, digest_of, keys_of, with_content
from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.inputs.audit import Audit
from runs_to_datasets.inputs.files import sha256_of, state_of
from runs_to_datasets.inputs.inputs import Input, Inputs
from runs_to_datasets.library import Library
from runs_to_datasets.outputs.manifest import described
from runs_to_datasets.outputs.names import DATABASE, MANIFEST
from runs_to_datasets.outputs.publication import Publication
from runs_to_datasets.pipeline.steps import published, step_of
from runs_to_datasets.places import version_of_project

MADE = "made.json"
# What was written just before its state was taken could be written again within one tick of the
# clock of its disk; the coarsest in use, that of FAT, ticks every two seconds.
_TICK_NS = 2 * 10**9


@dataclass(frozen=True)
class Before:
    """What a build may take from the one before.

    folder: where that lies; None where nothing can be taken. held: the tables that hold. is_same:
    whether all that it wrote would be written again.
    """

    folder: Path | None = None
    held: frozenset[str] = field(default_factory=frozenset)
    is_same: bool = False

    def copy_to(self, folder: Path) -> None:
        """Puts its database where the new one will be; the new build goes on in it."""
        if self.folder is not None and self.held:
            shutil.copyfile(self.folder / DATABASE, folder / "build.duckdb")

    def clear(self, engine: Engine) -> None:
        """Drops from that copy what does not hold."""
        if self.held:
            dropped = sorted(engine.tables_of("build") - self.held)
            engine.run(Library().sql("before.sql.j2", tables=dropped))

    def notices(self) -> list[str]:
        """What it said of its data."""
        assert self.folder is not None
        said: list[str] = json.loads((self.folder / MANIFEST).read_text("utf-8"))["notices"]
        return said


def before(
    publication: Publication, config: Config, inputs: Inputs, outline: Mapping[str, str]
) -> Before:
    """What the build that is published now has for one of these files by these choices.

    outline: keys_of() this build. Puts the audits of files that it read, and that have not changed,
    beside them.
    """
    folder, made = publication.current, _read(publication.builds / MADE)
    if folder is None or made.get("build") != folder.name:
        return Before()
    if made.get("version") != version_of_project() or not (folder / DATABASE).is_file():
        return Before()
    audits = {
        record.file.name: audit
        for record in inputs.records
        if (audit := _known_audit(record, made["files"].get(record.file.name)))
    }
    if len(audits) < len(inputs.records):
        return Before()
    keys = with_content(outline, {name: audit.sha256 for name, audit in audits.items()})
    held = {
        table
        for table in published()
        if table in keys and made["tables"].get(table) == keys[table] and not _is_filled(table)
    }
    if made["written"].get(DATABASE) != _state(folder / DATABASE):
        held = set()
    if not held.issuperset(OF_INPUTS):
        held -= set(OF_INPUTS)  # they are filled together
    else:
        for record in inputs.records:
            record.audit = audits[record.file.name]
    is_same = made["all"] == _key_of_all(keys, config, inputs) and made["written"] == _written(
        folder
    )
    return Before(folder, frozenset(held), is_same)


def _is_filled(table: str) -> bool:
    """Whether Python fills a table each time; those of the run files hold with them."""
    return table not in OF_INPUTS and step_of(table).by_python.startswith("fills")


def _known_audit(record: Input, known: dict[str, Any] | None) -> Audit | None:
    """What is known of a file whose content is what it was; None for one that must be read."""
    if known is None:
        return None
    audit, state = Audit(**known["audit"]), list(record.state)
    is_settled = known["found_at"] - max(state[-2:]) > _TICK_NS
    if state == known["state"] and is_settled:
        return audit
    if record.file.path.stat().st_size != audit.n_bytes:
        return None
    return audit if sha256_of(record.file.path) == audit.sha256 else None


def record_made(
    publication: Publication, config: Config, library: Library, inputs: Inputs,
    found_at: int, outline: Mapping[str, str],
) -> None:  # fmt: skip
    """Says of the build that was just published how it was made, for the next one.

    found_at: when the states of the run files were taken; outline: keys_of() at that time. Where
    they are others now, as SQL or a file was changed while the build ran, nothing is said.
    """
    if keys_of(config, library, inputs) != outline:
        (publication.builds / MADE).unlink(missing_ok=True)
        return
    contents = {record.file.name: record.audited.sha256 for record in inputs.records}
    keys = with_content(outline, contents)
    made = {
        "version": version_of_project(),
        "build": publication.folder.name,
        "tables": keys,
        "all": _key_of_all(keys, config, inputs),
        "files": {
            record.file.name: {
                "state": record.state, "found_at": found_at, "audit": asdict(record.audited),
            }
            for record in inputs.records
        },
        "written": _written(publication.folder),
    }  # fmt: skip
    half = publication.builds / f"{MADE}.next"
    half.write_text(json.dumps(made), encoding="utf-8")
    os.replace(half, publication.builds / MADE)


def _key_of_all(keys: Mapping[str, str], config: Config, inputs: Inputs) -> str:
    """The key of all that a build writes: tables, and what only its pages and its manifest say."""
    left_out = {
        "copies": {file.name: original.name for file, original in inputs.copies.items()},
        "refused": {file.name: reason for file, reason in inputs.refused.items()},
    }
    return digest_of([keys, described(config), left_out])


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
