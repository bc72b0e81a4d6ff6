"""Questions about a build, asked as users ask them: commands, the shell, the kept questions."""

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from conftest import COMMAND, GOLDEN, PROJECT, build_py, read_csv, write_run

EXPLORE = sorted((PROJECT / "sql/explore").glob("*.sql"))


@pytest.fixture(scope="module")
def out(examples: Path) -> Path:
    return examples


def ask(out: Path, *arguments: object, **options):
    return build_py(*arguments, "--dir", out, **options)


# ---- query ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_query_in_every_format(out: Path) -> None:
    sql = "select 'a|b' as x, 1 as y, null as z, 'two\nlines' as w"
    table = ask(out, "query", sql, "--format", "table")
    assert table.stdout == "x    y  z  w\na|b  1     two\\nlines\n"
    as_lines = "x  a|b\ny  1\nz\nw\n    two\n    lines\n"
    assert ask(out, "query", sql, "--format", "lines").stdout == as_lines
    assert ask(out, "query", sql).stdout == as_lines, "a text of several lines keeps them"
    as_csv = ask(out, "query", sql, "--format", "csv").stdout
    assert list(csv.reader(io.StringIO(as_csv))) == [
        ["x", "y", "z", "w"], ["a|b", "1", "", "two\nlines"],
    ]  # fmt: skip
    as_jsonl = ask(out, "query", sql, "--format", "jsonl").stdout
    assert json.loads(as_jsonl) == {"x": "a|b", "y": 1, "z": None, "w": "two\nlines"}
    as_markdown = ask(out, "query", sql, "--format", "markdown").stdout
    assert as_markdown == "| x | y | z | w |\n|---|---|---|---|\n| a\\|b | 1 |  | two\\nlines |\n"


def test_query_from_a_file_and_from_standard_input(out: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.sql"
    file.write_text("select count(*) as n from results;\n")
    assert ask(out, "query", "-f", file).stdout == "  n\n768\n"
    assert ask(out, "query", "-", input="select 7 as n").stdout == "n\n7\n"


def test_query_limit_and_timeout(out: Path) -> None:
    assert ask(out, "query", "from range(9)", "--limit", 2).stdout == "range\n    0\n    1\n"
    done = ask(out, "query", "select count(*) from range(1000000000000)", "--timeout", "0.3")
    assert done.returncode == 1
    assert done.stderr == "error: stopped after 0.3 seconds: raise --timeout\n"


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select\n* from resluts", "(line 2): there are audits, benchmarks, candidates, com"),
        ("select run from results", '"run" not found in FROM clause! (line 1): there are "'),
        ("selec 1", "(line 1)"),
    ],
)
def test_query_errors_name_the_line_and_what_there_is(sql: str, message: str, out: Path) -> None:
    done = ask(out, "query", sql)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "sql",
    ["delete from results", "create table t as select 1", "select * from read_csv('/etc/passwd')",
     "copy results to '/tmp/x.csv'", "attach '/tmp/x.duckdb'", "install httpfs",
     "set enable_external_access = true", "drop table results"],
)  # fmt: skip
def test_query_changes_and_reaches_nothing(sql: str, out: Path) -> None:
    assert ask(out, "query", sql).returncode == 1
    assert build_py("verify", out).returncode == 0


def test_query_tables_says_what_they_are(out: Path) -> None:
    told = ask(out, "query", "--tables").stdout
    assert "fates (768 rows): what became of every response\n    result_id             the" in told
    assert "    cluster_size          how many responses were this program\n" in told
    assert "mixes (5 rows): the datasets that were asked for\n" in told


def test_macros_work_in_queries(out: Path) -> None:
    sql = "select shape(quick_code('```\ndef f(a): return a\n```')) = shape('def g(b): return b')"
    assert "True" in ask(out, "query", sql).stdout


def test_no_build_says_how_to_make_one(tmp_path: Path) -> None:
    for command in (
        ["query", "select 1"],
        ["show", "balanced"],
        ["explain", "1"],
        ["summary"],
        ["shell"],
    ):
        done = build_py(*command, "--dir", tmp_path / "none")
        assert done.returncode == 1
        assert (
            done.stderr
            == f"error: {tmp_path}/none: no build there: make one with `{COMMAND} datasets`\n"
        )


