"""Little or nothing to build from: a clear line each, and what was there stays."""

import json
import os
import sys
from pathlib import Path

import pytest

from conftest import ask, build_py, copy_of_build, read_csv, read_jsonl, write_run

F = "def f(x):\n    return x"


def row(mbpp_id: object = 601, passed: bool = True, response: str = F, **others: object) -> dict:
    prompt = f"Turn over the stone of place {mbpp_id}."
    return {"mbpp_id": mbpp_id, "prompt": prompt, "response": response, "passed": passed} | others


EASY = "[mixes.m]\neasy = 1\n"
ALL = "[mixes.m]\neasy = 1\nmedium = 1\nhard = 1\n"
G = F.replace("f", "g", 1)
REFUSED = {
    "no passing row": ([row(passed=False)], EASY, "no response passed: nothing to build"),
    "all held out by benchmark": (
        [row(11), row(12)], EASY,
        "no problem is left to train on: 2 problems held out ([holdout] benchmarks)",
    ),
    "all held out by split": (
        [row(split="test")], EASY,
        "no problem is left to train on: 1 problem held out ([holdout] splits)",
    ),
    "all excluded": (
        [row(), row(11), row(12)], '[exclude]\nids = ["601"]\n' + EASY,
        "no problem is left to train on: 2 problems held out ([holdout] benchmarks), 1 problem excluded ([exclude] "
        "ids)",
    ),
    "all unlabelled": (
        [row(difficulty="")], '[difficulty]\nsource = "label"\n' + EASY,
        "no problem is left to train on: 1 problem unlabelled ([difficulty] source)",
    ),
    "no code": (
        [row(response="I cannot.")], EASY,
        "none of 1 passing response can be used: 0 of problems left out, 1 without a program, "
        "0 that also failed, 0 found fewer than min_agreement = 1 times; what came to nothing: "
        "no Python in it (1, such as problem 601 of run r)",
    ),
    "too rare": (
        [row()], "min_agreement = 2\n" + EASY,
        "none of 1 passing response can be used: 0 of problems left out, 0 without a program, "
        "0 that also failed, 1 found fewer than min_agreement = 2 times",
    ),
    "no prompt": (
        [row(prompt="")], EASY,
        "1 problem without a prompt, such as 601: fill in the column, or leave them out with "
        "[exclude] ids",
    ),
    "a level without candidates": (
        [row()], ALL,
        "mix m: no medium example is available and the mix takes 1 of 3 from there: set [mixes.m] "
        'shortage = "fill", or medium = 0',
    ),
    "a level without candidates under repeat": (
        [row()], ALL + 'shortage = "repeat"\n',
        "mix m: no medium example is available and the mix takes 1 of 3 from there: set [mixes.m] "
        'shortage = "fill", or medium = 0',
    ),
    "a shortfall under fail": (
        [row(), row(602)], EASY + 'shortage = "fail"\nmax_examples = 3\n',
        'mix m: 3 easy examples are requested and 2 available, and shortage = "fail": lower '
        "max_examples, or choose shrink, fill or repeat",
    ),
    "only an answer that does not parse": (
        [row(response="def f(x:\n    return x")], EASY,
        "none of 1 passing response can be used: 0 of problems left out, 1 without a program, "
        "0 that also failed, 0 found fewer than min_agreement = 1 times; what came to nothing: "
        "does not parse: '(' was never closed, line 1 (1, such as problem 601 of run r)",
    ),
    "only an example that does not stand alone": (
        [row(response="def f(x):\n    return helper(x)")], EASY,
        "mix m: no easy example is available and the mix takes 1 of 1 from there: set [mixes.m] "
        'shortage = "fill", or easy = 0; what came to nothing: uses helper, which it does not '
        "define (1, such as problem 601 of run r)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_to_build_from(name: str, golden: Path, tmp_path: Path) -> None:
    rows, document, message = REFUSED[name]
    (tmp_path / "my.toml").write_text(f'runs = ["r.csv"]\nout = "out"\n{document}')
    before = copy_of_build(golden, tmp_path / "out").readlink()
    write_run(tmp_path / "r.csv", rows)
    done = build_py("datasets", "--config", tmp_path / "my.toml")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"error: {message}"
    assert (tmp_path / "out").readlink() == before


def build(folder: Path, rows: list[dict], document: str) -> list[dict]:
    write_run(folder / "r.csv", rows)
    (folder / "my.toml").write_text(f'runs = ["r.csv"]\nout = "out"\n{document}')
    done = build_py("datasets", "--config", folder / "my.toml")
    assert done.returncode == 0, done.stderr
    return read_jsonl(folder / "out/dataset_m.jsonl")


def test_one_result_is_a_dataset(tmp_path: Path) -> None:
    assert build(tmp_path, [row()], EASY) == [{
        "instruction": "Turn over the stone of place 601.\n\nYour code should define `f(x)`.",
        "input": "", "output": F, "difficulty": "easy", "mbpp_id": "601",
    }]  # fmt: skip


def test_repeat_goes_over_a_level_again(tmp_path: Path) -> None:
    document = EASY + 'shortage = "repeat"\nmax_examples = 5\n'
    written = build(tmp_path, [row(), row(602)], document)
    ids = [record["mbpp_id"] for record in written]
    assert sorted(ids.count(i) for i in ("601", "602")) == [2, 3]
    [summary] = read_csv(tmp_path / "out/datasets_summary.csv")
    assert (summary["total_examples"], summary["distinct_problems"]) == ("5", "2")


def test_fill_gives_what_there_is(tmp_path: Path) -> None:
    document = ALL + 'shortage = "fill"\nmax_examples = 9\n'
    rows = [row(), row(602), row(603, passed=False), row(603)]
    written = build(tmp_path, rows, document)
    assert [record["mbpp_id"] for record in written].count("603") == 0, "it also failed"
    assert len(written) == 2


@pytest.mark.parametrize(
    "tests",
    ['["assert f(1) == 1", "assert f(2) == 2"]', "['assert f(1) == 1', 'assert f(2) == 2']",
     "assert f(1) == 1\nassert f(2) == 2\n"],
)  # fmt: skip
def test_test_cases_in_any_writing_are_in_the_instruction(tests: str, tmp_path: Path) -> None:
    [record] = build(tmp_path, [row(test_cases=tests)], EASY)
    assert record["instruction"] == (
        "Turn over the stone of place 601.\n\nYour code should pass these tests:\n"
        "assert f(1) == 1\nassert f(2) == 2"
    )


@pytest.mark.slow
def test_an_own_template_uses_every_name(tmp_path: Path) -> None:
    template = (
        "{{ mbpp_id }} {{ difficulty }} {{ entry_point }} {{ test_cases | length }}: {{ prompt }}"
    )
    [record] = build(tmp_path, [row()], f'[instruction]\ntemplate = "{template}"\n{EASY}')
    assert record["instruction"] == "601 easy f 0: Turn over the stone of place 601."


def test_holdout_files_of_every_format(tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "h.csv").write_text("task_id\n0601\n")
    (tmp_path / "h.jsonl").write_text('{"text": "turn over the stone of PLACE 602", "code": "x"}\n')
    duckdb.sql("select 603 as problem_id, 'p' as prompt").write_parquet(str(tmp_path / "h.parquet"))
    rows = [row(i) for i in (601, 602, 603, 604)]
    document = '[holdout]\nfiles = ["h.csv", "h.jsonl", "h.parquet"]\nnear_copy_at_least = 0.95\n'
    written = build(tmp_path, rows, document + EASY)
    assert [record["mbpp_id"] for record in written] == ["604"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("h.csv", "a,b\n1,2\n", "neither mbpp_id nor prompt among its columns; there are a, b"),
        ("h.jsonl", "{not json\n", "cannot be read (line 1 is not JSON: Expecting property name enclosed in double "
         "quotes: line 1 column 2 (char 1)): mend the file"),
        ("h.txt", "601\n", "[holdout] files are .csv, .jsonl, .ndjson, .parquet"),
        ("h.parquet", "no parquet", "cannot be read"),
        ("missing.csv", None, "No such file or directory: mend [holdout] files"),
    ],
)  # fmt: skip
def test_bad_holdout_files(name: str, data: str | None, message: str, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / name).write_text(data)
    write_run(tmp_path / "r.csv", [row()])
    config = tmp_path / "my.toml"
    config.write_text(f'runs = ["r.csv"]\nout = "out"\n[holdout]\nfiles = ["{name}"]\n{EASY}')
    done = build_py("datasets", "--config", config)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: {tmp_path}/{name}: {message}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"prompt": ' + b"[" * 100_000, "cannot be read (line 1 is nested too deeply)"),
        (b'{"prompt": "a\\ud800"}', "half a character in 'a\\ud800': mend the file"),
        (b'{"mbpp_id": "\\ud800"}', "half a character in '\\ud800': mend the file"),
    ],
)
def test_json_that_python_stumbles_on_is_one_line(
    data: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "h.jsonl").write_bytes(data + b"\n")
    write_run(tmp_path / "r.csv", [row()])
    done = build_py("datasets", "--runs", tmp_path / "r.csv", "--out", tmp_path / "out",
                    "--holdout-files", tmp_path / "h.jsonl")  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: {tmp_path}/h.jsonl: {message}")


