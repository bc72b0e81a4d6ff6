"""The rules of the holdout as rows of `holdout`: benchmarks, splits, and files of problems."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from runs_to_datasets.config.config import Config
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs.headers import ALIASES

# MBPP's own files call the prompt `text`.
NAMES = {"mbpp_id": ALIASES["mbpp_id"], "prompt": (*ALIASES["prompt"], "text")}


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
    try:
        records = _reader(file)(file)
    except OSError as error:
        raise BuildError(f"{shown(file)}: {error.strerror}: mend [holdout] files") from None
    except (ValueError, csv.Error, duckdb.Error) as error:
        reason = str(error).splitlines()[0]
        raise BuildError(f"{shown(file)}: cannot be read ({reason}): mend the file") from None
    names = {column: _column(file, records, column) for column in NAMES}
    if not any(names.values()):
        raise BuildError(
            f"{shown(file)}: neither mbpp_id nor prompt among its columns; there are "
            + ", ".join(records[0] if records else ["none"])
        )

    def text_of(record: dict[str, Any], name: str | None) -> str | None:
        return None if name is None or record.get(name) in (None, "") else str(record[name])

    mbpp_id, prompt = names["mbpp_id"], names["prompt"]
    return [(text_of(record, mbpp_id), text_of(record, prompt)) for record in records]


def _reader(file: Path) -> Callable[[Path], list[dict[str, Any]]]:
    readers = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines, ".parquet": _parquet}
    if file.suffix.lower() not in readers:
        raise BuildError(f"{shown(file)}: [holdout] files are {', '.join(readers)}")
    return readers[file.suffix.lower()]


def _csv(file: Path) -> list[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    with file.open(newline="", encoding="utf-8-sig") as opened:
        records = list(csv.DictReader(opened, strict=True))
    for number, record in enumerate(records, start=1):
        if None in record or None in record.values():
            raise ValueError(f"record {number} has not as many fields as the header")
    return records


def _json_lines(file: Path) -> list[dict[str, Any]]:
    # not splitlines(): it would also split at U+2028 inside a text
    lines = file.read_bytes().decode("utf-8").split("\n")
    records = [json.loads(line) for line in lines if line.strip()]
    if not all(isinstance(record, dict) for record in records):
        raise ValueError("a line is not a JSON object")
    return records


def _parquet(file: Path) -> list[dict[str, Any]]:
    file.open("rb").close()  # a missing file in the same words as for the other formats
    relation = duckdb.from_parquet(str(file))
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def _column(file: Path, records: list[dict[str, Any]], column: str) -> str | None:
    names = dict.fromkeys(name for record in records for name in record)
    found = [name for name in names if name.strip().lower() in NAMES[column]]
    if len(found) > 1:
        raise BuildError(f"{shown(file)}: {' and '.join(found)} could both be {column}: keep one")
    return found[0] if found else None