@pytest.mark.parametrize("sql", ["", ";", "-- only a comment"])
def test_query_of_nothing_is_one_line(sql: str, out: Path) -> None:
    done = ask(out, "query", sql)
    assert (done.returncode, done.stderr) == (
        1,
        "error: no statement in it that answers anything\n",
    )


def test_json_lines_of_a_query_are_json(out: Path) -> None:
    sql = "select 'nan'::double as a, 0.25::decimal(9, 4) as b, [1] as c"
    done = ask(out, "query", sql, "--format", "jsonl")
    assert json.loads(done.stdout) == {"a": None, "b": 0.25, "c": [1]}
    done = ask(out, "query", "select 1 as a, 2 as a", "--format", "jsonl")
    assert done.stderr == "error: two columns have one name: tell them apart with `as`\n"


@pytest.mark.parametrize(("signum", "code"), [(2, 130), (15, 143)])
def test_a_signal_ends_a_long_query(signum: int, code: int, out: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "query", "--dir", str(out),
         "select count(*) from range(10000000000000)"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(1)
    process.send_signal(signum)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == code
    assert stderr.startswith("stopped by ") and len(stderr.splitlines()) == 1


def test_text_that_is_not_utf8_is_one_line(out: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROJECT / "build.py", "query", b"select '\xff'", "--dir", out],
        capture_output=True,
    )
    assert done.returncode == 2
    assert done.stderr == b"error: \"select '\\udcff'\": not UTF-8 text\n"


def test_query_without_sql_answers_a_short_question(out: Path) -> None:
    done = ask(out, "query")
    assert done.stdout == ask(out, "query", "--kept", "size_of_mixes").stdout
    assert done.stdout.splitlines()[1].split()[:2] == ["balanced", "81"]
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stderr == f"\nTry: {COMMAND} query --kept\n"


def test_query_with_two_questions_is_a_usage_error(out: Path) -> None:
    done = ask(out, "query", "select 1", "--kept", "losses")
    assert done.returncode == 2
    assert done.stderr == (
        "error: give one of the SQL (or - to read it), -f FILE and --kept NAME: "
        f'{COMMAND} query "from summary"\n'
    )


