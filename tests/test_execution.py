"""Programs behind walls: hostile ones, the forms of tests, and what a build makes of the outcomes.

`hostile/<name>.py` is a program that should double its argument and does something else; its first
line says which outcomes may come of it. None may pass but the one that says so.
"""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, ask, build_py, read_csv, sign, write_run
from runs_to_datasets.execution.cache import Cache
from runs_to_datasets.execution.pool import Pool
from runs_to_datasets.programs.test_sets import NoTests, sets_in_cell, sets_in_record

HOSTILE = sorted((PROJECT / "tests/hostile").glob("*.py"))
DOUBLE = ["assert double(2) == 4", "assert double([1]) == [1, 1]", "assert double(4) == 8"]


def job_of(code: str, tests: object = DOUBLE, form: str = "python", **more: object) -> dict:
    """A job with short limits; tests: asserts, or what the form has."""
    if form == "python" and isinstance(tests, list):
        tests = {"setup": "", "tests": tests}
    return {
        "code": code, "entry_point": "double", "names": ["double"], "form": form, "tests": tests,
        "seconds": 1, "memory": 512 << 20,
    } | more  # fmt: skip


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Two workers behind bubblewrap that remember nothing."""
    with Pool("bwrap", 2, Cache(None)) as opened:
        yield opened


def outcome(pool: Pool, code: str, *arguments: object, **more: object) -> str:
    (verdict,) = pool.run([job_of(code, *arguments, **more)])
    return verdict["outcome"]


def left_in_tmp(pool: Pool) -> set[str]:
    """What programs of every worker find in /tmp, which is empty but where this Python lies in it."""
    codes = (
        f"import os, time\n\ndef double(x):\n    time.sleep(0.1)  # {i}\n"
        "    raise ValueError(sorted(os.listdir('/tmp')))"
        for i in range(4)
    )  # slow ones, so that no worker takes them all
    return {verdict["message"] for verdict in pool.run(map(job_of, codes))}


@pytest.fixture(scope="module")
def untouched() -> set[str]:
    """What the first program of a worker finds there."""
    with Pool("bwrap", 1, Cache(None)) as opened:
        return left_in_tmp(opened)


# ---- hostile programs ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_hostile_program(path: Path, pool: Pool, untouched: set[str]) -> None:
    code = path.read_text(encoding="utf-8")
    allowed = code.partition("\n")[0].removeprefix("# ").split()
    started = time.monotonic()
    good = job_of("def double(x):\n    return 2 * x  # beside " + path.stem)
    hostile, beside = pool.run([job_of(code), good])
    assert hostile["outcome"] in allowed, hostile
    assert beside["outcome"] == "passed", beside  # neither harmed nor held up
    # its own limit, and once more alone
    assert time.monotonic() - started < 3 * 2 * 1 + 10
    assert left_in_tmp(pool) == untouched, "a file is left for the next program"


def test_workers_outlive_a_round(tmp_path: Path) -> None:
    log = tmp_path / "log"
    walls = tmp_path / "walls.sh"
    bwrap = "bwrap --ro-bind / / --dev /dev --proc /proc --unshare-all --die-with-parent --as-pid-1"
    walls.write_text(f'#!/bin/sh\necho started >> {log}\nexec {bwrap} "$@"\n')
    walls.chmod(0o755)
    with Pool(f"{walls} {{worker}} /tmp", 1, Cache(None)) as opened:
        for i in range(3):
            outcome(opened, f"{RIGHT}  # {i}")
    assert log.read_text() == "started\n"


def test_nothing_of_a_hostile_program_is_left_running(pool: Pool) -> None:
    marker = f"left{os.getpid()}"
    code = f"""
import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "{marker}"])
    os._exit(0)
