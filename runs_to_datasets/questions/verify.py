"""Whether a published build is still what was published, byte for byte."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.execution import executions, sandbox
from runs_to_datasets.execution.cache import Cache
from runs_to_datasets.execution.pool import Pool
from runs_to_datasets.inputs import files as run_files
from runs_to_datasets.inputs.files import sha256_of
from runs_to_datasets.outputs.database import DATABASE, HASHES, MANIFEST, PARQUET
from runs_to_datasets.questions.results import Results, no_build


def faults(folder: Path) -> Iterator[str]:
    """A line for each changed, missing or extra file, and each table with other rows."""
    hashes = _hashes(folder)
    manifest = read_manifest(folder)
    hashes |= {name: told["sha256"] for name, told in manifest["files"].items()}
    for name, expected in hashes.items():
        if not (folder / name).is_file():
            yield f"{name}: missing"
        elif sha256_of(folder / name) != expected:
            by_hashes = name in (DATABASE, MANIFEST)
            yield f"{name}: " + (f"not what {HASHES} says" if by_hashes else "changed")
    for file in sorted([*folder.iterdir(), *folder.glob(f"{PARQUET}/*")]):
        name = str(file.relative_to(folder))
        if name not in {*hashes, HASHES} and not (name == PARQUET and file.is_dir()):
            yield f"{shown(name)}: not of this build"
    yield from _tables(folder, manifest["tables"])


def changed_inputs(folder: Path, globs: tuple[str, ...], source: str) -> Iterator[str]:
    """A line for each run file that is missing, changed or new since the build."""
    told = {file["file"]: file["sha256"] for file in read_manifest(folder)["inputs"]}
    copies = read_manifest(folder)["copies_left_out"]
    found = {file.name: file for file in run_files.find(globs, source)}
    for name, expected in told.items():
        if name not in found:
            yield f"input {name}: missing"
        elif sha256_of(found[name].path) != expected:
            yield f"input {name}: changed"
    for name in found.keys() - told.keys() - copies.keys():
        yield f"input {shown(name)}: not in this build"


def failing_programs(folder: Path, walls: str, limits: tuple[int, int]) -> Iterator[str]:
    """A line for each drawn program that fails a set of its tests when all are run again.

    walls: as [tests] sandbox; limits: seconds and bytes of memory for a program. What earlier runs
    found is not believed. BuildError where the build ran no tests.
    """
    with Results(folder) as results:
        found = results.inspect("tests_again").rows
    if not found:
        raise BuildError(f"{folder}: no tests were run for it: build with --run-tests")
    sandbox.check(walls)
    jobs = [executions.job_of(row[2:7], *limits) for row in found]
    with Cache(None) as nothing, Pool(walls, os.cpu_count() or 1, nothing) as pool:
        for row, verdict in zip(found, pool.run(jobs), strict=True):
            if verdict["outcome"] != "passed":
                mbpp_id, test_set = row[0], row[1]
                what = f"{verdict['first_failed']} {verdict['message']}".strip()
                yield shown(f"problem {mbpp_id}, {test_set}: {verdict['outcome']}: {what}")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a build; BuildError where there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not {"configuration", "inputs", "files", "tables", "versions"} <= set(manifest):
            raise ValueError("it is not of this program")
        return dict(manifest)
    except FileNotFoundError:
        raise no_build(folder) from None
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BuildError(f"{folder / MANIFEST}: cannot be read: {error}") from None


def _hashes(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise no_build(folder)
    try:
        text = (folder / HASHES).read_text(encoding="utf-8")
    except (OSError, ValueError):
        text = ""
    hashes = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (.+)$", text, re.M)}
    if text.count("\n") != len(hashes) or not {DATABASE, MANIFEST} <= set(hashes):
        raise BuildError(f"{folder / HASHES}: missing or changed: the build cannot be verified")
    return hashes


def _tables(folder: Path, expected: dict[str, int]) -> Iterator[str]:
    database = folder / DATABASE
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            for table, n_rows in expected.items():
                if table == "results" and (folder / PARQUET).is_dir():
                    relation = connection.read_parquet(str(folder / PARQUET / "*.parquet"))
                else:
                    relation = connection.table(table)
                [(n_found,)] = relation.count("*").fetchall()
                if n_found != n_rows:
                    yield f"{DATABASE}: table {table} has {n_found} rows, not {n_rows}"
    except duckdb.Error as error:
        yield f"{DATABASE}: cannot be read: {str(error).splitlines()[0]}"
