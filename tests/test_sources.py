"""Runs as well-known harnesses leave them: fixtures in the real schema, read by their templates.

The files of sources/ were written by the harnesses' released code over two invented problems
(LiveCodeBench's by hand, after its source), two samples each.
"""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, build_py, read_jsonl

SOURCES = PROJECT / "tests/sources"
CONFIG = """
[holdout]
benchmarks = []
splits = []
[mixes.all]
easy = 1
medium = 1
hard = 1
shortage = "fill"
max_examples = 1000
"""
DOUBLE, REV = "Write a function to double a number", "Write a function to reverse a string"
# harness: (file pattern, needs problems, rows as (problem, passed, in prompt, in response, in tests))
EXPECTED = {
    "evalplus": ("*_eval_results.json", True, [
        ("601", True, "Write a function to double", "return 2 * n", "assert double(2) == 4"),
        ("601", False, "Write a function to double", "return n + 2", "assert double(2) == 4"),
        ("602", False, "Write a function to revers", "return s", "assert rev('ab') == 'ba'"),
        ("602", False, "Write a function to revers", "Here is the function", "assert rev"),
    ]),
    "human_eval": ("*_results.jsonl", True, [
        ("HumanEval/0", True, "def double", 'twice n.', "check(double)"),
        ("HumanEval/0", False, "def double", "def double", "check(double)"),
        ("HumanEval/1", True, "def rev", "return s[::-1]", "check(rev)"),
        ("HumanEval/1", False, "def rev", "Here is the function", "check(rev)"),
        ("HumanEval/1", False, "def rev", "return s[", "check(rev)"),
    ]),
    "lm_eval": ("samples_*.jsonl", False, [
        ("HumanEval/0", True, "def double", "def double", "check(double)"),
        ("HumanEval/1", False, "def rev", "def rev", "check(rev)"),
        ("601", True, DOUBLE[:25], "return 2 * n", "assert double(2) == 4"),
        ("602", False, REV[:25], "Here is the function", "assert rev('ab') == 'ba'"),
        ("601", True, DOUBLE[:25], "return 2 * n", "assert double(2) == 4"),
        ("602", False, REV[:25], "rev(s)", "assert rev('ab') == 'ba'"),
    ]),
    "inspect": ("*.json", False, [
        ("601", True, DOUBLE[:25], "Here is the function", "assert double(2) == 4"),
        ("602", False, REV[:25], "```python", "assert rev('ab') == 'ba'"),
        ("601", False, DOUBLE[:25], "return n + 2", "assert double(2) == 4"),
        ("602", True, REV[:25], "return s[::-1]", "assert rev('ab') == 'ba'"),
    ]),
    "livecodebench": ("*_eval_all.json", False, [
        ("LiveCodeBench/9001", False, "Return twice the number n.", "I cannot solve this.", ""),
        ("LiveCodeBench/9001", True, "class Solution", "def doubleIt", ""),
        ("LiveCodeBench/abc001_a", True, "Read two integers", "print(a + b)", ""),
        ("LiveCodeBench/abc001_a", False, "Read two integers", "print(a * b)", ""),
    ]),
}  # fmt: skip


def build(source: str, pattern: object, out: Path, *arguments: object):
    config = out.parent / "my.toml"
    config.write_text(CONFIG)
    return build_py("datasets", "--source", source, "--runs", pattern, "--config", config,
                    "--out", out, *arguments)  # fmt: skip


@pytest.mark.parametrize("source", EXPECTED)
def test_harness_files_as_they_are(source: str, tmp_path: Path) -> None:
    pattern, needs_problems, expected = EXPECTED[source]
    problems = ("--problems", SOURCES / source / "problems.jsonl") if needs_problems else ()
    out = tmp_path / "out"
    done = build(source, SOURCES / source / pattern, out, *problems)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(out / "results.duckdb"), read_only=True) as shell:
        rows = shell.execute(
            "select mbpp_id, passed, prompt, response, coalesce(test_cases, ''), run_id "
            "from results order by result_id"
        ).fetchall()
    assert len(rows) == len(expected)
    for row, (mbpp_id, passed, prompt, response, tests) in zip(rows, expected, strict=True):
        assert row[:2] == (mbpp_id, passed)
        assert prompt in row[2] and response in row[3] and tests in row[4]
        assert row[5].startswith(f"{source}/")
    drawn = read_jsonl(out / "dataset_all.jsonl")
    assert drawn and {r["mbpp_id"] for r in drawn} <= {row[0] for row in rows if row[1]}
    manifest = json.loads((out / "manifest.json").read_text())
    assert sum(file["rows"] for file in manifest["inputs"]) == len(expected)
    assert manifest["configuration"]["source"] == source
    assert build_py("verify", out).returncode == 0