def double(x): return 2 * x
"""
    assert outcome(pool, code) == "left_behind"
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert marker not in running.stdout


# ---- what tests may do -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "tests", "expected"),
    [
        ("def double(x):\n    return 2 * x", DOUBLE, "passed"),
        ("def double(x):\n    return x + x + 0", DOUBLE, "error"),
        ("def double(x):\n    return x", DOUBLE, "failed"),
        ("def double(x): return (v * 2 for v in x)", ["assert list(double([1])) == [2]"], "passed"),
        ("def double(x): x *= 2", ["a = [1]", "double(a)", "assert a == [1, 1]"], "passed"),
        ("def double(x): x.clear(); x['a'] = 1", ["a = {}", "double(a)", "assert a == {'a': 1}"], "passed"),
        ("def double(x): raise ValueError('no')",
         ["try:\n    double(1)\nexcept ValueError:\n    pass\nelse:\n    assert False"], "passed"),
        ("from collections import Counter\ndef double(x): return Counter(x)",
         ["assert double('aa') == {'a': 2}"], "passed"),
        ("from fractions import Fraction\ndef double(x): return Fraction(x)",
         ["assert double(2) == 2"], "passed"),
        ("class P:\n    def __init__(self, a): self.a = a\ndef double(p): return p.a * 2",
         ["assert double(P(2)) == 4"], "passed"),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    a: 'int'\ndef double(x): return P(2 * x)",
         ["assert double(2).a == 4"], "passed"),
        ("def double(f): return f(2) * 2", ["assert double(lambda x: x) == 4"], "passed"),
        ("def double(x): return x", ["assert double((1, 2)) == [1, 2]"], "failed"),
        ("def double(x): return 1", ["assert double(0) == True"], "passed"),
        ("def double(x): return float('nan')", ["assert double(1) != double(1)"], "passed"),
        ("def double(x): return x", ["assert double(object()) is not None"], "passed"),
        ("print('hello')\ndef double(x): print(x); return 2 * x", DOUBLE, "passed"),
        ("x = input()\ndef double(x): return 2 * x", DOUBLE, "error"),
        ("def sorted(x): return 3\ndef double(x): return sorted(x)", ["assert sorted([2, 1]) == [1, 2] and double(1) == 3"], "passed"),
    ],
)  # fmt: skip
def test_asserts(code: str, tests: list[str], expected: str, pool: Pool) -> None:
    assert outcome(pool, code, tests) == expected


def test_a_failure_says_which_test_and_what(pool: Pool) -> None:
    code = "def double(x):\n    return 2 * x if x == 2 else x"
    (verdict,) = pool.run(
        [job_of(code, ["assert double(2) == 4", "assert double(3) == 6, 'three'"])]
    )
    assert verdict == {
        "outcome": "failed", "n_passed": 1, "first_failed": "assert double(3) == 6, 'three'",
        "message": "AssertionError: three (line 1)",
    }  # fmt: skip
    (verdict,) = pool.run([job_of("def double(x):\n    return x.y")])
    assert verdict["message"] == "AttributeError: 'int' object has no attribute 'y' (line 2)"


def test_tests_that_cannot_start_say_nothing_of_the_program(pool: Pool) -> None:
    tests = {"setup": "import no_such_module", "tests": DOUBLE}
    assert outcome(pool, "def double(x): return 0", tests) == "not_run"


# ---- the forms that benchmarks write -------------------------------------------------------------------

RIGHT = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return 2 * x if x else 1"
CALLS = {"inputs": [[1], [0]], "outputs": [2, 0], "fn_name": "double"}
FORMS = {
    "mbpp": {"test_list": ["assert double(1) == 2", "assert double(0) == 0"],
             "test_setup_code": "import math", "challenge_test_list": ["assert double(5) == 10"]},
    "mbpp as text": {"test_list": '["assert double(1) == 2", "assert double(0) == 0"]'},
    "evalplus parquet": {"test": "results = [2, 0]\nfor i, r in zip([1, 0], results):\n    assert double(i) == r\n"},
    "human_eval": {"entry_point": "double",
                   "test": "def check(candidate):\n    assert candidate(1) == 2\n    assert candidate(0) == 0\n"},
    "evalplus": {"task_id": "HumanEval/0", "entry_point": "double", "prompt": "def double(x):\n",
                 "canonical_solution": "    return x + x\n", "base_input": [[1]],
                 "plus_input": [[0], [2.5]], "atol": 0},
    "apps calls": {"input_output": json.dumps(CALLS)},
    "apps wraps outputs": {"input_output": json.dumps(CALLS | {"outputs": [[2], [0]]})},
    "lists of inputs and outputs": {"starter_code": "def double(x):\n\t",
                                    "test_list": [{"input": "1", "output": [2]}, {"input": "0", "output": [0]}]},
    "livecodebench calls": {"public_test_cases": json.dumps([{"input": "1", "output": "2", "testtype": "functional"}]),
                            "private_test_cases": json.dumps([{"input": "0", "output": "0", "testtype": "functional"}]),
                            "metadata": json.dumps({"func_name": "double"})},
}  # fmt: skip


def verdicts(record: dict, code: str, pool: Pool) -> list[str]:
    jobs = [job_of(code, found.tests, found.form) for found in sets_in_record(record)]
    return [verdict["outcome"] for verdict in pool.run(jobs)]


@pytest.mark.parametrize("name", FORMS)
def test_form_of_a_benchmark(name: str, pool: Pool) -> None:
    assert set(verdicts(FORMS[name], RIGHT, pool)) == {"passed"}
    assert set(verdicts(FORMS[name], WRONG, pool)) - {"passed"} == {"failed"}


def test_a_method_of_a_class_solution_is_called(pool: Pool) -> None:
    code = "class Solution:\n    def double(self, x):\n        return 2 * x"
    assert verdicts(FORMS["apps calls"], code, pool) == ["passed"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print(2 * int(input()))", "passed"),
        ("import sys\nn = int(sys.stdin.read())\nsys.stdout.write(str(2 * n))\nexit()", "passed"),
        (
            "def main():\n    print(2 * int(open(0).read()))\nif __name__ == '__main__':\n    main()",
            "passed",
        ),
        (
            "import threading\nt = threading.Thread(target=lambda: print(2 * int(input())))\nt.start()",
            "passed",
        ),
        ("import atexit\nx = int(input())\natexit.register(lambda: print(2 * x))", "passed"),
        ("import sys, os, io\nos.write(1, b'%d\\n' % (2 * int(os.read(0, 9))))", "passed"),
        ("print(2 * int(input()), '  ')\nprint()", "passed"),
        ("print(2 * int(input()) + 0.0000001)", "failed"),
        ("print(3 * int(input()))", "failed"),
        ("print(2 * int(input()))\n1 / 0", "error"),
        ("print(2 * int(input()))\nexit(3)", "error"),
        ("while True: print('x' * 10000)", "output"),
        ("while True: pass", "timeout"),
        ("input(); input()", "error"),
    ],
)
def test_programs_that_read_standard_input(code: str, expected: str, pool: Pool) -> None:
    record = {"input_output": {"inputs": ["3\n", "5"], "outputs": ["6\n", "10"]}}
    assert verdicts(record, code, pool) == [expected]


def test_numbers_with_a_point_may_be_off_by_a_millionth(pool: Pool) -> None:
    record = {"input_output": {"inputs": ["1"], "outputs": ["0.333333333 yes"]}}
    assert verdicts(record, "print(1 / 3, 'yes')", pool) == ["passed"]
    assert verdicts(record, "print(0.3334, 'yes')", pool) == ["failed"]


def test_private_tests_are_unpacked_and_nothing_in_them_runs() -> None:
    import base64
    import pickle
    import zlib

    tests = json.dumps([{"input": "1\n", "output": "2\n", "testtype": "stdin"}])
    record = {"public_test_cases": tests,
              "private_test_cases": base64.b64encode(zlib.compress(pickle.dumps(tests))).decode()}  # fmt: skip
    assert [(s.part, s.form, s.n_tests) for s in sets_in_record(record)] == [
        ("public", "stdin", 1), ("private", "stdin", 1),
    ]  # fmt: skip
    record["private_test_cases"] = base64.b64encode(zlib.compress(pickle.dumps(os.system))).decode()
    with pytest.raises(NoTests, match="cannot be read"):
        sets_in_record(record)


def test_types_and_rules_of_evalplus(pool: Pool) -> None:
    base = {"prompt": "", "atol": 0, "plus_input": []}
    tuples = base | {"task_id": "Mbpp/2", "entry_point": "similar_elements", "base_input": [[[3, 4], [5, 4, 3]]],
                     "canonical_solution": "def similar_elements(a, b):\n    return tuple(set(a) & set(b))"}  # fmt: skip
    code = "def similar_elements(a, b):\n    assert isinstance(a, tuple)\n    return sorted({*a} & {*b}, reverse=True)"
    assert verdicts(tuples, code, pool) == ["passed"]  # as sets
    floats = base | {"task_id": "HumanEval/2", "entry_point": "half", "base_input": [[1], [3]],
                     "canonical_solution": "def half(x):\n    return x / 3"}  # fmt: skip
    assert verdicts(floats, "def half(x):\n    return x * 0.3333333", pool) == ["passed"]
    assert verdicts(floats, "def half(x):\n    return x * 0.333", pool) == ["failed"]
    matches = base | {"task_id": "Mbpp/434", "entry_point": "text_match_three", "base_input": [["abbb"], ["ac"]],
                      "canonical_solution": "import re\ndef text_match_three(t):\n    return re.search('ab{3}?', t)"}  # fmt: skip
    assert verdicts(matches, "def text_match_three(t):\n    return 'abbb' in t", pool) == ["passed"]
    broken = floats | {"canonical_solution": "def half(x):\n    return y"}
    assert verdicts(broken, "def half(x):\n    return x / 3", pool) == ["not_run"]


def test_cells_of_test_cases() -> None:
    for cell in ('["assert f(1) == 1"]', "assert f(1) == 1", "['assert f(1) == 1']"):
        (found,) = sets_in_cell(cell)
        assert (found.form, found.tests["tests"], found.names[0]) == (
            "python",
            ["assert f(1) == 1"],
            ["f"],
        )
    (found,) = sets_in_cell("def check(candidate):\n    assert candidate(1) == 1\n")
    assert found.tests["tests"] == ["check(candidate)"]
    (found,) = sets_in_cell('[{"input": "1\\n", "output": "2\\n"}]')
    assert (found.form, found.tests["cases"]) == ("stdin", [["1\n", "2\n"]])
    assert sets_in_cell("") == []


# ---- other walls ---------------------------------------------------------------------------------


def test_other_walls(tmp_path: Path) -> None:
    for walls in ("none", "env -i {worker}"):
        with Pool(walls, 1, Cache(None)) as opened:
            assert outcome(opened, RIGHT) == "passed"
            assert outcome(opened, "def double(x):\n    while True: pass") == "timeout"
            assert outcome(opened, "import os\ndef double(x): os._exit(0)") == "exited"


# ---- in a build ----------------------------------------------------------------------------------

CONFIG = """
runs = ["*.csv"]
out = "out"
max_per_problem = 3
formats = ["alpaca", "dpo"]
[holdout]
benchmarks = []
[instruction]
template = "{{ prompt }}{% for test in test_cases %}|{{ test }}{% endfor %}"
[mixes.all]
easy = 1
[tests]
run = true
seconds = 1
files = ["more.jsonl"]
"""
PROGRAMS = {
    "f1": [("x + 1", True), ("1 + x", True), ("x - -1", True), ("abs(x) + 1", True), ("x", False)],
    "f2": [("x * x", True), ("x ** 2", True), ("abs(x) * x", True), ("x * x + 0", False)],
    "f3": [("-x", True)],
}
OWN = {"f1": "assert f1(2) == 3", "f2": "assert f2(-2) == 4"}
MORE = [
    {"task_id": "f1", "test": "for i in range(-3, 3):\n    assert f1(i) == i + 1\n"},
    {"task_id": "f2", "test_list": ["assert square(2) == 4"]},
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three problems: programs that fail their own tests, or only stronger ones, or have none."""
    rows = [
        {"mbpp_id": name, "prompt": f"Write {name}", "passed": passed, "run_id": f"r{i}",
         "response": f"def {name}(x):\n    return {code}", "test_cases": OWN.get(name, "")}
        for name, programs in PROGRAMS.items()
        for i, (code, passed) in enumerate(programs)
    ]  # fmt: skip
    write_run(tmp_path / "runs.csv", rows)
    (tmp_path / "more.jsonl").write_text("".join(json.dumps(record) + "\n" for record in MORE))
    (tmp_path / "my.toml").write_text(CONFIG)
    return tmp_path


