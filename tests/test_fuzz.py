"""Broken and odd files by the thousand: read exactly as Python's csv reads them, or refused."""

import csv
import io
import random
import threading
from pathlib import Path

import pytest

from conftest import PROJECT
from runs_to_datasets.config.config import load
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.files import RunFile
from runs_to_datasets.inputs.inputs import Input, Inputs
from runs_to_datasets.inputs.readers import CsvReader
from runs_to_datasets.library import Library

CONFIG, LIBRARY = load(None, {}, PROJECT), Library()
BASE = (
    'mbpp_id,prompt,response,passed\r\n601,"Do it, ""now"".","def f(x):\n    return x",True\r\n'
    '602,plain,x,False\r\n603,é 数 ,"a\r\nb",true\r\n604,,"",0\r\n605,#c," y ",1\r\n'
)
SIGNS = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b'""',
    b'","',
    b"\\",
    b" ",
    b"'",
    b";",
    b"\t",
    b"#",
]


def mutated(draw: random.Random) -> bytes:
    """A valid file with LF or CRLF line ends, or one with one to three faults in it."""
    data = BASE if draw.random() < 0.5 else BASE.replace("\r\n", "\n")
    data = data.encode() * 1
    for _ in range(draw.choice([0, 1, 1, 1, 2, 3])):
        at, kind = draw.randrange(len(data) + 1), draw.randrange(5)
        if kind == 0:
            data = data[:at] + draw.choice(SIGNS) + data[at:]
        elif kind == 1:
            data = data[:at] + data[at + draw.randrange(1, 4) :]
        elif kind == 2:
            data = data[:at]
        elif kind == 3:
            end = draw.randrange(at, len(data) + 1)
            data = data[:end] + data[at:end] + data[end:]
        else:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
    return data


def read_by_us(folder: Path, file: RunFile) -> list[tuple]:
    """The rows as the build reads them. Raises BuildError."""
    reader = CsvReader(CONFIG, LIBRARY)
    record = Input(file, reader.header_of(file))
    audit = reader.audit_of(record, threading.Event())
    inputs = Inputs(reader, [record])
    with Engine(folder, [file.path]) as engine:
        reader.make_source_rows(engine, inputs)
        rows = engine.run(
            "select mbpp_id, coalesce(prompt, ''), coalesce(response, ''), passed from source_rows"
        )
    if len(rows) != audit.n_rows:
        raise BuildError("the rows do not add up")
    return [tuple(value or "" for value in row) for row in rows]


def read_by_csv(data: bytes) -> list[tuple]:
    """The rows as Python's csv reads them. Raises csv.Error or ValueError."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    _, *rows = csv.reader(text, strict=True)
    if any(len(row) != 4 for row in rows):
        raise ValueError("not four fields")
    return [tuple(row) for row in rows]


def fuzz(folder: Path, seeds: range) -> dict[str, int]:
    seen = {"read": 0, "refused": 0}
    path = folder / "f.csv"
    for seed in seeds:
        data = mutated(random.Random(seed))
        path.write_bytes(data)
        try:
            ours = read_by_us(folder, RunFile(path, path.name))
        except BuildError:
            seen["refused"] += 1
            if data in (BASE.encode(), BASE.replace("\r\n", "\n").encode()):
                raise
            continue
        finally:
            (folder / "build.duckdb").unlink(missing_ok=True)
        assert ours == read_by_csv(data), (seed, data)
        seen["read"] += 1
    return seen


def test_mutated_files_are_read_exactly_or_refused(tmp_path: Path) -> None:
    seen = fuzz(tmp_path, range(150))
    assert seen["read"] > 20 and seen["refused"] > 20


@pytest.mark.slow
def test_thousands_of_mutated_files(tmp_path: Path) -> None:
    print(fuzz(tmp_path, range(1000, 4000)))