def test_a_completion_that_is_only_a_body_is_joined_to_its_prompt(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = SOURCES / "human_eval"
    build("human_eval", folder / "*_results.jsonl", out, "--problems", folder / "problems.jsonl")
    solutions = {r["mbpp_id"]: r["output"] for r in read_jsonl(out / "dataset_all.jsonl")}
    assert solutions["HumanEval/0"].startswith("def double(n: int) -> int:\n")
    assert solutions["HumanEval/0"].endswith("\n    return 2 * n")


def test_missing_problems_file_is_said(tmp_path: Path) -> None:
    done = build("evalplus", SOURCES / "evalplus/*_eval_results.json", tmp_path / "out")
    assert (done.returncode, done.stderr) == (
        1, 'error: source = "evalplus": its results hold no prompts: name the harness\'s file of '
        "problems with --problems FILE\n",
    )  # fmt: skip
    done = build("evalplus", SOURCES / "evalplus/*_eval_results.json", tmp_path / "out",
                 "--problems", tmp_path / "none.jsonl")  # fmt: skip
    assert done.stderr == f"error: {tmp_path}/none.jsonl: no such file: see --problems\n"


def test_unknown_source_is_said(tmp_path: Path) -> None:
    done = build("evalpluss", "x", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr == (
        'error: source = "evalpluss": there are csv, evalplus, human_eval, inspect, jsonl, '
        "livecodebench, lm_eval, parquet\n"
    )
    told = " ".join(build_py("datasets", "--help").stdout.split())
    assert "what wrote the runs: csv, evalplus, human_eval, inspect" in told


ROWS = [
    {"mbpp_id": 601, "prompt": "2024-01-01", "response": "def f():\n    return 1", "passed": True, "n": 1},
    {"mbpp_id": "Mbpp/602", "prompt": "Do.", "response": "def g(): \u2028", "passed": 0, "tag": {"a": [1]}},
]  # fmt: skip


def test_json_lines_with_our_columns(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS))
    done = build("jsonl", file, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(tmp_path / "out/results.duckdb"), read_only=True) as shell:
        rows = shell.execute(
            "select mbpp_id, prompt, response, passed, n, tag from results order by result_id"
        ).fetchall()
    assert rows == [
        ("601", "2024-01-01", "def f():\n    return 1", True, "1", None),
        ("602", "Do.", "def g(): \u2028", False, None, '{"a":[1]}'),
    ]


def test_parquet_with_our_columns(tmp_path: Path) -> None:
    duckdb.sql(
        "select 601 as mbpp_id, 'Do.' as prompt, 'def f(): 1' as response, true as passed, 0.5 as t"
    ).write_parquet(str(tmp_path / "run.parquet"))
    done = build("parquet", tmp_path / "run.parquet", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert len(read_jsonl(tmp_path / "out/dataset_all.jsonl")) == 1


def test_unclear_verdict_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(json.dumps(ROWS[0]) + "\n" + json.dumps(ROWS[1] | {"passed": None}) + "\n")
    done = build("jsonl", file, tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"error: {file}: response 2: passed is missing or unclear: write true or false, 1 or 0, "
        "yes or no, pass or fail"
    )


def test_broken_json_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text('{"mbpp_id": 1\n')
    done = build("jsonl", file, tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("error: templates/sources/jsonl.sql.j2: ")
    assert "run.jsonl" in done.stderr.splitlines()[-1]


def test_a_source_of_ones_own_is_a_file_dropped_in(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns(".*", "__pycache__", "tests", "*.egg-info", "datasets")
    copy = shutil.copytree(PROJECT, tmp_path / "project", ignore=ignored)
    (copy / "templates/sources/mine.sql.j2").write_text(
        "select file_index, id as mbpp_id, ask as prompt, says as response, ok::varchar as passed\n"
        "from read_json(getvariable('files'), format = 'newline_delimited',\n"
        "    columns = {id: 'varchar', ask: 'varchar', says: 'varchar', ok: 'boolean'})\n"
    )
    (tmp_path / "run.jsonl").write_text(
        '{"id": 601, "ask": "Do.", "says": "def f(): 1", "ok": true}\n'
    )
    import subprocess
    import sys

    (tmp_path / "my.toml").write_text(CONFIG)
    done = subprocess.run(
        [sys.executable, "build.py", "datasets", "--source", "mine", "--runs", tmp_path / "run.jsonl",
         "--config", tmp_path / "my.toml", "--out", tmp_path / "out"],
        cwd=copy, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert read_jsonl(tmp_path / "out/dataset_all.jsonl")[0]["output"] == "def f(): 1"