def built(project: Path, *flags: object) -> subprocess.CompletedProcess:
    done = build_py("datasets", "--config", project / "my.toml", *flags)
    assert done.returncode == 0, done.stderr
    return done


def test_only_what_passes_is_written_and_gaps_are_filled(project: Path) -> None:
    done = built(project)
    written = {
        (r["mbpp_id"], r["response"].partition("return ")[2])
        for r in read_csv(project / "out/dataset_all.csv")
    }
    assert {code for name, code in written if name == "f1"} == {"x + 1", "1 + x", "x - -1"}
    assert {code for name, code in written if name == "f2"} == {"x * x", "x ** 2"}
    assert ("f3", "-x") in written
    assert len(written) == 6  # f1 has its three places, though one of four programs failed
    assert ask(
        project / "out", "select fate, count(*) from fates where fate = 'fails_tests' group by all"
    )
    assert (
        "warning: the harness says passed: 1 program of 1 problem fail their own tests (f2)"
        in done.stderr
    )
    assert (
        "more does not apply to 1 problem, such as f2: it calls square, which no program has"
        in done.stderr
    )
    assert "1 problem without tests that can be run" in done.stderr
    [(reason,)] = ask(
        project / "out",
        "select distinct reason from verdicts where verdict = 'fails_tests' and reason like '%test_cases%'",
    )
    assert reason == "fails test_cases (failed): assert f2(-2) == 4: AssertionError (line 1)"
    assert build_py("verify", project / "out", "--run-tests").returncode == 0


