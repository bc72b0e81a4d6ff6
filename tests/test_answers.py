"""Answers as models write them: a file `answers/<kind>/<name>.md` is a case, no code.

Its head is TOML, a line `+++` ends it, and the rest is the response, byte for byte but for one
newline at its end. All cases go through one build, each as the only response to a problem of its
own. What was drawn is then run:

- `expect`: `works` wants it drawn, and its test to pass; `safe` wants that only where it is drawn.
- `test`: Python that runs after the code; or `stdin` and `stdout`: what the program, run as it
  stands, reads and prints.
- `absent`, `present`: texts that may not, and that must stand in the code.
- `prompt`, `test_cases`: as the CSV has them. `python`: the version that the answer asks for.
"""

import csv
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from conftest import PROJECT, build_py, read_jsonl

ANSWERS = PROJECT / "tests/answers"
KEYS = {
    "why", "expect", "test", "stdin", "stdout", "absent", "present", "prompt", "test_cases",
    "python",
}  # fmt: skip
CONFIG = """
[holdout]
benchmarks = []
splits = []
near_copy_at_least = false

[mixes.all]
easy = 1
"""


@dataclass(frozen=True)
class Case:
    """One answer, and what is expected of the program that comes of it."""

    path: Path
    place: int

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def mbpp_id(self) -> str:
        return f"case/{self.place}"

    @cached_property
    def parts(self) -> tuple[bytes, bytes]:
        head, mark, response = self.path.read_bytes().partition(b"\n+++\n")
        assert mark, f"{self.path} has no line +++"
        return head, response.removesuffix(b"\n")

    @cached_property
    def head(self) -> dict:
        return tomllib.loads(self.parts[0].decode())

    @property
    def response(self) -> str:
        return self.parts[1].decode()

    @property
    def newer_python(self) -> str | None:
        """The version that it asks for, where that is not this one."""
        asked = self.head.get("python")
        is_here = asked is None or tuple(map(int, asked.split("."))) <= sys.version_info[:2]
        return None if is_here else asked


CASES = [Case(path, i) for i, path in enumerate(sorted(ANSWERS.glob("*/*.md")))]


def run(program: str, stdin: str = "") -> tuple[int, str, str]:
    """(exit status, what it prints, the last line of what it says)."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", program], input=stdin, capture_output=True, encoding="utf-8",
            timeout=60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 1, "", "timed out"
    return done.returncode, done.stdout, (done.stderr.strip().splitlines() or [""])[-1]


def fault(case: Case, code: str | None) -> str | None:
    """What falls short of a case in what was drawn for it."""
    head = case.head
    if code is None:
        return "not drawn" if head["expect"] == "works" else None
    for text in head.get("absent", ()):
        if text in code:
            return f"{text!r} stands in the code"
    for text in head.get("present", ()):
        if text not in code:
            return f"{text!r} does not stand in the code"
    if "stdout" in head:
        status, printed, said = run(code, head["stdin"])
        is_right = status == 0 and printed.split() == head["stdout"].split()
        return None if is_right else f"it printed {printed!r} and said {said!r}"
    status, _, said = run(f"{code}\n\n{head['test']}")
    return None if status == 0 else f"its test says {said!r}"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> dict[str, str]:
    """{problem: the code that was drawn for it} of one build of all cases."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "my.toml").write_text(CONFIG, encoding="utf-8")
    with (folder / "run.csv").open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, quoting=csv.QUOTE_ALL)
        writer.writerow(["mbpp_id", "prompt", "response", "passed", "test_cases"])
        for case in CASES:
            prompt = case.head.get("prompt", f"Solve {case.name}.")
            tests = case.head.get("test_cases", "")
            writer.writerow([case.mbpp_id, prompt, case.response, "true", tests])
    done = build_py("datasets", "--config", folder / "my.toml", "--runs", folder / "run.csv",
                    "--out", folder / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = read_jsonl(folder / "out/dataset_all.jsonl")
    return {row["mbpp_id"]: row["output"] for row in rows}


@pytest.fixture(scope="module")
def faults(drawn: dict[str, str]) -> dict[str, str | None]:
    """{case: what falls short of it}; programs wait for their process more than for this one."""
    with ThreadPoolExecutor(2) as threads:
        found = threads.map(lambda case: fault(case, drawn.get(case.mbpp_id)), CASES)
        return {case.name: one for case, one in zip(CASES, found, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer(case: Case, faults: dict[str, str | None], drawn: dict[str, str]) -> None:
    if case.newer_python:
        pytest.skip(f"the answer asks for Python {case.newer_python}")
    assert faults[case.name] is None, f"{case.head['why']}\n{drawn.get(case.mbpp_id)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_head_says_why_and_what_is_expected(case: Case) -> None:
    head = case.head
    assert head.keys() <= KEYS
    assert head["why"].strip() and head["expect"] in ("works", "safe")
    assert ("test" in head) != ("stdout" in head)
    assert ("stdin" in head) == ("stdout" in head)


def test_there_are_cases_of_every_kind() -> None:
    kinds = {case.path.parent.name for case in CASES}
    assert len(CASES) > 300
    assert kinds >= {
        "blocks", "completion", "fences", "forms", "marks", "module", "own_tests", "prose",
        "reasoning", "stdin", "supplied",
    }  # fmt: skip


def test_a_fault_is_seen(tmp_path: Path) -> None:
    """The check itself: a wrong program, a missing one, a text that may not be there."""
    head = 'why = "."\nexpect = "works"\ntest = "assert f(1) == 2"\nabsent = ["print"]\n'
    (tmp_path / "one.md").write_text(f"{head}\n+++\ndef f(x):\n    return x + 1\n")
    case = Case(tmp_path / "one.md", 0)
    assert fault(case, case.response) is None
    assert fault(case, None) == "not drawn"
    assert fault(case, "def f(x):\n    return x") == "its test says 'AssertionError'"
    assert fault(case, "print()\n" + case.response) == "'print' stands in the code"
