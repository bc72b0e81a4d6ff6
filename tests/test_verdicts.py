"""Python's verdict: the quick look never lets in what the tree refuses, and processes agree."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import PROJECT, build_py
from runs_to_datasets.programs import verdicts as module
from runs_to_datasets.programs.verdicts import _is_plainly_valid, _reason, verdict, verdicts

VALID = "def f(x):\n    return x"
PROGRAMS = {
    VALID: None,
    "import math\n\ndef f(x):\n    return math.sqrt(x)": None,
    "f = lambda x: x": None,
    "class F:\n    def g(self):\n        return self": None,
    "def g(x):\n    return x\n\nf = g": None,
    "def f(x):\n    return (y := x) + y": None,
    "def f(x):\n    global total\n    total = x\n    return total": None,
    "def f(x):\n    return [a for a in x if a]": None,
    "def f(x):\n    def inner():\n        return inner\n    return inner": None,
    "def f(x):\n    return helper(x)": "uses helper, which it does not define",
    "def f(x):\n    return [helper(a) for a in x]": "uses helper, which it does not define",
    "def f(x):\n    yield from helper(x)": "uses helper, which it does not define",
    "@cache\ndef f(x):\n    return x": "uses cache, which it does not define",
    "def f(x: List) -> int:\n    return x": "uses List, which it does not define",
    "class F(Base):\n    def g(self):\n        return self": "uses Base, which it does not define",
    "def f(x=unknown):\n    return x": "uses unknown, which it does not define",
    "class F:\n    size = unknown\n    def g(self):\n        return self": "uses unknown, which it does not define",
    "from math import sqrt\n\ndef f(x):\n    return math.sqrt(x)": "uses math, which it does not define",
    "x = 1": "defines no function, class or lambda",
    "def f(x):\n    pass": "f does nothing",
    'def f(x):\n    """Later."""': "f does nothing",
    "def f(x):\n    ...": "f does nothing",
    "def f(x):\n    raise NotImplementedError": "f does nothing",
    "def f(x):\n    return x\n\ndef test_f(y):\n    return y": "test helper test_f that nothing calls",
    "def f(x):\n    return x\n\ntest_f = lambda y: y": "test helper test_f that nothing calls",
    "def f(x):\n    raise ValueError('NotImplementedError')": None,
    "import builtins\ndef f(x):\n    raise builtins.NotImplementedError(x)": None,
    "if True:\n    def f(x):\n        return x": "defines no function, class or lambda",
    "genexpr = list(x for x in range(3))": "defines no function, class or lambda",
    "def f(x):\n    raise ValueError(" + "'a' + " * 1500 + "'a')": None,
    "def f(x) return x": "does not parse: expected ':', line 1",
}


@pytest.mark.parametrize(("code", "reason"), PROGRAMS.items())
def test_verdict(code: str, reason: str | None) -> None:
    assert verdict(code, "f") == _reason(code, "f") == reason


def test_an_entry_point_that_is_an_alias_does_something() -> None:
    assert verdict("def g(x):\n    return x\n\nf = g", "f") is None


def test_the_quick_look_agrees_with_the_tree_on_every_example_response() -> None:
    n_quick = n_programs = 0
    for file in sorted((PROJECT / "examples/runs").glob("*/results.csv")):
        with file.open(newline="", encoding="utf-8") as opened:
            for row in csv.DictReader(opened):
                n_programs += 1
                if _is_plainly_valid(row["response"], None):
                    n_quick += 1
                    assert _reason(row["response"], None) is None, row["response"]
    assert n_quick > n_programs / 3


NAMES = st.sampled_from(["f", "x", "len", "helper", "self", "List", "test_f", "main"])
LINES = st.one_of(
    st.builds("def {}({}):\n    return {}({})".format, NAMES, NAMES, NAMES, NAMES),
    st.builds("class {}({}):\n    {} = {}".format, NAMES, NAMES, NAMES, NAMES),
    st.builds("{} = lambda {}: {}".format, NAMES, NAMES, NAMES),
    st.builds("{} = {}".format, NAMES, NAMES),
    st.builds("from {} import {}".format, NAMES, NAMES),
    st.builds("def {}():\n    global {}\n    {} = [{} for {} in {}]".format, *[NAMES] * 6),
    st.builds("@{}\ndef {}({}={}):\n    yield {}.{}".format, *[NAMES] * 6),
    st.builds("def {}():\n    {}: {} = 1\n    del {}".format, *[NAMES] * 4),
)


@settings(max_examples=400, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=4))
def test_the_quick_look_lets_in_nothing_that_the_tree_refuses(lines: list[str]) -> None:
    code = "\n\n".join(lines)
    if _is_plainly_valid(code, "f"):
        assert _reason(code, "f") is None


def test_processes_give_the_same_verdicts_in_the_same_order(monkeypatch) -> None:
    monkeypatch.setattr(module, "MANY", 5)
    programs = [(str(i), code, "f") for i, code in enumerate(list(PROGRAMS) * 2)]
    assert verdicts(programs, 4) == verdicts(programs, 1)
    assert verdicts([], 4) == []


def test_profile_says_where_the_time_went(tmp_path) -> None:
    done = build_py("datasets", "--profile", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    table = done.stderr.partition("\nstep ")[2].splitlines()
    assert table[0].split() == ["wall", "s", "cpu", "s", "share", "peak", "MB"]
    names = [line[:20].strip() for line in table[1:]]
    assert names[0] == "00_settings" and names[-2:] == ["start and rest", "all"]
    assert {"10_results", "40_examples", "files", "checks", "results.duckdb"} <= set(names)
    shares = [float(line.split("%")[0].split()[-1]) for line in table[1:-1]]
    assert abs(sum(shares) - 100) < 3
