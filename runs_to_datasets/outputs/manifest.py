"""manifest.json: what went in, what came out, by which rules. The same for the same build."""

import hashlib
import json
import platform
from decimal import Decimal
from typing import Any

import duckdb

from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import AS_AVAILABLE, KEYS
from runs_to_datasets.config.values import Kind
from runs_to_datasets.inputs.files import sha256_of
from runs_to_datasets.outputs.dataset_files import SUMMARY
from runs_to_datasets.outputs.names import MANIFEST
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.notices import Notice
from runs_to_datasets.places import SQL

# Keys that say where things lie on one machine; the files themselves stand under "inputs".
NOT_DESCRIBED = ("runs", "out", "tests.sandbox")


def write_manifest(
    build: Build, notices: list[Notice], tables: dict[str, int], engine_name: str
) -> None:
    """Writes it into the folder of the build, when all but the database is closed."""
    engine, inputs = build.engine, build.inputs
    manifest = {
        "engine": engine_name,
        "versions": {
            "duckdb": duckdb.__version__,
            "python": ".".join(platform.python_version_tuple()[:2]),
        },
        "configuration": described(build.config),
        "inputs": [
            {
                "file": record.file.name,
                "rows": record.audited.n_rows,
                "bytes": record.audited.n_bytes,
                "sha256": record.audited.sha256,
            }
            for record in inputs.records
        ],
        "copies_left_out": {file.name: original.name for file, original in inputs.copies.items()},
        "refused": {file.name: reason for file, reason in inputs.refused.items()},
        "notices": [f"{notice.level}: {notice.text}" for notice in notices],
        "funnel": engine.rows("funnel"),
        "quotas": engine.rows("quotas"),
        "tables": tables,
        "files": _files(build),
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False, default=_plain)
    (engine.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _files(build: Build) -> dict[str, dict[str, Any]]:
    """{file: its bytes, hash, rows and formula cells}."""
    engine = build.engine
    rows = {row["file"]: row["n_rows"] for row in engine.rows("files")}
    rows[SUMMARY] = engine.count("summary")
    formulas = dict(engine.run_file(SQL / "python/formula_cells.sql"))
    files: dict[str, dict[str, Any]] = {}
    for file in sorted(path for path in engine.folder.iterdir() if path.is_file()):
        if file.name.startswith(engine.database.name):
            continue  # not closed yet; its hash stands in a file of its own
        files[file.name] = {"bytes": file.stat().st_size, "sha256": sha256_of(file)}
        if file.name in rows:
            files[file.name]["rows"] = rows[file.name]
        if file.name in formulas:
            files[file.name]["formula_cells"] = formulas[file.name]
    return files


def described(config: Config) -> dict[str, Any]:
    """The configuration as the manifest has it: every choice, a file by its name and hash."""
    told: dict[str, Any] = {}
    for key in KEYS:
        if key in NOT_DESCRIBED:
            continue
        table, _, name = key.rpartition(".")
        place = told.setdefault(table, {}) if table else told
        place[name] = described_value(config[key], KEYS[key])
    told["columns"] = config.columns
    told["holdout"]["benchmarks"] = {
        name: hashlib.sha256("\n".join(config.benchmarks[name]).encode()).hexdigest()
        for name in config["holdout.benchmarks"]
    }
    told["mixes"] = {
        name: {
            "shares": AS_AVAILABLE if mix.takes_all else mix.shares,
            "shortage": mix.shortage,
            "max_examples": mix.max_examples,
            "max_per_problem": mix.max_per_problem or config["max_per_problem"],
            "max_tokens": mix.max_tokens,
            "pass_rate": mix.pass_rate,
        }
        for name, mix in config.mixes.items()
    }
    return told


def described_value(value: Any, kind: Kind) -> Any:
    """A path is described by the names and hashes of its files: no path of this machine."""
    if kind.sql is not None or value is None or isinstance(value, str):
        return value
    described: dict[str, str] = {}
    for path in value if isinstance(value, tuple) else (value,):
        files = [f for f in sorted(path.rglob("*")) if f.is_file()] if path.is_dir() else [path]
        described |= {str(f.relative_to(path.parent)): sha256_of(f) for f in files}
    return described


def _plain(value: object) -> object:
    """Decimals as JSON has them, without trailing zeros: 0.750000 is 0.75."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not for the manifest")