@pytest.mark.slow
def test_a_wrong_answer_that_passes_is_no_pair(project: Path) -> None:
    done = built(project)
    assert "the harness says failed: 1 answer of 1 problem pass every test here" in done.stderr
    pairs = (project / "out/dataset_all.dpo.jsonl").read_text()
    assert "x * x + 0" not in pairs
    assert pairs.count("\n") == 3  # f1 alone has a wrong answer


def test_off_by_default_and_said(project: Path) -> None:
    done = built(project, "--no-run-tests")
    assert "note: tests of 2 problems are there: --run-tests runs what is drawn" in done.stderr
    assert ask(project / "out", "select count(*) from executions") == [(0,)]


@pytest.mark.slow
def test_a_second_build_runs_nothing_and_is_the_same(project: Path) -> None:
    log = project / "log"
    walls = project / "walls.sh"
    walls.write_text(f'#!/bin/sh\necho started >> {log}\nexec "$@"\n')
    walls.chmod(0o755)
    flags = ("--tests-sandbox", f"{walls} {{worker}}")

    def started_in_a_build() -> int:
        log.unlink(missing_ok=True)
        built(project, *flags)
        return log.read_text().count("started")

    first = started_in_a_build()
    bytes_of = {
        f.name: f.read_bytes() for f in (project / "out").iterdir() if "duckdb" not in f.name
    }
    assert first > 1
    assert started_in_a_build() == 1  # the trial before the build, and no program
    for name, data in bytes_of.items():
        assert (project / "out" / name).read_bytes() == data, name
    (project / "more.jsonl").write_text(json.dumps(MORE[0]).replace("3", "4") + "\n")
    assert started_in_a_build() > 1  # other tests


