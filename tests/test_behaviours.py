"""Held-out problems in other words, told by what programs do on the tests of one another."""

import json
from pathlib import Path

import pytest

from conftest import ask, build_py, write_run
from runs_to_datasets.programs.test_contracts import contract_of
from runs_to_datasets.programs.test_sets import sets_in_record

# (problem, split, prompt, program, what it is asked and what it answers)
PROBLEMS = [
    ("11", "test", "Bring elements in ascending order by means of a heap queue.",
     "def heap_ascending(nums):\n    return sorted(nums)",
     ["heap_ascending([3, 1, 2]) == [1, 2, 3]", "heap_ascending([9, 8]) == [8, 9]"]),
    ("601", "", "Push all values into a heap, then pop the smallest ones one at a time.",
     "def heap_sort(h):\n    return sorted(h)",
     ["heap_sort([5, 4]) == [4, 5]", "heap_sort([7, 2, 6]) == [2, 6, 7]"]),
    ("602", "", "Turn a heap round.",
     "def heap_turned(h):\n    return h[::-1]",
     ["heap_turned([1, 2]) == [2, 1]", "heap_turned([7, 2, 6]) == [6, 2, 7]"]),
    ("603", "", "Remove multiple spaces from a text.",
     "def remove_multiple_spaces(text):\n    return ' '.join(text.split())",
     ["remove_multiple_spaces('a   b') == 'a b'", "remove_multiple_spaces('c  d') == 'c d'",
      "remove_multiple_spaces('e f') == 'e f'"]),
    ("604", "", "Shrink the blanks that stand between words.",
     "import re\ndef remove_spaces(text):\n    return re.sub(' +', ' ', text)",
     ["remove_spaces('g   h') == 'g h'", "remove_spaces('i') == 'i'",
      "remove_spaces('j  k') == 'j k'"]),
    ("605", "", "Tell whether a heap is empty.",
     "def is_empty(heap):\n    return not heap",
     ["is_empty([]) == True", "is_empty([1]) == False"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Runs, a file of tests, and a configuration that names them."""
    folder = tmp_path_factory.mktemp("behaviours")
    write_run(folder / "r/results.csv", [
        {"mbpp_id": i, "prompt": prompt, "response": code, "passed": True, "split": split}
        for i, split, prompt, code, _ in PROBLEMS
    ])  # fmt: skip
    (folder / "tests.jsonl").write_text("".join(
        json.dumps({"task_id": i, "test_list": [f"assert {test}" for test in tests]}) + "\n"
        for i, *_, tests in PROBLEMS
    ))  # fmt: skip
    (folder / "my.toml").write_text(
        'runs = ["r/results.csv"]\n[holdout]\nbenchmarks = []\n[tests]\nfiles = ["tests.jsonl"]\n'
    )
    return folder


def build(folder: Path, name: str, *flags: object):
    out = folder / name
    done = build_py("datasets", "--config", folder / "my.toml", "--out", out, *flags)
    assert done.returncode == 0, done.stderr
    return out, done


def test_a_held_out_problem_in_other_words_is_not_trained_on(folder: Path) -> None:
    out, done = build(folder, "run", "--run-tests")
    evidence = "a program of 601 passes the tests of 11, and the other way round; both say heap"
    assert ask(out, "select mbpp_id, held_out_id, found_by, evidence from near_copies") == [
        ("601", "11", "same behaviour", evidence)
    ]
    assert ask(out, "select distinct mbpp_id from fates where fate = 'contaminated'") == [("601",)]
    assert ask(out, "select distinct mbpp_id from draws order by 1") == [
        ("602",), ("603",), ("604",), ("605",)
    ]  # fmt: skip
    assert (
        "note: 1 problem left out as held-out ones in other words, whose tests their programs "
        "pass (such as 601 like 11): see them with `query --kept contamination`\n"
    ) in done.stderr
    assert f"| 601 | 11 | {evidence} |" in (out / "README.md").read_text()
    assert f"<td>{evidence}</td>" in (out / "report.html").read_text()
    told = build_py("explain", "601", "--dir", out).stdout
    assert f"it is held-out 11 in other words ({evidence})" in told
    assert evidence in build_py("query", "--kept", "contamination", "--dir", out).stdout


@pytest.mark.slow
def test_where_no_test_is_run_words_alone_tell(folder: Path) -> None:
    for name, flags in (
        ("words", ()),
        ("off", ("--run-tests", "--near-copy-at-least", "false")),
    ):
        out, done = build(folder, name, *flags)
        for table in ("suspected_pairs", "trials", "same_behaviours", "near_copies"):
            assert ask(out, f"select count(*) from {table}") == [(0,)]
        assert ask(out, "select count(*) from draws where mbpp_id = '601'") != [(0,)]
        assert "other words" not in done.stderr
        assert "held-out ones in other words" not in (out / "README.md").read_text()
        assert "other words" not in (out / "report.html").read_text()


@pytest.mark.slow
def test_programs_that_were_tried_are_kept_as_responses_are(folder: Path) -> None:
    out, _ = build(folder, "less", "--run-tests", "--keep-results", "drawn")
    assert ask(out, "select count(*), count(code) from commonest_programs") == [(6, 0)]
    assert ask(out, "select mbpp_id from near_copies") == [("601",)]


@pytest.mark.slow
def test_problems_that_behave_alike_are_on_one_side(folder: Path) -> None:
    flags = ("--validation", "0.5", "--seed", "7")
    sides = "select side from sides where mbpp_id in ('603', '604') order by mbpp_id"
    by_words, _ = build(folder, "sides_by_words", *flags)
    assert ask(by_words, sides) == [("train",), ("validation",)]
    out, _ = build(folder, "sides", *flags, "--run-tests")
    [(side,), (other_side,)] = ask(out, sides)
    assert side == other_side
    assert ask(out, "select mbpp_id, other_id from same_behaviours where not is_held_out") == [
        ("603", "604")
    ]


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        (["assert f(1, 'a') == 2", "assert f(3, 'b') == 4"], (["number", "text"], "number", 2)),
        (["assert f((1, 2), 'a')", "assert not f([3], 4)"], (["list of number", "value"], "truth", 2)),
        (["assert f([1]) == [1]", "assert f(['a']) == []"], (["list"], "list", 2)),
        (["assert f({}) == 'no'", "assert f({1: 2}) == 'no'"], (["dict"], "text", 1)),
        (["assert f([]) == None", "assert f([1]) == 1"], (["list"], None, 2)),
        (["assert f(1) == g(2)"], (["number"], None, None)),
        (["assert f(Pair(1)) == 2"], (None, "number", 1)),
        (["assert f(1) == 2", "assert f(1, 2) == 3"], (None, "number", 2)),
        (["assert f(1) == 2", "assert f('a') == 3"], (None, "number", 2)),
        (["f(1)"], (None, None, None)),
        (["assert 5 == f(x=[1])"], (["list of number"], "number", 1)),
        (["assert f({1, 2}) == {2, 1}", "assert f({3}) == {1, 2}"], (["list of number"], "list", 1)),
    ],
)  # fmt: skip
def test_what_tests_give_and_expect(tests: list[str], expected: tuple) -> None:
    [found] = sets_in_record({"test_list": tests})
    assert contract_of(found) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"input_output": {"inputs": ["1\n2\n"], "outputs": ["3\n"]}}, (["text"], "text", 1)),
        ({"input_output": {"inputs": [[1]], "outputs": [[2]], "fn_name": "f"}},
         (["number"], "list", 1)),
        ({"entry_point": "f", "canonical_solution": "pass", "base_input": [[[1], 2]]},
         (["list of number", "value"], None, None)),
        ({"entry_point": "f", "test": "def check(candidate):\n    assert candidate(1) == 2\n"},
         (["number"], "number", 1)),
    ],
)  # fmt: skip
def test_what_other_forms_give_and_expect(record: dict, expected: tuple) -> None:
    [found] = sets_in_record(record)
    assert contract_of(found) == expected
