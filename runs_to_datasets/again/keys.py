"""What a table follows from, as a key: the text of its SQL, the settings and the other choices that
it reads, the content of files, the tables under it, and the program that makes it.

Two builds with one key of a table have the same rows in it.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import KEYS, name_of
from runs_to_datasets.inputs.files import RunFile
from runs_to_datasets.inputs.inputs import Inputs
from runs_to_datasets.library import KINDS, Library
from runs_to_datasets.outputs.manifest import described_value
from runs_to_datasets.pipeline.completions import CHOICES
from runs_to_datasets.pipeline.settings import FILLED
from runs_to_datasets.pipeline.steps import Step, step_of, steps
from runs_to_datasets.places import SQL, TEMPLATES, text_of, version_of_project

# Tables of the run files themselves, and what Python reads of the configuration to read them.
OF_INPUTS = ("inputs", "audits", "results")
INPUT_CHOICES = ("source", "problems", "input.strict", "input.filter")
# Folders of an extension that no table is made of.
LATER = ("formats/", "explore/", "checks/")


def keys_of(config: Config, library: Library, inputs: Inputs) -> dict[str, str]:
    """{table: key} of the steps, without the content of the run files; see with_content().

    A table that follows from what programs do when they run has none, nor has what is made of it.
    """
    version = version_of_project()
    files = sorted(inputs.files, key=lambda file: file.path)
    of_inputs = [*_choices_of_inputs(config, library), [names_in_rows(config, f) for f in files]]
    keys: dict[str, str] = {}
    for step in steps():
        if config["tests.run"] and "tests.run" in CHOICES.get(step.table, ()):
            continue
        if not set(step.reads) - {"settings", "source_rows"} <= keys.keys():
            continue
        keys[step.table] = digest_of([
            version, text_of(step.path), _settings(step, config),
            _choices(config, CHOICES.get(step.table, ())),
            of_inputs if step.table in OF_INPUTS else None,
            FILLED[step.table](config, library) if step.table in FILLED else None,
            {table: keys.get(table) for table in step.reads if table != "settings"},
        ])  # fmt: skip
    return keys


def key_of_rows(config: Config, library: Library) -> str:
    """What the rows of a run file follow from, beside the file and its names_in_rows()."""
    made_by = [text_of(step_of(table).path) for table in (*OF_INPUTS, "verdict_words")]
    return digest_of([
        version_of_project(), made_by, _settings(step_of("results"), config),
        _choices_of_inputs(config, library), FILLED["verdict_words"](config, library),
    ])  # fmt: skip


def names_in_rows(config: Config, file: RunFile) -> list[str | None]:
    """What a file's own name gives its rows; the source of a harness may look at the path."""
    has_path = config["source"] not in ("csv", "jsonl", "parquet")
    return [file.name, file.run_id, str(file.path) if has_path else None]


def _choices_of_inputs(config: Config, library: Library) -> list[object]:
    own = own_files(library)
    return [
        _choices(config, INPUT_CHOICES), dict(config.columns),
        {name: text for name, text in own.items() if not name.startswith(LATER)},
    ]  # fmt: skip


def own_files(library: Library) -> dict[str, str]:
    """{name: text} of every file of the extension that may be read; not all need be text."""
    if library.extension is None:
        return {}
    below = {
        str(file.relative_to(library.extension)): file.read_bytes().decode(errors="surrogateescape")
        for pattern in ("*.j2", "*.sql")
        for file in library.extension.rglob(pattern)
        if file.is_file()
    }
    named = {
        f"{kind}/{name}": text_of(library.files(kind)[name])
        for kind in KINDS
        for name in library.own(kind)
    }
    return below | named


def with_content(keys: Mapping[str, str], contents: Mapping[str, str]) -> dict[str, str]:
    """The keys of tables made of these run files. contents: {name: sha256 of the content}."""
    return {table: digest_of([key, contents]) for table, key in keys.items()}


def digest_of(parts: object) -> str:
    """One key of many parts."""
    text = json.dumps(parts, default=str, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def settings_read(step: Step) -> list[str]:
    """The columns of `settings` that a step reads; all are written as settings.<column>."""
    return _settings_in(text_of(step.path))


@cache
def _settings_in(sql: str) -> list[str]:
    code = re.sub(r"^--.*", "", sql, flags=re.MULTILINE)
    return sorted(set(re.findall(r"\bsettings\.(\w+)", code)))


def _settings(step: Step, config: Config) -> dict[str, Any]:
    """The values of these; of `settings` itself all that there are."""
    keys = {name_of(key): key for key, kind in KEYS.items() if kind.sql is not None}
    read = keys if step.table == "settings" else settings_read(step)
    return {name: config[keys[name]] for name in read}


def _choices(config: Config, keys: Collection[str]) -> dict[str, Any]:
    return {key: described_value(config[key], KEYS[key]) for key in keys}


def left_out(held: Collection[str], library: Library) -> set[str]:
    """Tables that need not be made where others hold: those that are not published, and that
    nothing reads which is made or asked.
    """
    if not held:
        return set()
    own = " ".join(own_files(library).values())  # which may be written in any way
    asked = set().union(*map(_tables_in, _questions(library)))
    asked |= {s.table for s in steps() if re.search(rf"\b{s.table}\b", own, re.IGNORECASE)}
    out: set[str] = set()
    made = {step.table for step in steps()} - set(held)
    for step in reversed(steps()):
        is_read = any(step.table in other.reads for other in steps() if other.table in made - out)
        if not (step.is_published or is_read or step.table in asked):
            out.add(step.table)
    return out


def _questions(library: Library) -> Iterator[str]:
    """All SQL that is asked beside the steps."""
    for folder in ("notices", "report", "python"):
        yield from map(text_of, sorted((SQL / folder).glob("*.sql")))
    for kind in ("checks", "formats"):
        yield from map(text_of, library.files(kind).values())
    yield from map(text_of, sorted(TEMPLATES.glob("*.j2")))


def _tables_in(sql: str) -> set[str]:
    return set(re.findall(r"\b(?:from|join)\s+(\w+)", sql))