def test_what_a_package_would_mend_is_not_remembered(tmp_path: Path) -> None:
    jobs = [job_of("import no_such_package\ndef double(x): return 2 * x"), job_of(RIGHT)]
    with Cache(tmp_path / "memory") as cache:
        with Pool("bwrap", 1, cache) as opened:
            missing, right = opened.run(jobs)
        assert missing["message"].startswith("ModuleNotFoundError")
        assert [cache.get(cache.key_of(job)) for job in jobs] == [None, right]


@pytest.mark.slow
def test_a_broken_memory_of_outcomes_is_made_again(project: Path) -> None:
    built(project)
    memory = project / ".out.builds/executions.sqlite"
    with sqlite3.connect(memory) as store:
        assert store.execute("select count(*) from executions").fetchone()[0] > 5
    memory.write_bytes(b"no database at all" * 100)
    built(project)


@pytest.mark.slow
def test_same_bytes_on_any_number_of_workers(project: Path) -> None:
    outs = []
    for threads in (1, 2):
        built(project, "--threads", threads, "--out", project / f"out{threads}")
        outs.append({f.name: f.read_bytes() for f in (project / f"out{threads}").iterdir()
                     if "duckdb" not in f.name})  # fmt: skip
    assert outs[0] == outs[1]


@pytest.mark.slow
def test_tests_of_files_in_the_prompt(project: Path) -> None:
    (project / "more.jsonl").write_text(
        json.dumps({"task_id": "f3", "test_list": ["assert f3(1) == -1"]}) + "\n"
    )
    built(project, "--tests-in-prompt", "--no-run-tests")
    instructions = {
        r["mbpp_id"]: r["instruction"] for r in read_csv(project / "out/dataset_all.csv")
    }
    assert instructions["f1"] == "Write f1|assert f1(2) == 3"
    assert instructions["f3"] == "Write f3|assert f3(1) == -1"
    built(project, "--no-run-tests")
    instructions = {
        r["mbpp_id"]: r["instruction"] for r in read_csv(project / "out/dataset_all.csv")
    }
    assert instructions["f3"] == "Write f3"