@pytest.mark.parametrize("file", EXPLORE, ids=lambda file: file.stem)
def test_kept_question_runs(file: Path, out: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith("-- ")
    done = ask(out, "query", "-f", file, "--format", "jsonl")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_kept_questions_find_what_is_in_the_examples(out: Path) -> None:
    def rows(name: str) -> list[dict]:
        done = ask(out, "query", "-f", PROJECT / f"sql/explore/{name}.sql", "--format", "jsonl")
        return [json.loads(line) for line in done.stdout.splitlines()]

    assert [row["mbpp_id"] for row in rows("contamination")] == ["606"]
    assert {"921", "948"} == {row["mbpp_id"] for row in rows("unsolved_problems")}
    assert any(row["why"] == "another name" for row in rows("failed_like_a_passing_one"))
    assert sum(row["n_examples"] for row in rows("runs_in_mixes")) == sum(
        int(row["total_examples"]) for row in read_csv(out / "datasets_summary.csv")
    )


def test_kept_questions_are_views_for_any_shell(out: Path) -> None:
    """Each gives what its file gives; DuckDB's own command reads all of them."""
    views = [f"from explore.{file.stem}" for file in EXPLORE]
    with duckdb.connect(str(out / "results.duckdb"), read_only=True) as connection:
        for file, view in zip(EXPLORE, views, strict=True):
            ours = connection.execute(file.read_text(encoding="utf-8"))
            rows, names = ours.fetchall(), [name for name, *_ in ours.description]
            found = connection.execute(view)
            assert found.fetchall() == rows, file.stem
            assert [name for name, *_ in found.description] == names, file.stem
    command = Path(sys.executable).parent / "duckdb"
    if not command.exists():
        pytest.skip("no duckdb command beside this Python (pip install duckdb-cli)")
    done = subprocess.run(
        [command, "-bail", "-readonly", out / "results.duckdb", "-c", ";".join(views)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# Two runs over the same twelve problems and a third over some, by hand: 1 for each response that
# passed, 0 for one that did not.
ANSWERS = {
    "a": ["1", "1", "1", "1", "1", "1", "1", "1", "0", "0", "1", "0"],
    "b": ["1", "0", "0", "0", "0", "0", "0", "0", "1", "0", "1", "0"],
    "c": ["11111", "00001", "11000"],
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    for run_id, answers in ANSWERS.items():
        rows = [
            {"mbpp_id": 601 + i, "prompt": f"Do {i}.", "passed": verdict == "1",
             "response": f"def f(x):\n    return x + {run_id!r} * {i} * {n}"}
            for i, verdicts in enumerate(answers)
            for n, verdict in enumerate(verdicts)
        ]  # fmt: skip
        write_run(folder / f"{run_id}.csv", rows)
    (folder / "my.toml").write_text('[mixes.all]\nshares = "as_available"\n')
    done = build_py("datasets", "--config", folder / "my.toml", "--runs", folder / "*.csv",
                    "--out", folder / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "out"


def kept(out: Path, name: str) -> list[dict]:
    done = ask(out, "query", f"from explore.{name}", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_leaderboard_by_hand(compared: Path) -> None:
    rows = {row.pop("run_id"): row for row in kept(compared, "leaderboard")}
    assert list(rows) == ["a", "c", "b"]
    # Wilson, 9 of 12: (9 + 1.9207 -+ 1.96 sqrt(9 * 3 / 12 + 0.9604)) / (12 + 3.8415)
    assert rows["a"] == {
        "pass_at_1": 0.75, "pass_at_1_low": 0.467695, "pass_at_1_high": 0.911058,
        "pass_at_5": None, "pass_at_10": None, "n_problems": 12, "n_results": 12, "n_passed": 9,
    }  # fmt: skip
    # 5 of 5, 1 of 5, 2 of 5: a mean of 0.533333 for one try, and 1 for five
    assert rows["c"]["pass_at_1"] == 0.533333 and rows["c"]["pass_at_5"] == 1.0
    assert rows["c"]["n_results"] == 15 and rows["c"]["pass_at_10"] is None


def test_two_runs_compared_by_hand(compared: Path) -> None:
    pairs = {
        (row.pop("run_id"), row.pop("other_run_id")): row for row in kept(compared, "runs_compared")
    }
    assert list(pairs) == [("a", "b"), ("a", "c"), ("b", "c")]
    # 8 discordant problems, 1 on the other side: 2 * (C(8, 0) + C(8, 1)) / 2^8
    assert pairs["a", "b"] == {
        "n_problems": 12, "n_both": 2, "n_alone": 7, "n_other_alone": 1, "n_neither": 2,
        "p_value": 0.070313,
    }  # fmt: skip
    # of three problems c solves one by half of its responses or more, and so does b
    assert pairs["b", "c"] == {
        "n_problems": 3, "n_both": 1, "n_alone": 0, "n_other_alone": 0, "n_neither": 2,
        "p_value": 1.0,
    }  # fmt: skip


def test_what_a_run_adds_by_hand(compared: Path) -> None:
    rows = {row.pop("run_id"): row for row in kept(compared, "what_a_run_adds")}
    added = {run: (row["n_solved"], row["n_solved_alone"], row["n_solved_by_others"])
             for run, row in rows.items()}  # fmt: skip
    assert added == {"a": (9, 5, 5), "b": (3, 1, 9), "c": (3, 0, 10)}
    assert sum(row["n_programs_alone"] for row in rows.values()) > 0


def test_overlap_and_token_lengths_by_hand(out: Path) -> None:
    drawn = {mix: read_csv(out / f"dataset_{mix}.csv") for mix in ("balanced", "hard_heavy", "all")}
    examples = {mix: {row["example_id"] for row in rows} for mix, rows in drawn.items()}
    problems = {mix: {row["mbpp_id"] for row in rows} for mix, rows in drawn.items()}
    pairs = {(row["mix"], row["other_mix"]): row for row in kept(out, "overlap_between_mixes")}
    assert len(pairs) == 5 * 4
    for one, other in (("balanced", "hard_heavy"), ("hard_heavy", "all")):
        row = pairs[one, other]
        n_shared = len(examples[one] & examples[other])
        assert row["n_shared_examples"] == n_shared > 0
        assert row["share_of_mix"] == round(n_shared / len(examples[one]), 3)
        assert row["n_shared_problems"] == len(problems[one] & problems[other])
    lengths = {row["dataset"]: row for row in kept(out, "token_lengths")}
    tokens = sorted(int(row["n_tokens"]) for row in drawn["balanced"])
    row = lengths["balanced"]
    assert (row["n_examples"], row["n_tokens"]) == (len(tokens), sum(tokens))
    assert (row["shortest"], row["longest"]) == (tokens[0], tokens[-1])
    assert row["median"] == tokens[(len(tokens) - 1) // 2]


# ---- show, explain, summary ----------------------------------------------------------------------


def test_show_prints_examples_to_read(out: Path) -> None:
    done = ask(out, "show", "balanced", "-n", 2, "--difficulty", "hard")
    assert done.stdout.count("---- balanced, place ") == 2
    assert ", hard (" in done.stdout and "Your code should define `" in done.stdout
    assert "\ndef " in done.stdout
    done = ask(out, "show", "balanced", "--id", "nope")
    assert (done.returncode, done.stderr) == (1, "error: balanced: no such example in it\n")
    done = ask(out, "show", "best")
    assert done.stderr == (
        "error: best: no such mix; there are balanced, easy_heavy, medium_heavy, hard_heavy, all\n"
    )


def test_explain_tells_every_response_and_why(out: Path) -> None:
    told = ask(out, "explain", "Mbpp/0603").stdout
    results = [row for run in range(1, 13) for row in read_csv(PROJECT / f"examples/runs/{run:02}/results.csv")
               if row["mbpp_id"] == "603"]  # fmt: skip
    programs = re.findall("^---- (right|wrong) program .*: ([0-9]+) responses?", told, re.MULTILINE)
    assert sum(int(n) for _, n in programs) == len(results) == 12
    assert "asks for    function sum_of_even\n" in told
    assert "difficulty  easy: 100 % passed; easy from 75 %, medium from 30 %\n" in told
    assert re.search(
        r"^duplicate  \d times: same program as in run \d\d \(runs \d\d, ", told, re.MULTILINE
    )
    assert "3 tests of tests\n    assert sum_of_even([1, 2, 3, 4]) == 6\n" in told
    assert "left out    held_out: benchmark mbpp\n" in ask(out, "explain", "14").stdout
    assert "same program and instruction as in problem 770" in ask(out, "explain", "905").stdout
    done = ask(out, "explain", "5")
    assert done.stderr == ("error: 5: no run has such a problem; ids are like those of `results`\n")
    done = ask(out, "explain", "03")
    assert done.stderr.endswith(f"; for the run: {COMMAND} explain --run 03\n")


def test_explain_tells_near_copies_with_their_evidence_both_ways(out: Path) -> None:
    evidence = (
        "(the prompts share 88 % of their word 3-grams)\n    Write a function to find the second"
    )
    told = ask(out, "explain", "606").stdout
    assert f"\nits prompt is like that of held-out 57 {evidence}" in told
    assert "left out    contaminated: a near-copy of a held-out problem\n" in told
    told = ask(out, "explain", "57").stdout
    assert f"\nproblem 606 is left out for being like it {evidence}" in told


def answered(tmp_path: Path, *rows: dict, **options: str) -> Path:
    """A build of rows of one problem, each with its run, response and verdict."""
    rows = [{"mbpp_id": 601, "prompt": "Do it.", "difficulty": "easy"} | row for row in rows]
    write_run(tmp_path / "run.csv", rows)
    (tmp_path / "my.toml").write_text("[mixes.all]\neasy = 1\n")
    flags = [
        word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)
    ]
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--runs", tmp_path / "run.csv",
                    "--out", tmp_path / "out", *flags)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


RIGHT = "def double(x):\n    return 2 * x"
WRONG = "Here:\n```python\n# my try\ndef double(number):\n    return number ** 2\n\nprint(double(3))\n```"


def test_explain_shows_a_wrong_program_once_and_why_it_failed(tmp_path: Path) -> None:
    out = answered(
        tmp_path,
        {"run_id": "a", "response": RIGHT, "passed": True},
        {"run_id": "b", "response": WRONG, "passed": False},
        {"run_id": "c", "response": "def double(n):\n    return n ** 2", "passed": False},
        {"run_id": "c", "response": "def double(n):\n    return n ** 2\n", "passed": False},
        {"run_id": "d", "response": "def twice(n):\n    return 2 * n", "passed": False},
        {"run_id": "e", "response": "def twice(n):\n    return n", "passed": False},
        {"run_id": "f", "response": "def double(n):\n    return y", "passed": False},
        {"run_id": "g", "response": "I will not.", "passed": False},
        {"run_id": "h", "response": "def double(n):\n    return n + n", "passed": True},
    )
    told = build_py("explain", "601", "--dir", out).stdout
    programs = told.split("\n---- ")[1:]
    assert [program.partition(" ")[0] for program in programs] == ["right"] * 2 + ["wrong"] * 5
    assert (
        "3 responses from 2 runs\nnot_passed  3 times: its tests failed (runs b, c 2 times)\n"
        in told
    )
    assert "right but for its name (run d)" in told
    assert "another name than its tests call (run e)" in told
    assert "uses y, which it does not define (run f)" in told
    assert "no Python in it (run g)\n\n    I will not.\n" in told
    assert "into all (run a)\n\n    def double(x):\n        return 2 * x\n" in told
    assert "print(" not in told and "my try" not in told, "wrong answers are read as right ones are"


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["none", "drawn"])
def test_explain_without_texts_says_that_they_were_not_kept(keep: str, tmp_path: Path) -> None:
    rows = [
        {"run_id": "a", "response": RIGHT, "passed": True},
        {"run_id": "b", "response": WRONG, "passed": False},
    ]
    out = answered(tmp_path, *rows, keep_results=keep)
    told = build_py("explain", "601", "--dir", out).stdout
    assert told.count("(its text was not kept)") == (2 if keep == "none" else 1)
    assert "its text was not kept (run b)" in told
    assert "        1  601              its text was not kept\n" in build_py(
        "explain", "--run", "b", "--dir", out
    ).stdout  # fmt: skip


def test_explain_of_a_run_adds_up(out: Path) -> None:
    told = ask(out, "explain", "--run", "03").stdout
    rows = read_csv(PROJECT / "examples/runs/03/results.csv")
    n_passed = sum(row["passed"] == "True" for row in rows)
    assert told.startswith(
        f"Run 03\n\nresponses              64 to 64 problems, {n_passed} passed\n"
    )
    levels, fates, failures = (
        [line.split() for line in told.partition(title)[2].partition("\n\n")[0].splitlines()[2:]]
        for title in ("By level", "What became of its responses", "Why they failed")
    )
    assert sum(int(line[4]) for line in levels) == n_passed
    assert sum(int(line[1]) for line in fates) == 64
    assert ["not_passed", str(64 - n_passed)] == fates[0][:2]
    assert sum(int(line[0]) for line in failures) == 64 - n_passed
    alone = ask(out, "query", "select count(*) from (select example_id from fates where example_id in "
                "(select example_id from draws) group by all having min(run_id) = '03' and "
                "max(run_id) = '03')", "--format", "csv").stdout.split()[1]  # fmt: skip
    assert f"given by it alone      {alone} programs of {alone} problems: " in told
    assert f"Try: {COMMAND} explain " in told and "from fates where run_id = '03'\"" in told
    assert len(told.splitlines()) < 45, "short, and pointing on"


@pytest.mark.parametrize("arguments", [[], ["603", "--run", "03"]])
def test_explain_wants_a_problem_or_a_run(arguments: list[str], out: Path) -> None:
    done = ask(out, "explain", *arguments)
    assert (done.returncode, done.stderr) == (
        2, f"error: give the id of a problem, or --run RUN: {COMMAND} explain 603\n"
    )  # fmt: skip
    done = ask(out, "explain", "--run", "3")
    assert done.stderr.startswith("error: 3: no such run; there are 01, 02, 03, ")


@pytest.mark.slow
def test_explain_says_why_an_answer_came_to_nothing(tmp_path: Path) -> None:
    answers = ("I cannot.", "def f(x):\n    return helper(x)", "def f(x):\n    return x")
    out = answered(tmp_path, *({"response": answer, "passed": True} for answer in answers))
    told = build_py("explain", "601", "--dir", out).stdout
    assert "\nno_program  no Python in it (run run)\n" in told
    assert "\ninvalid_python  uses helper, which it does not define (run run)\n" in told


def test_summary_is_the_summary_turned(out: Path) -> None:
    told = ask(out, "summary").stdout
    row = read_csv(out / "datasets_summary.csv")[0]
    for name in ("total_examples", "avg_complexity", "success_rate_hard"):
        [line] = [line for line in told.splitlines() if line.startswith(name)]
        assert line.split()[1] == row[name]
    assert "  balanced      " + "#" * 17 + "=" * 16 + "." * 17 in told


# ---- diff ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_diff_names_inputs_configuration_and_examples_with_reasons(tmp_path: Path) -> None:
    runs = shutil.copytree(GOLDEN, tmp_path / "golden")
    arguments = ("datasets", "--config", runs / "config.toml", "--out", tmp_path / "out")
    assert build_py(*arguments).returncode == 0
    assert (
        build_py("diff", tmp_path / "out", tmp_path / "out").stdout
        == "the two builds hold the same\n"
    )
    (runs / "runs/r5").mkdir()
    (runs / "runs/r5/results.csv").write_text("mbpp_id,prompt,response,passed\n609,p,x,False\n")
    (runs / "config.toml").write_text(
        (runs / "config.toml").read_text() + '\n[exclude]\nids = ["602"]\n'
    )
    assert build_py(*arguments).returncode == 0
    builds = tmp_path / ".out.builds"
    lines = build_py("diff", builds / "000001", builds / "000002").stdout.splitlines()
    assert lines[0] == "input r5/results.csv: new (1 rows)"
    assert "configuration exclude.ids: [] is now ['602']" in lines
    assert any(line.startswith("mix balanced: ") for line in lines)
    assert any("its problem is excluded in the other build" in line for line in lines)
    done = build_py("diff", "77", "78", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("error: build 77 is not kept")


# ---- jsonl ---------------------------------------------------------------------------------------


def test_jsonl_of_an_untouched_csv_has_the_bytes_of_the_build(out: Path, tmp_path: Path) -> None:
    for mix in ("balanced", "hard_heavy"):
        file = Path(shutil.copy(out / f"dataset_{mix}.csv", tmp_path))
        assert build_py("jsonl", file).returncode == 0
        assert (
            file.with_suffix(".jsonl").read_bytes() == (out / f"dataset_{mix}.jsonl").read_bytes()
        )


def test_jsonl_lists_bad_rows_and_writes_nothing_unless_told(tmp_path: Path) -> None:
    file = tmp_path / "edited.csv"
    rows = ["mbpp_id,prompt,response,difficulty", "1,Do.,def f(): pass,easy", "2,,def f(): pass,easy",
            "3,Do it.,def f(:,easy", "4,Do that.,def f(): pass,trivial", "1,Do.,def f(): pass,easy",
            '5,Do more.,"def g():\r\n    return 1",hard']  # fmt: skip
    file.write_bytes("\ufeff".encode() + "\r\n".join(rows).encode())
    done = build_py("jsonl", file)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{file}, line 3: prompt is empty",
        f"{file}, line 4: response does not parse: invalid syntax",
        f'{file}, line 5: difficulty is "trivial": one of easy, medium, hard',
        f"{file}, line 6: repeats line 2",
        f"{tmp_path}/edited.jsonl: not written; mend the rows or give --skip-bad",
    ]
    assert not (tmp_path / "edited.jsonl").exists()
    done = build_py("jsonl", file, "--skip-bad")
    assert done.returncode == 1 and done.stdout == f"{tmp_path}/edited.jsonl: 2 rows\n"
    written = [json.loads(line) for line in (tmp_path / "edited.jsonl").read_text().splitlines()]
    assert [record["mbpp_id"] for record in written] == ["1", "5"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edited.csv", "edited.jsonl"]


def test_jsonl_keeps_the_whole_name_and_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    good = "mbpp_id,prompt,response,difficulty\n1,Do.,def f(): pass,easy\n"
    for name in ("data.v1.csv", "data.v2.csv"):
        (tmp_path / name).write_text(good)
    twice = tmp_path / "twice.csv"
    twice.write_text(
        good.replace("difficulty\n", "difficulty,Response\n").replace("easy", "easy,x")
    )
    done = build_py(
        "jsonl", tmp_path / "none.csv", twice, tmp_path / "data.v1.csv", tmp_path / "data.v2.csv"
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"error: {tmp_path}/none.csv: no such file",
        f'error: {twice}, line 1: two columns are called "response"',
    ]
    assert (tmp_path / "data.v1.jsonl").exists() and (tmp_path / "data.v2.jsonl").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "a,b\n1,2\n",
            "line 1: no column for mbpp_id, prompt, response, difficulty; there are a, b",
        ),
        ("mbpp_id,prompt,response,difficulty\n1,2\n", "line 2: 2 fields where the header has 4"),
        ('mbpp_id,prompt,response,difficulty\n1,"2\n', "line 2: quote never closed"),
    ],
)
def test_jsonl_refuses_what_is_no_dataset(data: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(data)
    done = build_py("jsonl", file)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {file}, {message}")


# ---- shell ---------------------------------------------------------------------------------------


def at_a_terminal(command: list[str], lines: list[str], env: dict) -> str:
    """What a program prints at a pseudo-terminal when these lines are typed."""
    main, child = pty.openpty()
    process = subprocess.Popen(
        command, stdin=child, stdout=child, stderr=child, env=env, cwd=PROJECT
    )
    os.close(child)
    printed = b""
    for line in ["", *lines]:
        if line:
            os.write(main, line.encode() + b"\n")
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                printed += os.read(main, 65536)
            except OSError:
                return printed.decode()
            if printed.endswith((b"build> ", b"...> ")):
                break
    process.wait(timeout=10)
    return printed.decode()


def test_own_shell_at_a_terminal(out: Path) -> None:
    without_duckdb = os.environ | {"PATH": "/nowhere", "TERM": "dumb"}
    told = at_a_terminal(
        [sys.executable, str(PROJECT / "build.py"), "shell", "--dir", str(out)],
        ["select count(*) as n", "from results;", "select nope;", ".tables", ".schema draws",
         ".read sql/explore/leaderboard.sql", ".read nowhere.sql", ".nope", ".quit"],
        without_duckdb,
    ).replace("\r", "")  # fmt: skip
    assert "  n\n768\n" in told
    assert 'error: Binder Error: Referenced column "nope"' in told
    assert "fates (768 rows): what became of every response" in told
    assert "position     BIGINT" in told
    assert re.search(r"^pass_at_1_low +0\.\d+$", told, re.MULTILINE), "a line per column"
    assert "nowhere.sql: No such file or directory" in told
    assert ".read FILE" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_a_build_can_run_while_a_shell_is_open(tmp_path: Path) -> None:
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / "out")
    assert build_py(*arguments).returncode == 0
    env = os.environ | {"PATH": "/nowhere"}
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "shell", "--dir", str(tmp_path / "out")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=PROJECT,
    )  # fmt: skip
    process.stdin.write("select 41 + 1 as n;\n")
    process.stdin.flush()
    while "42" not in process.stdout.readline():
        pass
    assert build_py(*arguments, "--seed", 5).returncode == 0
    told, _ = process.communicate("select seed from settings;\n.quit\n", timeout=20)
    assert "42" in told, "the open shell still reads its own build"
    assert ask(tmp_path / "out", "query", "select seed from settings").stdout == "seed\n   5\n"


def test_the_duckdb_command_is_used_where_it_can_open_the_file(out: Path, tmp_path: Path) -> None:
    command = Path(sys.executable).parent / "duckdb"
    if not command.exists():
        pytest.skip("no duckdb command beside this Python (pip install duckdb-cli)")
    env = os.environ | {"PATH": str(command.parent)}
    done = subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), "shell", "--dir", str(out)], text=True,
        input="select count(*) from results;\n", capture_output=True, env=env, timeout=60,
    )  # fmt: skip
    assert "768" in done.stdout, done.stderr
    assert (done.returncode, done.stderr) == (0, "")
    broken = tmp_path / "duckdb"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), "shell", "--dir", str(out)], text=True,
        input="select 41 + 1 as n;\n", capture_output=True, env=env | {"PATH": str(tmp_path)}, timeout=60,
    )  # fmt: skip
    assert "42" in done.stdout and "`.quit` ends" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["qery"], "argument COMMAND: invalid choice: 'qery'"),
        (
            ["show", "balanced", "--dificulty", "hard"],
            "unknown argument --dificulty: did you mean --difficulty?",
        ),
        (["query", "select 1", "--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (
            ["query", "select 1", "--timeout", "-1"],
            "argument --timeout: '-1' is not a number of seconds",
        ),
    ],
)
def test_wrong_options_name_the_right_one(arguments: list[str], message: str) -> None:
    done = build_py(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {message}"), done.stderr
