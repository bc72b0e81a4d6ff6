"""Runs as well-known harnesses leave them: fixtures in the real schema, read by their templates.

The files of sources/ were written by the harnesses' released code over two invented problems
(LiveCodeBench's by hand, after its source), two samples each.
"""

import gzip
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, ask, build_py, read_csv, read_jsonl

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
    "bigcodebench": ("*_eval_results.json", True, [
        ("BigCodeBench/0", True, "Double n.\nYou should", "return 2 * n", ""),
        ("BigCodeBench/0", False, "Double n.\nYou should", "return n + 2", ""),
        ("BigCodeBench/1", True, "Reverse s.\nYou should", "return s[::-1]", ""),
        ("BigCodeBench/1", False, "Reverse s.\nYou should", "while True", ""),
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


@pytest.mark.slow
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


@pytest.mark.slow
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
        'error: source = "evalpluss": there are auto, bigcodebench, csv, evalplus, human_eval, inspect, '
        "jsonl, livecodebench, lm_eval, parquet\n"
    )
    told = " ".join(build_py("datasets", "--help").stdout.split())
    assert "a harness: bigcodebench, evalplus, human_eval, inspect, livecodebench, lm_eval" in told


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


MISTAKES = [
    tuple(case.split("\n=> "))
    for case in (SOURCES / "json_mistakes.txt").read_text().strip().split("\n\n")[1:]
]
ROW = {"mbpp_id": 601, "prompt": "Do.", "response": "def f(): 1", "passed": True}


def lines(*rows: dict) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def built(folder: Path, files: dict[str, str], config: str = "", *arguments: object):
    """What became of a build of the files of a folder, and the command's answer."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "my.toml").write_text(config + CONFIG)
    runs = [word for name in files for word in ("--runs", folder / name)]
    return build_py("datasets", *runs, "--config", folder / "my.toml", "--out", folder / "out",
                    *arguments)  # fmt: skip


def results(folder: Path, columns: str) -> list[tuple]:
    return ask(folder / "out", f"select {columns} from results order by result_id")


@pytest.mark.parametrize(("row", "said"), MISTAKES, ids=[said[:40] for _, said in MISTAKES])
def test_a_row_that_is_no_response_is_refused_with_its_line(row, said, tmp_path: Path) -> None:
    done = built(tmp_path, {"run.jsonl": lines(ROW) + row + "\n" + lines(ROW)})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"error: {tmp_path}/run.jsonl, line 2: {said}"


@pytest.mark.parametrize(("data", "said"), [
    (b"", ": empty: not even a header; remove it or write it again"),
    (b"\n \n", ": no row in it: remove it or write it again"),
    (lines(ROW).encode("utf-16"), ": UTF-16: write the file as UTF-8"),
    (b"\xef\xbb\xbf" + lines(ROW).encode(), ": a byte order mark: write the file as UTF-8 without one"),
    (lines(ROW).encode() + b'{"a": "\xff"}', ", line 2: not UTF-8: write the file as UTF-8"),
    (b"[" * 100_000, ", line 1: nested too deeply: write the file again"),
    (b'{"mbpp_id": 601, "prompt": "p", "passed": true, "text": "r"}\n',
     ": no column for response; there are mbpp_id, prompt, passed, text: map them under [columns], "
     'as response = "..."'),
], ids=range(7))  # fmt: skip
def test_a_file_that_is_no_json_lines_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_bytes(data)
    done = build("auto", tmp_path / "run.jsonl", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"error: {tmp_path}/run.jsonl{said}"


def test_a_cut_file_is_refused_and_quarantined(tmp_path: Path) -> None:
    files = {"a.jsonl": lines(ROW), "b.jsonl": lines(ROW | {"response": "def f(): 2"}) + '{"mbpp'}
    done = built(tmp_path, files, "", "--quarantine")
    assert done.returncode == 1
    assert f"quarantined: {tmp_path}/b.jsonl, line 2: not JSON: " in done.stderr
    assert len(read_jsonl(tmp_path / "out/dataset_all.jsonl")) == 1


@pytest.mark.slow
def test_several_responses_in_a_row_are_several_rows(tmp_path: Path) -> None:
    row = {"task_id": 601, "prompt": "Do.", "model": "m"}
    files = {"run.jsonl": lines(
        row | {"completion": ["def f(): 1", "def f(): 2"], "passed": [True, 0]},
        row | {"completion": ["def f(): 3"], "passed": "fail"},
        row | {"completion": "def f(): 4", "passed": [1]},
        row | {"completion": None, "passed": False},
    )}  # fmt: skip
    done = built(tmp_path, files)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path, "response, passed, sample_number, model") == [
        ("def f(): 1", True, 1, "m"), ("def f(): 2", False, 2, "m"), ("def f(): 3", False, 1, "m"),
        ("def f(): 4", True, 1, "m"), ("", False, 1, "m"),
    ]  # fmt: skip
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert [file["rows"] for file in manifest["inputs"]] == [4]
    files = {"run.jsonl": files["run.jsonl"] + lines(row | {"completion": "x", "passed": None})}
    said = built(tmp_path, files).stderr.splitlines()[-1]
    assert said.startswith(f"error: {tmp_path}/run.jsonl, line 5: passed is missing or unclear")


@pytest.mark.slow
def test_messages_are_unfolded_to_their_text(tmp_path: Path) -> None:
    asked = [{"role": "system", "content": "You code."},
             {"role": "user", "content": [{"type": "text", "text": "Do."}]}]  # fmt: skip
    answer = {"role": "assistant", "content": "def f(): 1"}
    files = {"run.jsonl": lines(
        ROW | {"prompt": asked, "response": [*asked, answer]},
        ROW | {"prompt": asked, "response": answer | {"content": "def g(): 1"}, "passed": False},
        ROW | {"prompt": "Do.", "response": "def f(): 1"},
    )}  # fmt: skip
    assert built(tmp_path, files).returncode == 0
    assert results(tmp_path, "prompt, response, passed") == [
        ("You code.\n\nDo.", "def f(): 1", True), ("You code.\n\nDo.", "def g(): 1", False),
        ("Do.", "def f(): 1", True),
    ]  # fmt: skip
    parquet = tmp_path / "run.parquet"
    duckdb.sql(
        "select 601 as mbpp_id, [{'role': 'user', 'content': 'Do.'}] as prompt, "
        "['def f(): 1', 'def f(): 2'] as response, [true, false] as passed"
    ).write_parquet(str(parquet))
    assert build("auto", parquet, tmp_path / "out").returncode == 0
    assert results(tmp_path, "prompt, response, passed") == [
        ("Do.", "def f(): 1", True), ("Do.", "def f(): 2", False)
    ]  # fmt: skip


def test_columns_may_be_expressions(tmp_path: Path) -> None:
    columns = """[columns]
mbpp_id = "'T/' || id"
prompt = "trim(ask) -- the question"
response = "answers[-1]"
passed = "score >= 1 and error is null"
test_cases = "'assert f() == ' || answers[1]"
"""
    row = {"id": 7, "ask": " Do. ", "answers": ["1", "def f(): 1"], "score": 1.0, "error": None}
    wrong = row | {"answers": ["1", "def f(): 2"]}
    files = {"run.jsonl": lines(row, wrong | {"score": 0.5}, wrong | {"error": {"at": 1}})}
    done = built(tmp_path, files, columns)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path, "mbpp_id, prompt, response, passed, test_cases, id, score") == [
        ("T/7", "Do.", f"def f(): {n}", n == 1, "assert f() == 1", "7", score)
        for n, score in ((1, "1.0"), (2, "0.5"), (2, "1.0"))
    ]
    assert json.loads(results(tmp_path, "answers")[0][0]) == row["answers"]
    csv = {"run.csv": "task_id,prompt,answers,correct\n7,Do.,def f(): 1,AC\n7,Do.,def f(): 2,WA\n"}
    done = built(
        tmp_path,
        csv,
        """[columns]
mbpp_id = "task_id || '/' || left(prompt, 2)"
response = "answers"
passed = "correct = 'AC'"
""",
    )
    assert done.returncode == 0, done.stderr
    assert results(tmp_path, "mbpp_id, passed, task_id, correct") == [
        ("7/Do", True, "7", "AC"), ("7/Do", False, "7", "WA"),
    ]  # fmt: skip
    harness = SOURCES / "livecodebench" / "Scenario.codegeneration_2_0.2_eval_all.json"
    (tmp_path / "my.toml").write_text('[columns]\nmbpp_id = "lower(mbpp_id)"\n' + CONFIG)
    arguments = ("--runs", harness, "--source", "livecodebench", "--config", tmp_path / "my.toml")
    assert build_py("datasets", *arguments, "--out", tmp_path / "out").returncode == 0
    assert results(tmp_path, "mbpp_id")[0] == ("livecodebench/9001",)


@pytest.mark.parametrize(("expression", "said"), [
    ("scroe >= 1", 'Binder Error: Referenced column "scroe" not found in FROM clause'),
    ("scroe", "no such column; there are mbpp_id, prompt, response, score"),
    ("score >=", 'Parser Error: syntax error at or near ")"'),
    ("true) as x, (false", "write one expression over the columns"),
    ("random() < 0.5", "random gives another value in every build"),
    ("now() is not null", "now gives another value in every build"),
    ("max(score) > 1", "Binder Error: column"),
    ("exists (from read_text('/etc/hostname'))", "Permission Error: Cannot access file"),
])  # fmt: skip
def test_an_expression_that_is_none_is_refused(expression, said, tmp_path: Path) -> None:
    row = {"mbpp_id": 601, "prompt": "Do.", "response": "def f(): 1", "score": 1}
    done = built(tmp_path, {"run.jsonl": lines(row)}, f'[columns]\npassed = "{expression}"\n')
    assert done.returncode == 1
    error = done.stderr.splitlines()[-1]
    assert error.startswith(
        f'error: {tmp_path}/run.jsonl: [columns] passed = "{expression}": {said}'
    )


@pytest.mark.slow
def test_names_of_ours_among_the_keys_hide_nothing(tmp_path: Path) -> None:
    odd = {"file_index": 0, "file_id": 9, "rowid": 7, "filename": "x", "sample_number": 5,
           "result_id": 3}  # fmt: skip
    row = {"mbpp_id": 601, "prompt": "Do.", "response": "def f(): 1", "passed": True} | odd
    files = {f"{run}/{run}.jsonl": lines(row | {"response": run}, row) for run in "ab"}
    assert built(tmp_path, files).returncode == 0
    expected = [("a/a", 0, 0), ("a/a", 0, 1), ("b/b", 1, 2), ("b/b", 1, 3)]
    assert results(tmp_path, "run_id, file_id, result_id") == expected
    assert results(tmp_path, "file_index_jsonl, rowid_jsonl, sample_number_jsonl")[0] == (
        "0",
        "7",
        "5",
    )
    for run in "ab":
        found = duckdb.read_json(str(tmp_path / f"{run}/{run}.jsonl"))
        found.write_parquet(str(tmp_path / f"{run}/{run}.parquet"))
    assert build("auto", tmp_path / "?/*.parquet", tmp_path / "out").returncode == 0
    assert results(tmp_path, "run_id, file_id, result_id") == expected
    head = ",".join(row)
    csv = {f"{run}/{run}.csv": f"{head}\n601,Do {run}.,def f(): 1,1,0,9,7,x,5,3\n" for run in "ab"}
    assert built(tmp_path, csv).returncode == 0
    assert results(tmp_path, "run_id, file_id, result_id") == [("a", 0, 0), ("b", 1, 1)]


@pytest.mark.slow
def test_the_name_of_a_file_tells_its_source(tmp_path: Path) -> None:
    wrong = {"passed": False, "response": "def f(): 2"}
    array = {"run.json": json.dumps([ROW, ROW | wrong], indent=1)}
    assert built(tmp_path, array).returncode == 0
    assert results(tmp_path, "run_id, passed") == [(f"{tmp_path.name}/run", True),
                                                   (f"{tmp_path.name}/run", False)]  # fmt: skip
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["configuration"]["source"] == "jsonl"
    packed = tmp_path / "run.jsonl.gz"
    packed.write_bytes(gzip.compress(lines(ROW).encode() * 3))
    assert build("auto", packed, tmp_path / "out").returncode == 0
    assert len(results(tmp_path, "1")) == 3
    mixed = built(
        tmp_path, {"a.csv": "mbpp_id,prompt,response,passed\n1,p,r,1\n", "b.jsonl": lines(ROW)}
    )
    assert mixed.stderr == (
        f"error: {tmp_path}/a.csv is csv and {tmp_path}/b.jsonl is jsonl: build of one kind, narrow "
        "--runs\n"
    )


def changed(source: str, change) -> str:
    """The fixture of a source with its JSON changed."""
    [file] = (SOURCES / source).glob(EXPECTED[source][0])
    document = json.loads(file.read_text())
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(("source", "name", "text", "said"), [
    ("livecodebench", "e.json", changed("livecodebench", lambda d: d[0].pop("graded_list")),
     ": response 1: passed is missing or unclear"),
    ("livecodebench", "e.json", changed("livecodebench", lambda d: d[1]["graded_list"].pop()),
     ": response 3: passed is missing or unclear"),
    ("livecodebench", "e.json", changed("livecodebench", lambda d: d[1].update(graded_list=None)),
     ": response 3: passed is missing or unclear"),
    ("livecodebench", "e.json", changed("livecodebench", lambda d: d[0].update(code_list=[], graded_list=[])),
     ": response 1: passed is missing or unclear"),
    ("livecodebench", "e.json", changed("livecodebench", lambda d: d[0].update(code_list="x = 1")),
     ': a value that source = "livecodebench" cannot read (Expected ARRAY, but got VARCHAR: "x = 1"): '
     "is it of another harness? Or write it again"),
    ("livecodebench", "e.json", '[{"question_id": "1", "pred_list": ["x"], "graded_list": [true]}]',
     ': no response of source = "livecodebench" in it: a scenario of LiveCodeBench'),
    ("evalplus", "e.json", changed("evalplus", lambda d: d["eval"].update({"Mbpp/602": None})),
     ': 1 of 3 records have no "base_status": write the file again'),
    ("evalplus", "e.json", changed("evalplus", lambda d: d["eval"]["Mbpp/602"].append(None)),
     ': 1 of 5 records have no "base_status": write the file again'),
    ("evalplus", "e.json", changed("evalplus", lambda d: d["eval"]["Mbpp/602"][0].pop("solution")),
     ': 1 of 4 records have no "solution": write the file again'),
    ("evalplus", "e.json", changed("evalplus", lambda d: d["eval"]["Mbpp/602"][0].update(solution=["x"])),
     ': 1 of 4 records have a "solution" that is no text: write the file again'),
    ("evalplus", "e.json", changed("evalplus", lambda d: d["eval"]["Mbpp/602"][0].update(plus_status=["fail"])),
     ": response 3: passed is missing or unclear"),
    ("human_eval", "e.jsonl", '{"task_id": "HumanEval/0", "completion": ["x"], "passed": true}',
     ': 1 of 1 records have a "completion" that is no text: write the file again'),
    ("evalplus", "e.json", '{"date": "x", "eval": {"Mbpp/2": {"nfiles": 1, "base": [["success", []]], '
     '"plus": [["success", []]]}}}',
     ': no response of source = "evalplus" in it: results of an EvalPlus before 0.2.1'),
    ("evalplus", "e.json", '{"date": "x", "eval": {"BigCodeBench/2": [{"status": "pass"}]}}',
     ': no response of source = "evalplus" in it: results of EvalPlus or BigCodeBench'),
    ("evalplus", "e.json", '{"date": "x", "eval": {}', ", line 1: not JSON: "),
    ("auto", "generations_mbpp.json", '[["def f(): 1"], ["def g(): 1"]]',
     ": generations of bigcode-evaluation-harness, which keeps no verdicts"),
    ("auto", "e.json", changed("inspect", lambda d: None), ": a log of Inspect: --source inspect"),
    ("auto", "e.json", changed("livecodebench", lambda d: None),
     ": results of LiveCodeBench: --source livecodebench"),
    ("auto", "log.eval", "PK\x03\x04", ": a packed log of Inspect: unpack it with `inspect log convert "
     "FILE --to json --output-dir FOLDER`, or install inspect_ai"),
])  # fmt: skip
def test_what_is_not_read_is_said(source, name, text, said, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    file = SOURCES / source / "problems.jsonl"
    problems = ("--problems", file) if file.exists() else ()
    done = build(source, tmp_path / name, tmp_path / "out", *problems)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: {tmp_path}/{name}{said}")


def lm_eval_documents() -> list[dict]:
    return read_jsonl(SOURCES / "lm_eval/samples_mbpp_2026-11-22.jsonl")


def test_every_repeat_of_a_document_is_a_response(tmp_path: Path) -> None:
    first, *others = lm_eval_documents()
    repeated = first | {"filtered_resps": [["def f(): 1", "def f(): 2", "def f(): 3"]]}
    done = built(tmp_path, {"samples.jsonl": lines(repeated, *others)}, "", "--source", "lm_eval")
    assert done.returncode == 0, done.stderr
    found = results(tmp_path, "response")
    assert [row[0] for row in found[:3]] == repeated["filtered_resps"][0]
    assert len(found) == 3 + len(others)


@pytest.mark.slow
def test_of_several_filters_one_is_named(tmp_path: Path) -> None:
    documents = lm_eval_documents()
    both = documents + [
        d | {"filter": "other", "filtered_resps": ["def f(): 9"]} for d in documents
    ]
    files = {"samples.jsonl": lines(*both)}
    done = built(tmp_path, files, "", "--source", "lm_eval")
    assert done.stderr.splitlines()[-1] == (
        f"error: {tmp_path}/samples.jsonl: answers of several filters (none, other): name one under "
        '[input], as filter = "none"'
    )
    done = built(tmp_path, files, '[input]\nfilter = "other"\n', "--source", "lm_eval")
    assert done.returncode == 0, done.stderr
    assert results(tmp_path, "response") == [("def f(): 9",)] * len(documents)
    done = built(tmp_path, files, '[input]\nfilter = "some"\n', "--source", "lm_eval")
    assert done.stderr.endswith('[input] filter = "some": there are none, other\n')
    unnamed = [{k: v for k, v in d.items() if k != "filter"} for d in both]
    done = built(tmp_path, {"samples.jsonl": lines(*unnamed)}, "", "--source", "lm_eval")
    assert f"document {documents[0]['doc_id']} stands twice" in done.stderr


def test_a_document_whose_filter_took_nothing_is_its_raw_text(tmp_path: Path) -> None:
    [document, *_] = lm_eval_documents()
    document |= {"filtered_resps": [[]], "resps": [["def raw(): 1"]]}
    assert built(tmp_path, {"s.jsonl": lines(document)}, "", "--source", "lm_eval").returncode == 0
    assert results(tmp_path, "response") == [("def raw(): 1",)]


@pytest.mark.slow
def test_a_sample_that_ended_with_an_error_has_failed(tmp_path: Path) -> None:
    def end(log: dict) -> None:
        output = {"completion": "", "choices": []}
        log["samples"][0] |= {"scores": {}, "error": {"message": "boom"}, "output": output}

    text = changed("inspect", end)
    assert built(tmp_path, {"log.json": text}, "", "--source", "inspect").returncode == 0
    assert results(tmp_path, "response, passed")[0] == ("", False)


def test_a_problem_without_its_prompt_is_said(tmp_path: Path) -> None:
    problems = (SOURCES / "evalplus/problems.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "p.jsonl").write_text(problems[0] * 2)  # one problem twice, the other not at all
    done = build("evalplus", SOURCES / "evalplus/*.json", tmp_path / "out", "--problems",
                 tmp_path / "p.jsonl")  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "error: 1 problem without a prompt, such as 602: "
    )


@pytest.mark.slow
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


def test_columns_of_ones_own_are_carried(tmp_path: Path) -> None:
    """Into CSV and Parquet, from the row that the example was kept from."""
    row = {"prompt": "Do.", "passed": True, "passed_": 1}
    files = {"run.jsonl": lines(
        row | {"mbpp_id": 601, "response": "def f(): 1", "model": "a", "to/k~en's \"n\"": 0.5},
        row | {"mbpp_id": 602, "response": "def g(): 1", "model": None},
    )}  # fmt: skip
    names = """[output]\ncolumns = ["model", "to/k~en's \\"n\\""]\n"""
    done = built(tmp_path, files, names, "--format", "parquet", "--format", "alpaca")
    assert done.returncode == 0, done.stderr
    expected = [("601", "a", "0.5"), ("602", None, None)]
    parquet = duckdb.read_parquet(str(tmp_path / "out/dataset_all.parquet"))
    kept = parquet.select('mbpp_id, model, "to/k~en\'s ""n"""').order("mbpp_id").fetchall()
    assert kept == expected
    csv = {r["mbpp_id"]: r for r in read_csv(tmp_path / "out/dataset_all.csv")}
    assert [csv[i]["model"] for i in ("601", "602")] == ["a", ""]
    assert list(csv["601"])[-2:] == ["model", 'to/k~en\'s "n"']
    for name, said in (("modle", "no such column; there are prompt, passed, "),
                       ("difficulty", "the dataset files have it anyway")):  # fmt: skip
        done = built(tmp_path, files, f'[output]\ncolumns = ["{name}"]\n')
        assert done.stderr.splitlines()[-1].startswith(
            f'error: [output] columns = "{name}": {said}'
        )


@pytest.mark.slow
def test_words_and_numbers_tell_what_has_passed(tmp_path: Path) -> None:
    words = ["AC", "ac ", "TLE", "Accepted", "wrong answer", "Time Limit Exceeded", "correct"]
    row = {"mbpp_id": 601, "prompt": "Do."}
    files = {"run.jsonl": lines(
        *(row | {"response": f"def f(): {i}", "passed": word} for i, word in enumerate(words))
    )}  # fmt: skip
    assert built(tmp_path, files, "[passed]\nAC = true\ntle = false\n").returncode == 0
    assert results(tmp_path, "passed") == [(i in (0, 1, 3, 6),) for i in range(7)]
    scores = [1, 1.0, 0.99, 0.5, "0.5", 0, 2]
    files = {"run.jsonl": lines(
        *(row | {"response": f"def f(): {i}", "passed": n} for i, n in enumerate(scores))
    )}  # fmt: skip
    assert built(tmp_path, files, "[passed]\nat_least = 0.99\n").returncode == 0
    assert results(tmp_path, "passed") == [(i in (0, 1, 2, 6),) for i in range(7)]
    done = built(tmp_path, files)
    assert 'line 3: passed is "0.99": write true or false' in done.stderr
    assert 'under [passed] "0.99" = true (or false)' in done.stderr


@pytest.mark.slow
def test_a_whole_last_row_needs_no_newline(tmp_path: Path) -> None:
    head = "mbpp_id,prompt,response,passed\n"
    text = head + '601,Do.,"def f():\n    return 1",True\n602,Do.,"def g(): 1",True'
    done = built(tmp_path, {"run.csv": text})
    assert done.returncode == 0, done.stderr
    assert "note: run.csv: no newline at its end; its last row is whole and was read" in done.stderr
    assert len(results(tmp_path, "1")) == 2
    done = built(tmp_path, {"run.csv": text}, "[input]\nstrict = true\n")
    assert done.stderr.splitlines()[-1].startswith(
        f"error: {tmp_path}/run.csv, line 4: no newline at its end, so it may have been cut"
    )
    for cut, said in ((text[:-5], "line 4: 3 fields where the header has 4"),
                      (text[:-8], "line 4: quote never closed")):  # fmt: skip
        assert said in built(tmp_path, {"run.csv": cut}).stderr
