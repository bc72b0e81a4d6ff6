"""Files of problems that the user names: those to hold out, and those with tests."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import as_glob
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs.headers import ALIASES

# MBPP's own files call the prompt `text`.
NAMES = {"mbpp_id": ALIASES["mbpp_id"], "prompt": (*ALIASES["prompt"], "text")}
# Columns by which files of tests are told, and what else says how they are run.
TEST_COLUMNS = ("test_list", "test", "base_input", "input_output", "public_test_cases")
RECORD_COLUMNS = (
    *TEST_COLUMNS, "test_setup_code", "test_imports", "challenge_test_list", "entry_point",
    "plus_input", "canonical_solution", "prompt", "atol", "task_id", "private_test_cases",
    "metadata", "starter_code",
)  # fmt: skip
TEST_IDS = (*ALIASES["mbpp_id"], "question_id")


def holdout_rows(config: Config) -> list[tuple[object, ...]]:
    """(position, rule, benchmark, split, mbpp_id, prompt), in the order of naming."""
    rows: list[tuple[object, ...]] = []
    for name in config["holdout.benchmarks"]:
        rows.append((len(rows), f"benchmark {name}", name, None, None, None))
    for split in config["holdout.splits"]:
        rows.append((len(rows), f"split {split}", None, split, None, None))
    for file in config["holdout.files"]:
        position = len(rows)
        rows += [
            (position, f"file {shown(file.name)}", None, None, mbpp_id, prompt)
            for mbpp_id, prompt in problems_of(file)
        ]
    return rows


def problems_of(file: Path) -> list[tuple[str | None, str | None]]:
    """(mbpp_id, prompt) of every problem in a CSV, JSON lines or Parquet file; one may be None."""
    records = _records_of(file, "[holdout] files")
    names = {column: _column(file, records, column) for column in NAMES}
    if not any(names.values()):
        raise BuildError(
            f"{shown(file)}: neither mbpp_id nor prompt among its columns; there are "
            + ", ".join(records[0] if records else ["none"])
        )

    def text_of(record: dict[str, Any], name: str | None) -> str | None:
        value = record.get(name) if name is not None else None
        return None if value in (None, "") else _whole_text(file, value)

    mbpp_id, prompt = names["mbpp_id"], names["prompt"]
    return [(text_of(record, mbpp_id), text_of(record, prompt)) for record in records]


def test_rows(config: Config) -> Iterator[tuple[object, ...]]:
    """(position, file, problem, its columns of tests as JSON) of every problem in [tests] files."""
    stems = [file.name.partition(".")[0] for file in config["tests.files"]]
    for position, file in enumerate(config["tests.files"], start=1):
        name = file.name if stems.count(stems[position - 1]) > 1 else stems[position - 1]
        records = _records_of(file, "[tests] files")
        id_column = _column(file, records, "mbpp_id", TEST_IDS)
        has_tests = [r for r in records if any(r.get(column) for column in TEST_COLUMNS)]
        if id_column is None or not has_tests:
            missing = "problem's id" if id_column is None else "tests"
            raise BuildError(
                f"{shown(file)}: no {missing} among its columns; there are "
                + ", ".join(records[0] if records else ["none"])
                + "; tests are told by "
                + ", ".join(TEST_COLUMNS)
            )
        for record in has_tests:
            kept = {column: record[column] for column in RECORD_COLUMNS if column in record}
            mbpp_id = _whole_text(file, record[id_column])
            yield position, name, mbpp_id, json.dumps(kept, default=str)


def _records_of(file: Path, key: str) -> list[dict[str, Any]]:
    """The records of a file that a key names; BuildError for one that cannot be read to its end."""
    packed = file.suffix.lower() == ".gz"
    suffix = Path(file.stem).suffix.lower() if packed else file.suffix.lower()
    readers = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines, ".parquet": _parquet}
    if suffix not in readers or (packed and suffix == ".parquet"):
        raise BuildError(f"{shown(file)}: {key} are {', '.join(readers)}, and .csv.gz, .jsonl.gz")
    if file.exists() and not file.is_file():  # a pipe would be waited for
        raise BuildError(f"{shown(file)}: not a regular file: mend {key}")
    try:
        return readers[suffix](file)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BuildError(f"{shown(file)}: not whole gzip data ({error}): copy it again") from None
    except OSError as error:
        raise BuildError(f"{shown(file)}: {error.strerror}: mend {key}") from None
    except (ValueError, csv.Error, duckdb.Error, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise BuildError(f"{shown(file)}: cannot be read ({reason}): mend the file") from None


def _whole_text(file: Path, value: object) -> str:
    """A value as text; JSON can write half a character (\\ud800), which no table takes."""
    text = str(value)
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        part = ascii(text)[:80]
        raise BuildError(f"{shown(file)}: half a character in {part}: mend the file") from None


def _bytes_of(file: Path) -> bytes:
    data = file.read_bytes()
    return gzip.decompress(data) if file.suffix.lower() == ".gz" else data


def _csv(file: Path) -> list[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    text = io.StringIO(_bytes_of(file).decode("utf-8-sig"), newline="")
    records = list(csv.DictReader(text, strict=True))
    for number, record in enumerate(records, start=1):
        if None in record or None in record.values():
            raise ValueError(f"record {number} has not as many fields as the header")
    return records


def _json_lines(file: Path) -> list[dict[str, Any]]:
    # not splitlines(): it would also split at U+2028 inside a text
    records = []
    for number, line in enumerate(_bytes_of(file).decode("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number} is not JSON: {error}") from None
            except RecursionError:
                raise ValueError(f"line {number} is nested too deeply") from None
            if not isinstance(record, dict):
                raise ValueError(f"line {number} is not a JSON object")
            try:
                json.dumps(record)  # as it is written on
            except RecursionError:
                raise ValueError(f"line {number} is nested too deeply") from None
            records.append(record)
    return records


def _parquet(file: Path) -> list[dict[str, Any]]:
    file.open("rb").close()  # a missing file in the same words as for the other formats
    relation = duckdb.from_parquet(as_glob(file))
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def _column(
    file: Path, records: list[dict[str, Any]], column: str, accepted: tuple[str, ...] = ()
) -> str | None:
    names = dict.fromkeys(name for record in records for name in record)
    found = [name for name in names if name.strip().lower() in (accepted or NAMES[column])]
    if len(found) > 1:
        raise BuildError(f"{shown(file)}: {' and '.join(found)} could both be {column}: keep one")
    return found[0] if found else None