@pytest.mark.slow
def test_tests_of_input_make_a_problem_one_of_programs(project: Path) -> None:
    write_run(project / "runs.csv", [
        {"mbpp_id": "p", "prompt": "Double it", "passed": True, "run_id": i,
         "response": f"def main():\n    print({code})\n\nmain()"}
        for i, code in enumerate(["2 * int(open(0).read())", "int(open(0).read())"])
    ])  # fmt: skip
    record = {
        "question_id": "p",
        "input_output": json.dumps({"inputs": ["3\n"], "outputs": ["6\n"]}),
    }
    (project / "more.jsonl").write_text(json.dumps(record) + "\n")
    built(project)
    assert [r["kind"] for r in read_csv(project / "out/dataset_all.csv")] == ["program"]


@pytest.mark.slow
def test_verify_runs_all_again(project: Path) -> None:
    built(project)
    with_tests = build_py("verify", project / "out", "--run-tests")
    assert (with_tests.returncode, with_tests.stdout) == (
        0,
        f"{project}/out: as it was published\n",
    )

    with duckdb.connect(str(project / "out/results.duckdb")) as opened:
        opened.execute(
            "update drawn_codes set code = replace(code, 'return', 'return 7 +') where code like '%f2%'"
        )
    sign(project / "out")
    done = build_py("verify", project / "out", "--run-tests")
    assert done.returncode == 1
    assert (
        "problem f2, test_cases: failed: assert f2(-2) == 4 AssertionError (line 1)" in done.stdout
    )
    built(project, "--no-run-tests")
    done = build_py("verify", project / "out", "--run-tests")
    assert "no tests were run for it: build with --run-tests" in done.stderr