@pytest.mark.slow
def test_names_of_parquet_files_are_no_globs(tmp_path: Path) -> None:
    import duckdb

    for name, mbpp_id in (("h[1]", 601), ("h1", 602), ("h*", 603)):
        held = duckdb.sql(f"select {mbpp_id} as mbpp_id, ['assert f() == 0'] as test_list")
        held.write_parquet(str(tmp_path / f"{name}.parquet"))
    document = '[holdout]\nfiles = ["h[1].parquet", "h*.parquet"]\nnear_copy_at_least = 0.95\n'
    written = build(tmp_path, [row(i) for i in (601, 602, 603)], document + EASY)
    assert [record["mbpp_id"] for record in written] == ["602"]
    build(tmp_path, [row(i) for i in (601, 602)], f'[tests]\nfiles = ["h[1].parquet"]\n{EASY}')
    assert ask(tmp_path / "out", "select distinct mbpp_id from test_sets") == [("601",)]


@pytest.mark.slow
def test_names_of_problems_and_of_out_are_no_globs(tmp_path: Path) -> None:
    results = {"task_id": "X/1", "completion": "    return 7\n", "passed": True}
    (tmp_path / "m_results.jsonl").write_text(json.dumps(results) + "\n")
    for name, prompt in (("p[1]", "def right():"), ("p1", "def wrong():")):
        problem = {"task_id": "X/1", "prompt": prompt + "\n", "entry_point": "f"}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(problem) + "\n")
    for flags in ((), ("--keep-results", "none")):
        done = build_py("datasets", "--source", "human_eval", "--runs", tmp_path / "m_results.jsonl",
                        "--problems", tmp_path / "p[1].jsonl", "--out", tmp_path / "o[1]", *flags)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert ask(tmp_path / "o[1]", "select prompt from problems") == [("def right():\n",)]


