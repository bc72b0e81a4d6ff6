"""Whether a published build is still what was published, byte for byte."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.execution import executions, sandbox
from runs_to_datasets.execution.cache import Cache
from runs_to_datasets.execution.pool import Pool
from runs_to_datasets.inputs import files as run_files
from runs_to_datasets.inputs.files import sha256_of
from runs_to_datasets.outputs.names import DATABASE, HASHES, MANIFEST, PARQUET
from runs_to_datasets.questions.results import Results, hashes_of, no_build


def faults(folder: Path) -> Iterator[str]:
    """A line for each changed, missing or extra file, and each table with other rows."""
    hashes = hashes_of(folder)
    manifest = read_manifest(folder)
    hashes |= {name: told["sha256"] for name, told in manifest["files"].items()}
    is_sound = True
    for name, expected in hashes.items():
        file = folder / name
        if not file.is_file() or ".." in Path(name).parts or Path(name).is_absolute():
            yield f"{shown(name)}: missing"
        elif sha256_of(file) != expected:
            by_hashes = name in (DATABASE, MANIFEST)
            yield f"{shown(name)}: " + (f"not what {HASHES} says" if by_hashes else "changed")
        else:
            continue
        is_sound = is_sound and name != DATABASE and not name.startswith(f"{PARQUET}/")
    for file in sorted([*folder.iterdir(), *folder.glob(f"{PARQUET}/*")]):
        name = str(file.relative_to(folder))
        if name not in {*hashes, HASHES} and not (name == PARQUET and file.is_dir()):
            yield f"{shown(name)}: not of this build"
    if is_sound:
        yield from _tables(folder, manifest["tables"])


def changed_inputs(folder: Path, globs: tuple[str, ...], source: str) -> Iterator[str]:
    """A line for each run file that is missing, changed or new since the build."""
    told = {file["file"]: file["sha256"] for file in read_manifest(folder)["inputs"]}
    copies = read_manifest(folder)["copies_left_out"]
    found = {file.name: file for file in run_files.find(globs, source)}
    for name, expected in told.items():
        if name not in found:
            yield f"input {shown(name)}: missing"
        elif not found[name].path.is_file():  # a pipe would be waited for
            yield f"input {shown(name)}: not a regular file"
        elif sha256_of(found[name].path) != expected:
            yield f"input {shown(name)}: changed"
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
    """The manifest of a build; BuildError where there is none, or one of another shape."""
    file = folder / MANIFEST
    if not file.is_file():
        raise no_build(folder)
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        if not _has_shape(manifest, _SHAPE):
            raise ValueError("it is not of this program")
        return dict(manifest)
    except (OSError, ValueError, RecursionError) as error:
        raise BuildError(f"{shown(file)}: cannot be read: {error}") from None


# What is read of a manifest. {str: x} is any name with an x, [x] any number of them.
_SHAPE: Any = {
    "configuration": {str: object},
    "versions": {str: object},
    "inputs": [{"file": str, "rows": int, "sha256": str}],
    "copies_left_out": {str: str},
    "files": {str: {"sha256": str}},
    "tables": {str: int},
}


def _has_shape(value: Any, shape: Any) -> bool:
    if isinstance(shape, type):
        return isinstance(value, shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(_has_shape(item, shape[0]) for item in value)
    if not isinstance(value, dict):
        return False
    if str in shape:
        return all(_has_shape(item, shape[str]) for item in value.values())
    return all(name in value and _has_shape(value[name], of) for name, of in shape.items())


def _tables(folder: Path, expected: dict[str, int]) -> Iterator[str]:
    with Results(folder) as results:
        for table, n_rows in expected.items():
            n_found = results.count(table)
            if n_found != n_rows:
                yield f"{DATABASE}: table {table} has {n_found} rows, not {n_rows}"
