"""The files of a build: datasets, summary, database and manifest, written into one folder."""

import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

from builder import BuildError, run_files, templates
from builder.config import PROJECT, Config
from builder.engine import Engine
from builder.pipeline import SQL, UNPUBLISHED, Inputs, Notice, published_as_made, steps

# Tables that Python fills or that are made on the way; the others have a file of their own.
DATABASE, MANIFEST, HASHES = "results.duckdb", "manifest.json", "results.duckdb.sha256"
TABLES = "tables"  # a folder: the tables of a database that is still to be written
PARQUET = "results.parquet"  # a folder: the responses of a build on a cluster
SETTINGS = (
    "settings", "mixes", "shares", "benchmarks", "holdout", "excluded", "inputs", "looks",
    "instructions", "verdicts", "files",
)  # fmt: skip


def check_formats(*formats: str) -> None:
    """Raises BuildError for a format that has no file in templates/formats."""
    known = templates.names("formats")
    if not formats:
        raise BuildError(f"formats = []: name at least one of {', '.join(known)}")
    for name in formats:
        if name not in known:
            raise BuildError(f'formats = ["{name}"]: there are {", ".join(known)}')


def checks_left_out(config: Config) -> tuple[str, ...]:
    """The checks of files that this build does not write."""
    left_out = () if "alpaca" in config.formats else ("files__jsonl_same_rows",)
    return left_out + (("files__as_many_rows",) if set(config.formats) == {"parquet"} else ())


def write_datasets(engine: Engine, config: Config) -> None:
    """A CSV and a file per format for each side of each mix, and datasets_summary.csv.

    The table `files` has a row for each but the summary afterwards.
    """
    sides = ("train", "validation") if config.validation else ("train",)
    export = templates.sql("export.sql.j2")
    copies = {form: templates.sql("copy.sql.j2", format=form) for form in ("csv", *config.formats)}
    written = []
    for mix in config.mixes:
        for side in sides:
            engine.set_variable("mix", mix)
            engine.set_variable("side", side)
            engine.run(export, where="templates/export.sql.j2")
            for form, copy in copies.items():
                name = file_name(mix, side, form)
                engine.set_variable("file", str(engine.folder / name))
                [(n_rows,)] = engine.run(copy, where=f"templates/formats/{form}.sql.j2")
                written.append((name, mix, side, form, n_rows))
    engine.insert("files", written)
    engine.set_variable("csv_file", str(engine.folder / "datasets_summary.csv"))
    engine.run(templates.sql("summary.sql.j2"), where="templates/summary.sql.j2")
    for variable, forms in (
        ("csv_files", ("csv",)),
        ("jsonl_files", ("alpaca",)),
        ("all_jsonl_files", [form for form in config.formats if form != "parquet"]),
    ):
        files = [str(engine.folder / name) for name, *_, form, _ in written if form in forms]
        engine.set_variable(variable, files)
    largest = max(file.stat().st_size for file in engine.folder.glob("dataset_*"))
    engine.set_variable("largest_file", largest + (1 << 16))


def file_name(mix: str, side: str, form: str) -> str:
    """dataset_<mix>[.validation][.<format>].<ending>: alpaca, CSV and Parquet need no format."""
    endings = {"csv": ".csv", "alpaca": ".jsonl", "parquet": ".parquet"}
    of_side = "" if side == "train" else f".{side}"
    return f"dataset_{mix}{of_side}" + endings.get(form, f".{form}.jsonl")


def write_database(engine: Engine, config: Config, cluster=None) -> dict[str, int]:
    """Completes results.duckdb, or writes what finish() makes it of. Returns {table: rows}.

    With a cluster the responses themselves are Parquet beside it, written where they lie.
    """
    made = [step.table for step in steps() if step.table not in UNPUBLISHED]
    tables = [name for name in (*SETTINGS, *made) if cluster is None or name != "results"]
    if cluster is None and config.keep_results != "all":
        return _write_tables(engine, config, tables)
    in_file = published_as_made(config, cluster)
    engine.make_tables_in("build")
    engine.run(
        _database({name: {"is_in_file": name in in_file} for name in tables}, config.keep_results),
        where="templates/database.sql.j2",
    )
    engine.make_tables_in("work")
    if cluster is not None:
        cluster.write_results(engine)
    return {
        name: engine.count(f"build.{name}" if name in tables else name)
        for name in (*SETTINGS, *made)
    }


def _write_tables(engine: Engine, config: Config, tables: list[str]) -> dict[str, int]:
    """The tables as Parquet, for a process that never held the responses that are left out.

    DuckDB does not clear what a block of its file leaves unused: old memory stands there, of a
    hundred thousand responses up to a thousand as they came.
    """
    (engine.folder / TABLES).mkdir()
    n_rows = {}
    for name in tables:
        table = {"name": name, "file": str(engine.folder / TABLES / f"{name}.parquet")}
        copy = templates.sql("table.sql.j2", table=table, keep_results=config.keep_results)
        [(n_rows[name],)] = engine.run(copy, where="templates/table.sql.j2")
    return n_rows


def _database(tables: dict[str, dict], keep_results: str | None = None) -> str:
    """The statements of results.duckdb; `tables` says where each is: is_in_file, or its file."""
    comments = settings_comments() | {step.table: step.purpose for step in steps()[1:]}
    columns = {step.table: step.columns for step in steps()}
    return templates.sql(
        "database.sql.j2",
        macros=templates.verbatim((SQL / "05_macros.sql").read_text(encoding="utf-8")),
        tables=[
            {"file": None, "is_in_file": False} | place
            | {"name": name, "comment": comments.get(name), "columns": columns.get(name, {})}
            for name, place in tables.items()
        ],
        keep_results=keep_results,
    )  # fmt: skip


