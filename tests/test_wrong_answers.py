"""Wrong answers: placeholders, those that are right but for the name, and the pairs they make."""

import json
import re
from pathlib import Path

import pytest

from conftest import ask, build_py, write_run
from runs_to_datasets.programs.placeholders import is_phrase, without_placeholders
from runs_to_datasets.programs.reading import program_of
from runs_to_datasets.programs.tasks import failure_codes

SAY_NOTHING = [
    "# Your code here", "# YOUR CODE HERE", "# Write your solution here", "# TODO: implement", "#TODO",
    "# TODO: implement this function", "# TODO: write your code here", "# Your solution goes here",
    "# Your implementation of the solution goes here", "# Your code", "# your code goes here...",
    "# Your task is to implement the logic here", "# Implement your logic here", "# <your code here>",
    "# Add your solution here", "# Write your code below", "# --- Your code here ---",
]  # fmt: skip
SAY_SOMETHING = [
    "# TODO: handle negative numbers", "# Return the answer here", "# the solution is unique",
    "# Implement the logic for checking if a number is prime", "# Here we sort", "# Begin",
    "# Your answer is the sum", "# implementation of quicksort", "# the code below is slow",
    "# Add the function values", "# Write the code to a file", "# Your function must be fast",
]  # fmt: skip


@pytest.mark.parametrize("comment", SAY_NOTHING)
def test_a_comment_that_only_says_what_is_to_come_goes(comment: str) -> None:
    code = f"def f(x):\n    {comment}\n\n    return x"
    assert program_of(code, "", "function", ["f"]).code == "def f(x):\n    return x"
    assert without_placeholders(f"def f(x):\n    y = x  {comment}\n    return y") == (
        "def f(x):\n    y = x\n    return y"
    )


@pytest.mark.parametrize("comment", SAY_SOMETHING)
def test_a_comment_that_says_something_stays(comment: str) -> None:
    code = f"def f(x):\n    {comment}\n    return x"
    assert not is_phrase(comment)
    assert program_of(code, "", "function", ["f"]).code == code


def test_what_looks_like_a_comment_in_a_text_stays() -> None:
    code = 'def f(x):\n    y = """\n    # Your code here\n    """\n    return y + "# TODO"'
    assert program_of(code, "", "function", ["f"]).code == code


PLACEHOLDERS = {
    "pass": True,
    "...": True,
    "raise NotImplementedError": True,
    'raise NotImplementedError("later")': True,
    '"""Says what it does."""\n    return None': True,
    'return "Your solution goes here"': True,
    'print("Your code here")': True,
    "return help_me(x)\n\ndef help_me(x):\n    pass": True,
    'return "Your answer is the sum"': False,
    "return x": False,
    "return None if x else 1": False,
    "print(x)": False,
    "while next(x):\n        pass": False,
}


@pytest.mark.parametrize(("body", "is_placeholder"), PLACEHOLDERS.items())
def test_a_placeholder_is_no_wrong_answer(body: str, is_placeholder: bool) -> None:
    row = (1, "700", 1, f"def f(x):\n    {body}", "", "function", ["f"], False)
    [made] = failure_codes([row], "program")
    assert (made[8] is not None) == is_placeholder, made[8]


def test_an_answer_that_is_not_read_may_be_a_placeholder_too() -> None:
    row = (1, "700", 1, "Your solution goes here.", "", "text", [], False)
    assert failure_codes([row], "text")[0][8] == "a placeholder for an answer"


def test_right_but_for_the_name_is_counted_and_forgiven_where_that_is_asked(
    tmp_path: Path,
) -> None:
    right = "def area(side):\n    return side * side"
    misnamed = "def square_area(a: int) -> int:\n    return (a * a)"
    wrong = "def area(side):\n    return side + side"
    rows = [(right, True), (misnamed, False), (misnamed, False), (wrong, False)]
    write_run(tmp_path / "run.csv", [
        {"mbpp_id": "700", "prompt": "The area of a square.", "response": code, "passed": passed}
        for code, passed in rows
    ])  # fmt: skip
    told = []
    for name, flags in {"as_is": [], "forgiven": ["--forgive-names"]}.items():
        out = tmp_path / name
        done = build_py("datasets", "--runs", tmp_path / "run.csv", "--out", out, "--format", "dpo",
                        *flags)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert re.search("2 failing responses to 1 .*were right but for the name", done.stderr)
        told += ask(out, "select difficulty, n_passed, n_forgiven, pass_rate::double from problems")
        assert ask(out, "select n_responses from misnamed") == [(2,)]
        assert ask(out, "select count(*) from fates where fate = 'drawn'") == [(1,)]
        [pair] = (out / "dataset_all.dpo.jsonl").read_text("utf-8").splitlines()
        assert json.loads(pair)["rejected"][0]["content"] == wrong
    assert told == [("hard", 1, None, 0.25), ("easy", 1, 2, 0.25)]


def test_tests_tell_what_is_right_but_for_the_name(tmp_path: Path) -> None:
    """Another program than the one that passed; an answer of two functions is not tried."""
    codes = [
        "def area(side):\n    return side * side",
        "def square(x):\n    return x ** 2",
        "def square(x):\n    return x ** 2",
        "def double(x):\n    return x + x",
        "def square(x, y):\n    return x * y",
        "def square(x):\n    return x ** 2\n\ndef cube(x):\n    return x ** 3",
        "def area(side):\n    return side + side",
    ]
    write_run(tmp_path / "run.csv", [
        {"mbpp_id": "700", "prompt": "The area of a square.", "response": code, "passed": i == 0,
         "test_cases": "assert area(3) == 9"}
        for i, code in enumerate(codes)
    ])  # fmt: skip
    levels = {}
    for flags in ((), ("--forgive-names",), ("--forgive-names", "--run-tests")):
        done = build_py("datasets", "--runs", tmp_path / "run.csv", "--out", tmp_path / "out",
                        *flags)  # fmt: skip
        assert done.returncode == 0, done.stderr
        [levels[flags]] = ask(tmp_path / "out", "select difficulty, n_forgiven from problems")
    assert [*levels.values()] == [("hard", None), ("hard", 0), ("medium", 2)]
    assert (
        "note: 4 failing responses to 1 problem ran under the name that the tests call, and 2 of these "
        "passed, to 1 problem\n" in done.stderr
    )
    assert ask(tmp_path / "out", "select count(*) from fates where fate = 'drawn'") == [(1,)]