def refused(project: Path, *flags: object, **options: object) -> str:
    done = build_py("datasets", "--config", project / "my.toml", *flags, **options)
    assert done.returncode in (1, 2), done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("error")]
    assert len(lines) == 1 and "Traceback" not in done.stderr, done.stderr
    return lines[0]


def test_what_is_missing_is_one_line(project: Path) -> None:
    (project / "empty").mkdir()
    without = refused(project, env=os.environ | {"PATH": str(project / "empty")})
    assert "needs bubblewrap" in without and "apt-get install bubblewrap" in without
    assert "does not run a program" in refused(project, "--tests-sandbox", "true {worker}")
    assert "bwrap, none, or a command line with {worker}" in refused(
        project, "--tests-sandbox", "docker"
    )
    assert "no command line" in refused(project, "--tests-sandbox", "it's {worker}")
    assert "only programs can be run" in refused(project, "--answer-take", "block")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cut.jsonl", b'{"task_id": "f1", "test_list": ["assert', "line 1 is not JSON"),
        ("list.jsonl", b"[1, 2]\n", "line 1 is not a JSON object"),
        ("cut.jsonl.gz", gzip.compress(b'{"task_id": "f1", "test_list": ["a"]}\n' * 99)[:-20], "not whole gzip data"),
        ("cut.parquet", b"PAR1 and no more", "cannot be read"),
        ("text.txt", b"assert True", "[tests] files are .csv, .jsonl"),
        ("latin.jsonl", b'{"task_id": "\xff"}', "cannot be read"),
        ("other.jsonl", b'{"task_id": "f1", "checks": 3}\n', "no tests among its columns; there are task_id, checks"),
        ("noid.jsonl", b'{"name": "f1", "test": "assert f1(1) == 2"}\n', "no problem's id among its columns"),
        ("none.jsonl", b"", "among its columns"),
        ("gone.jsonl", None, "No such file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)  # fmt: skip
def test_a_file_of_tests_that_cannot_be_read_is_one_line(
    project: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (project / name).write_bytes(content)
    line = refused(project, "--tests-files", project / name)
    assert name in line and message in line


@pytest.mark.slow
def test_a_file_of_other_problems_is_said(project: Path) -> None:
    (project / "more.jsonl").write_text(json.dumps({"task_id": 9, "test": "assert True"}) + "\n")
    done = built(project)
    assert (
        "[tests] files: more has tests of 1 problem, and none of them is a problem of the runs"
        in done.stderr
    )


@pytest.mark.slow
def test_tests_that_cannot_be_read_are_said(project: Path) -> None:
    record = {"task_id": "f1", "input_output": {"inputs": ["1"], "outputs": []}}
    (project / "more.jsonl").write_text(json.dumps(record) + "\n")
    done = built(project)
    assert "the tests of 1 problem in more cannot be read, such as f1" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_nothing_running(project: Path, signum: int) -> None:
    marker = f"hanging_{os.getpid()}_{signum}"
    rows = [
        {"mbpp_id": f"f{i}", "prompt": f"Write f{i}", "passed": True, "test_cases": f"assert f{i}(1)",
         "response": f"import subprocess, sys\n\ndef f{i}(x):\n    subprocess.run([sys.executable, '-c', 'while True: pass', '{marker}'])"}
        for i in range(20)
    ]  # fmt: skip
    write_run(project / "runs.csv", rows)
    running = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "datasets", "--config", str(project / "my.toml"), "--tests-seconds", "60"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def shown() -> str:
        return subprocess.run(
            ["ps", "-eo", "args"], capture_output=True, text=True, check=True
        ).stdout

    deadline = time.monotonic() + 60
    while marker not in shown() and time.monotonic() < deadline:
        time.sleep(0.1)
    running.send_signal(signum)
    _, error = running.communicate(timeout=20)
    assert running.returncode == 128 + signum
    assert "nothing was published" in error and "Traceback" not in error
    time.sleep(0.5)
    assert marker not in shown()
