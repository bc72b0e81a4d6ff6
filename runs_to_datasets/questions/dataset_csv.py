"""A dataset CSV (ours, edited by hand, or another's) to training JSON lines, every row checked."""

import ast
import codecs
import os
from collections.abc import Iterator
from pathlib import Path

from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import LEVELS
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.engine.temporary import temporary_folder
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs.files import FileRefusal, RunFile, check_kind
from runs_to_datasets.inputs.rfc4180 import Malformed, records
from runs_to_datasets.library import Library
from runs_to_datasets.outputs.names import MANIFEST
from runs_to_datasets.pipeline.settings import FILLED
from runs_to_datasets.pipeline.steps import macro_files, step_of

NEEDED = ("mbpp_id", "prompt", "response", "difficulty")


def check_format(form: str, library: Library) -> None:
    """Raises BuildError for a format that a dataset CSV cannot fill."""
    if form == "parquet" or library.mentions("formats", form, "rejected"):
        raise BuildError(f"--format {form}: not from a dataset CSV: build with it instead")


def convert(
    file: Path, form: str, skip_bad: bool, config: Config, library: Library
) -> tuple[Path, int, list[str]]:
    """Writes the JSON lines of a CSV beside it. Returns (where, rows written, bad rows).

    Nothing is written where a row is bad, unless skip_bad. config: for [output] and [messages]. The
    instruction is the column of that
    name where there is one, else the prompt. Raises BuildError for a file without the columns.
    """
    if not file.exists():
        raise BuildError(f"{shown(file)}: no such file")
    if file.suffix.lower() != ".csv":
        raise BuildError(f"{shown(file)}: not called .csv: unpack or rename it")
    if (file.parent / MANIFEST).exists():
        raise BuildError(
            f"{shown(file)}: a file of a published build: copy it elsewhere, or build with "
            f"--format {form}"
        )
    target = file.with_name(file.stem + (".jsonl" if form == "alpaca" else f".{form}.jsonl"))
    good, bad = [], []
    seen: dict[tuple[str, str], int] = {}
    for line, row in _rows(file):
        fault = _fault(row, config["answer.take"])
        if fault is None:
            first = seen.setdefault((row["instruction"], row["response"]), line)
            fault = f"repeats line {first}" if first != line else None
        if fault:
            bad.append(f"{shown(file)}, line {line}: {fault}")
        else:
            good.append(row)
    if not good:
        bad.append(f"{shown(file)}: no row is left to write")
    elif skip_bad or not bad:
        _write(good, form, target, config, library)
        return target, len(good), bad
    return target, 0, bad


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, {column: text}) of every row; a row that is no row at all refuses the file."""
    run_file = RunFile(file, file.name)
    check_kind(run_file)
    data = file.read_bytes().removeprefix(codecs.BOM_UTF8)

    def line_of(offset: int) -> int:
        return data.count(b"\n", 0, offset) + 1

    header: list[str] = []
    try:
        for offset, fields in records(data):
            texts = [field.decode("utf-8") for field in fields]
            if not header:
                header = [name.strip().lower() for name in texts]
                twice = [name for name in header if header.count(name) > 1]
                if twice:
                    raise FileRefusal(run_file, f'two columns are called "{twice[0]}"', 1)
                missing = [name for name in NEEDED if name not in header]
                if missing:
                    raise FileRefusal(
                        run_file, f"no column for {', '.join(missing)}; there are "
                        f"{', '.join(texts)[:300]}", 1
                    )  # fmt: skip
                continue
            if len(texts) != len(header):
                raise FileRefusal(
                    run_file, f"{len(texts)} fields where the header has {len(header)}",
                    line_of(offset),
                )  # fmt: skip
            row = dict(zip(header, texts, strict=True))
            yield line_of(offset), {"instruction": row["prompt"]} | row
    except Malformed as error:
        raise FileRefusal(run_file, error.cause, line_of(error.offset)) from None
    except UnicodeDecodeError:
        raise FileRefusal(run_file, "not UTF-8: save it as UTF-8") from None


def _fault(row: dict[str, str], take: str) -> str | None:
    for name in ("mbpp_id", "prompt", "instruction", "response"):
        if not row[name].strip():
            return f"{name} is empty"
    if row["difficulty"] not in LEVELS:
        return f'difficulty is "{row["difficulty"]}": one of {", ".join(LEVELS)}'
    if take != "program":
        return None
    try:
        ast.parse(row["response"])
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"response does not parse: {getattr(error, 'msg', None) or error}"
    return None


def _write(
    rows: list[dict[str, str]],
    form: str,
    target: Path,
    config: Config,
    library: Library,
) -> None:
    """One COPY into a folder of its own beside the target, and one rename."""
    try:
        with temporary_folder(".jsonl-", target.parent) as folder:
            with Engine(folder) as engine:
                for name, column in (
                    ("mbpp_ids", "mbpp_id"), ("instructions", "instruction"),
                    ("responses", "response"), ("difficulties", "difficulty"),
                ):  # fmt: skip
                    engine.set_variable(name, [row[column] for row in rows])
                engine.set_variable("system", config["messages.system"] or None)
                engine.set_variable("jsonl_file", str(folder / target.name))
                for sql_file in (*macro_files(), step_of("output_parts").path):
                    engine.run_file(sql_file)
                engine.insert("output_parts", FILLED["output_parts"](config, library))
                statements = library.sql("jsonl.sql.j2", format=form)
                engine.run(statements, where="templates/jsonl.sql.j2")
            os.replace(folder / target.name, target)
    except OSError as error:
        raise BuildError(f"{shown(target)}: {error.strerror}: choose another folder") from None