TEMPLATES = {
    "{{ prompt ~ 'a' | center(10**10) }}": "it takes too much memory",
    "{{ prompt }}{% for i in range(2000) %}{{ 'a' * 1000 }}{% endfor %}": "it makes more than 1,000,0",
    "{{ prompt }}{{ [1, 2] | random }}": "No filter named 'random'",
    "{{ prompt }}{{ lipsum() }}": "unknown name lipsum",
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
@pytest.mark.parametrize("template", TEMPLATES)
def test_what_a_template_may_make_is_bounded(template: str, tmp_path: Path) -> None:
    write_run(tmp_path / "r.csv", [row()])
    (tmp_path / "my.toml").write_text(
        f'runs = ["r.csv"]\nout = "out"\n[instruction]\ntemplate = "{template}"\n{EASY}'
    )
    done = build_py("datasets", "--config", tmp_path / "my.toml")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: [instruction] template") and TEMPLATES[template] in last


def test_ids_are_bounded(tmp_path: Path) -> None:
    lists = "".join(f'b{i} = ["1-1000000"]\n' for i in range(3))
    (tmp_path / "my.toml").write_text(f'runs = ["r.csv"]\n[benchmarks]\n{lists}')
    done = build_py("datasets", "--config", tmp_path / "my.toml")
    assert done.stderr == (
        "error: my.toml: [benchmarks] b1: more than 2,000,000 ids in all lists together: name those "
        "that the runs hold\n"
    )


@pytest.mark.parametrize("name", ["h.csv", "h.jsonl", "h.parquet"])
@pytest.mark.parametrize("flag", ["--holdout-files", "--tests-files"])
def test_a_pipe_is_not_waited_for(flag: str, name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    write_run(tmp_path / "r.csv", [row()])
    done = build_py("datasets", "--runs", tmp_path / "r.csv", "--out", tmp_path / "out",
                    flag, tmp_path / name)  # fmt: skip
    assert done.returncode == 1
    assert f"error: {tmp_path}/{name}: not a regular file: mend [" in done.stderr


LABELS = "tests/labelled/*.csv"


def test_labelled_runs(tmp_path: Path) -> None:
    """The small labelled set: labels in odd writing, one conflict, one unknown word, one missing."""
    document = '[mixes.m]\neasy = 1\nmedium = 1\nhard = 1\nshortage = "fill"\nmax_examples = 99\n'
    (tmp_path / "my.toml").write_text(document)
    done = build_py(
        "datasets", "--config", tmp_path / "my.toml", "--runs", LABELS, "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stderr
    assert (
        "warning: 1 problem with conflicting difficulty labels, such as 704 (easy, hard): "
        "counted as unlabelled\n"
    ) in done.stderr
    assert (
        "warning: 1 problem with a difficulty label that is none of easy, medium, hard, such as "
        "705 (tricky): counted as unlabelled\n"
    ) in done.stderr
    levels = {r["mbpp_id"]: r["difficulty"] for r in read_jsonl(tmp_path / "out/dataset_m.jsonl")}
    assert levels == {
        "701": "hard", "702": "easy", "703": "medium", "704": "medium", "705": "easy", "706": "easy",
    }  # fmt: skip


@pytest.mark.slow
def test_warnings_of_odd_runs(tmp_path: Path) -> None:
    rows = [row(i) for i in (601, 602, 603)]
    rows += [row(1200), row(601, prompt="Something else."), row(11, prompt=row(602)["prompt"])]
    rows += [row(12, prompt=row(603)["prompt"])]
    write_run(tmp_path / "r.csv", rows)
    document = '[exclude]\nids = ["no-such"]\n'
    (tmp_path / "my.toml").write_text(f'runs = ["r.csv"]\nout = "out"\n{document}{EASY}')
    done = build_py("datasets", "--config", tmp_path / "my.toml")
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith(("warning", "note"))]
    for part in (
        "note: benchmark mbpp holds out 2 rows of 2 problems",
        "note: no prompt is known of 598 held-out ids",
        "warning: 1 problem with several prompts, such as 601: the most frequent one of each",
        "warning: 1 problem with ids that MBPP does not have (1 to 974), such as 1200: if",
        "note: 2 problems left out for prompts that nearly repeat held-out ones",
        "warning: 2 of 4 problems outside the holdout look like near-copies: the prompts seem to",
        '[exclude] ids: 1 are in no run file, such as "no-such"',
    ):
        assert any(part in line for line in said), part