def database_of_tables(folder: Path, *limits: object) -> None:
    """build.duckdb of the Parquet files in the folder's tables/; limits: those of Engine."""
    files = {path.stem: path for path in (folder / TABLES).glob("*.parquet")}
    made = [step.table for step in steps()]
    tables = {name: {"file": str(files[name])} for name in (*SETTINGS, *made) if name in files}
    with Engine(folder, (), *limits) as engine:
        engine.make_tables_in("build")
        engine.run(_database(tables), where="templates/database.sql.j2")


def settings_comments() -> dict[str, str]:
    """{table: what a row is} of the tables that Python fills, from the header of their file."""
    grain = " ".join(steps()[0].header).partition("Grain:")[2].partition("Reads:")[0]
    return {
        table: words
        for tables, words in re.findall(r"([a-z, ]+): (one row[^.]*)\.", grain)
        for table in tables.strip().split(", ")
    }


def finish(folder: Path, *limits: object) -> None:
    """Gives the closed database its name, and hashes what no hash in the manifest can cover.

    limits: those of Engine, for the process that writes a database without all responses.
    """
    if (folder / TABLES).exists():
        (folder / "build.duckdb").unlink()
        done = subprocess.run(
            [sys.executable, "-m", "builder.outputs", str(folder), json.dumps(limits, default=str)],
            cwd=PROJECT, capture_output=True, text=True, start_new_session=True,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["its process ended early"]
            raise BuildError(f"{DATABASE} was not written: {said[-1]}")
        shutil.rmtree(folder / TABLES)
    (folder / "build.duckdb").rename(folder / DATABASE)
    shutil.rmtree(folder / "temp", ignore_errors=True)
    parquet = sorted(f"{PARQUET}/{file.name}" for file in (folder / PARQUET).glob("*"))
    names = (DATABASE, MANIFEST, *parquet)
    lines = [f"{run_files.sha256_of(folder / name)}  {name}\n" for name in names]
    (folder / HASHES).write_text("".join(lines), encoding="utf-8")


def write_manifest(
    engine: Engine,
    config: Config,
    inputs: Inputs,
    notices: list[Notice],
    tables: dict[str, int],
    cluster=None,
) -> None:
    """manifest.json: what went in, what came out, by which rules. The same for the same build."""
    rows = {row["file"]: row["n_rows"] for row in engine.rows("files")}
    rows["datasets_summary.csv"] = engine.count("summary")
    formulas = dict(engine.run((SQL / "python/formula_cells.sql").read_text(encoding="utf-8")))
    files = {}
    for file in sorted(path for path in engine.folder.iterdir() if path.is_file()):
        if file.name.startswith(engine.database.name):
            continue  # not closed yet; its hash stands in a file of its own
        files[file.name] = {
            "bytes": file.stat().st_size,
            "sha256": run_files.sha256_of(file),
        }
        if file.name in rows:
            files[file.name]["rows"] = rows[file.name]
        if file.name in formulas:
            files[file.name]["formula_cells"] = formulas[file.name]
    manifest = {
        "engine": cluster.name if cluster else "duckdb",
        "versions": {
            "duckdb": duckdb.__version__,
            "python": ".".join(platform.python_version_tuple()[:2]),
        },
        "configuration": described(config),
        "inputs": [
            {
                "file": file.name,
                "rows": inputs.looks[file].n_rows,
                "bytes": inputs.looks[file].n_bytes,
                "sha256": inputs.looks[file].sha256,
            }
            for file in inputs.files
        ],
        "copies_left_out": {file.name: original.name for file, original in inputs.copies.items()},
        "refused": {file.name: reason for file, reason in inputs.refused.items()},
        "notices": [f"{notice.level}: {notice.text}" for notice in notices],
        "funnel": engine.rows("funnel"),
        "quotas": engine.rows("quotas"),
        "tables": tables,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False, default=_plain)
    (engine.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def described(config: Config) -> dict:
    """The configuration as the manifest has it: all choices, no path."""
    return {
        "seed": config.seed,
        "dedup": config.dedup,
        "max_per_problem": config.max_per_problem,
        "min_agreement": config.min_agreement,
        "same_size": config.same_size,
        "keep_results": config.keep_results,
        "source": config.source,
        "problems": config.problems
        and {config.problems.name: run_files.sha256_of(config.problems)},
        "formats": config.formats,
        "validation": config.validation,
        "columns": config.columns,
        "difficulty": {
            "source": config.difficulty_source,
            "easy_at_least": config.easy_at_least,
            "medium_at_least": config.medium_at_least,
        },
        "holdout": {
            "benchmarks": {
                name: hashlib.sha256("\n".join(config.benchmarks[name]).encode()).hexdigest()
                for name in config.holdout_benchmarks
            },
            "splits": config.holdout_splits,
            "files": {file.name: run_files.sha256_of(file) for file in config.holdout_files},
            "near_copy_at_least": config.near_copy_at_least,
        },
        "exclude": {"ids": config.excluded},
        "instruction": {"template": config.template},
        "output": {"template": config.output},
        "messages": {"system": config.system},
        "mixes": {
            name: {
                "shares": mix.shares,
                "shortage": mix.shortage,
                "max_examples": mix.max_examples,
                "max_per_problem": mix.max_per_problem or config.max_per_problem,
            }
            for name, mix in config.mixes.items()
        },
    }


def _plain(value: object) -> object:
    """Decimals as JSON has them, without trailing zeros: 0.750000 is 0.75."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not for the manifest")


if __name__ == "__main__":
    try:
        threads, memory_limit, temp_folder = json.loads(sys.argv[2])
        database_of_tables(
            Path(sys.argv[1]), threads, memory_limit, temp_folder and Path(temp_folder)
        )
    except BuildError as error:
        sys.exit(str(error))
