"""Programs behind walls: hostile ones, the forms of tests, and what a build makes of the outcomes.

`hostile/<name>.py` is a program that should double its argument and does something else; its first
line says which outcomes may come of it. None may pass but the one that says so.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import PROJECT
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


# ---- hostile programs ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_hostile_program(path: Path, pool: Pool) -> None:
    code = path.read_text(encoding="utf-8")
    allowed = code.partition("\n")[0].removeprefix("# ").split()
    started = time.monotonic()
    good = job_of("def double(x):\n    return 2 * x  # beside " + path.stem)
    hostile, beside = pool.run([job_of(code), good])
    assert hostile["outcome"] in allowed, hostile
    assert beside["outcome"] == "passed", beside  # neither harmed nor held up
    # its own limit, and once more alone
    assert time.monotonic() - started < 3 * 2 * 1 + 10
    after = "import os\n\ndef double(x):\n    return 2 * x if os.listdir('/tmp') == [] else 0"
    assert pool.run([job_of(after)])[0]["outcome"] == "passed"


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
