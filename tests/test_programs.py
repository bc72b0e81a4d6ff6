"""From an answer to a program: reasons, kinds, gaps, processes, and what cutting never changes."""

import ast
import contextlib
import csv
import io
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import PROJECT, ask, build_py, read_csv, write_run
from runs_to_datasets.programs import workers as module
from runs_to_datasets.programs.cutting import Program
from runs_to_datasets.programs.reading import program_by_tree, program_of, read, read_tree
from runs_to_datasets.programs.workers import Workers

CONFIG = """
[holdout]
benchmarks = []
near_copy_at_least = false
[mixes.all]
easy = 1
"""
RETURNS = "def f(x):\n    return x"


def built(folder: Path, rows: list[dict], *flags: object) -> Path:
    """A build of one run of these rows, all of them easy."""
    rows = [{"prompt": f"Solve {r['mbpp_id']}.", "passed": True, "difficulty": "easy"} | r
            for r in rows]  # fmt: skip
    write_run(folder / "run.csv", rows)
    (folder / "my.toml").write_text(CONFIG, encoding="utf-8")
    done = build_py("datasets", "--config", folder / "my.toml", "--runs", folder / "run.csv",
                    "--out", folder / "out", *flags)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "out"


# ---- why a program does not stand alone ----------------------------------------------------------

REASONS = {
    RETURNS: None,
    "import math\n\ndef f(x):\n    return math.sqrt(x)": None,
    "f = lambda x: x": None,
    "class f:\n    def g(self):\n        return self": None,
    "def g(x):\n    return x\n\nf = g": None,
    "def f(x):\n    return (y := x) + y": None,
    "def f(x):\n    global total\n    total = x\n    return total": None,
    "def f(x):\n    return [a for a in x if a]": None,
    "def f(x):\n    def inner():\n        return inner\n    return inner": None,
    "if True:\n    def f(x):\n        return x": None,
    "def f(x):\n    raise ValueError(" + "'a' + " * 1500 + "'a')": None,
    "def f(x):\n    return helper(x)": "uses helper, which it does not define",
    "def f(x):\n    return [helper(a) for a in x]": "uses helper, which it does not define",
    "def f(x):\n    yield from helper(x)": "uses helper, which it does not define",
    "class f(Base):\n    def g(self):\n        return self": "uses Base, which it does not define",
    "def f(x=unknown):\n    return x": "uses unknown, which it does not define",
    "class f:\n    size = unknown\n    def g(self):\n        return self": "uses unknown, which it does not define",
    "x = 1": "defines no function, class or lambda",
    "f = list(x for x in range(3))": "defines no function, class or lambda",
    "def f(x):\n    pass": "f does nothing",
    'def f(x):\n    """Later."""': "f does nothing",
    "def f(x):\n    ...": "f does nothing",
    "def f(x):\n    raise NotImplementedError": "f does nothing",
    "def f(x):\n    raise ValueError('NotImplementedError')": None,
    "def f(x) return x": "does not parse: expected ':', line 1",
    "": "nothing in it",
    "I cannot do that.": "no Python in it",
}  # fmt: skip


@pytest.mark.parametrize(("code", "reason"), REASONS.items())
def test_reason(code: str, reason: str | None) -> None:
    assert program_of(code, "", "function", ["f"]).reason == reason


@pytest.mark.parametrize(
    ("code", "imports"),
    [
        ("@cache\ndef f(x):\n    return x", "from functools import cache"),
        ("def f(x: List) -> int:\n    return x", "from typing import List"),
        ("from math import sqrt\n\ndef f(x):\n    return math.sqrt(x)", "import math"),
    ],
)
def test_what_graders_import_is_written(code: str, imports: str) -> None:
    program = program_of(code, "", "function", ["f"])
    assert (program.reason, program.code.partition("\n")[0]) == (None, imports)


@pytest.mark.parametrize("helper", ["def test_f(y):\n    return f(y)", "test_f = lambda y: f(y)"])
def test_a_test_that_nothing_calls_goes_and_the_rest_stays(helper: str) -> None:
    program = program_of(f"{RETURNS}\n\n{helper}", "", "function", ["f"])
    assert (program.reason, program.code) == (None, RETURNS)


def test_reasoning_without_an_end_is_told_as_such() -> None:
    told = read(f"<think>\nPerhaps so:\n```python\n{RETURNS}\n```", "").program.reason
    assert told == "reasoning that never comes to an answer"


# ---- kind ----------------------------------------------------------------------------------------

CLASS = "class Stack:\n    def __init__(self):\n        self.items = []"
PROGRAM = "n = int(input())\nprint(n * 2)"
MAIN = "def main():\n    n = int(input())\n    print(n * 2)\n\n\nmain()"
KINDS = {
    "function": ([{"response": RETURNS}], "f"),
    "lambda": ([{"response": "f = lambda x: x"}], "f"),
    "tested": ([{"response": f"{RETURNS}\n\n\ndef g(x):\n    return f(x)",
                 "test_cases": "assert g(1) == 1"}], "g"),
    "class": ([{"response": CLASS}], "Stack"),
    "program": ([{"response": PROGRAM}], ""),
    "main": ([{"response": MAIN}], ""),
    "guarded": ([{"response": MAIN.replace("\n\n\nmain()",
                                           '\n\n\nif __name__ == "__main__":\n    main()')}], ""),
    # most texts decide
    "mostly_program": ([{"response": PROGRAM}, {"response": MAIN}, {"response": RETURNS}], ""),
    # a demo that reads input, but the tests call a function
    "called": ([{"response": f"{RETURNS}\n\n\nprint(f(int(input())))",
                 "test_cases": "assert f(1) == 1"}], "f"),
}  # fmt: skip
KIND_OF = dict.fromkeys(KINDS, "program") | {
    "function": "function", "lambda": "function", "tested": "function", "called": "function",
    "class": "class",
}  # fmt: skip


# {problem: (its passing programs, what the instruction says is defined)}
SIGNATURES = {
    "alike": (["def f(arr, n):\n    return n", "def f(a, n):\n    return -n",
               "def f(a, n):\n    return 2 * n"], "f(a, n)"),
    "shapes": (["def f(a: dict[str, int], b: str = ',)', *rest) -> tuple[int, int]:\n    return b"],
               "f(a, *rest)"),
    "lines": (["def f(\n    a,  # the first, really\n    b,\n):\n    return b"], "f(a, b)"),
    "lambda": (["f = lambda x, y=(1, 2): x"], "f(x)"),
    "none": (["def f():\n    return 1"], "f()"),
    "some_default": (["def f(a, n=None):\n    return n", "def f(a, n):\n    return n + 1"], "f(a, n)"),
    "others": (["def f(a):\n    return a", "def f(a, b):\n    return b"], "f"),
    "marks": (["def f(a, *, b):\n    return b"], "f"),
    "two": (["class Pair:\n    pass\n\n\ndef chain(pairs, n):\n    return n"], "Pair` and `chain(pairs, n)"),
}  # fmt: skip


def test_the_instruction_names_what_to_define_with_its_parameters(tmp_path: Path) -> None:
    rows = [
        {"mbpp_id": name, "response": code}
        for name, (codes, _) in SIGNATURES.items()
        for code in codes
    ]
    out = built(tmp_path, rows)
    asked = {row["mbpp_id"]: row["instruction"] for row in read_csv(out / "dataset_all.csv")}
    assert {
        name: text.rpartition("Your code should define ")[2] for name, text in asked.items()
    } == {name: f"`{said}`." for name, (_, said) in SIGNATURES.items()}


def test_kind_tells_functions_classes_and_programs_apart(tmp_path: Path) -> None:
    rows = [
        {"mbpp_id": name, "test_cases": ""} | row
        for name, (responses, _) in KINDS.items()
        for row in responses
    ]
    out = built(tmp_path, rows)
    drawn = {row["mbpp_id"]: row for row in read_csv(out / "dataset_all.csv")}
    assert {name: row["kind"] for name, row in drawn.items()} == KIND_OF
    assert {name: row["entry_point"] for name, row in drawn.items()} == {
        name: entry_point for name, (_, entry_point) in KINDS.items()
    }
    for name, row in drawn.items():
        parameters = "(x)" if row["kind"] == "function" else ""
        sentence = f"Your code should define `{row['entry_point']}{parameters}`."
        is_named = bool(row["entry_point"]) and name not in ("tested", "called")
        assert (sentence in row["instruction"]) == is_named, name
        assert is_named or "should define" not in row["instruction"], name
    assert drawn["program"]["response"] == PROGRAM
    assert drawn["main"]["response"] == MAIN, "the call that makes it run stays"
    assert drawn["called"]["response"] == RETURNS
    with (out / "dataset_all.csv").open(encoding="utf-8") as opened:
        assert next(csv.reader(opened))[-3:] == ["kind", "n_tokens", "test_cases"]


# ---- gaps ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_does_not_stand_alone_costs_its_problem_no_place(tmp_path: Path) -> None:
    rows = [{"mbpp_id": "one", "response": f"def f(x):\n    return x + {i}"} for i in range(4)]
    rows += [{"mbpp_id": "one", "response": f"def f(x):\n    return {call} + x"}
             for call in ("helper(x)", "other(x, 1)")]  # fmt: skip
    found = []
    for seed in range(3):
        folder = tmp_path / str(seed)
        out = built(folder, rows, "--seed", seed, "--max-per-problem", 4)
        drawn = read_csv(out / "dataset_all.csv")
        assert len(drawn) == 4 and not any("r(x" in row["response"] for row in drawn)
        verdicts = ask(out, """
            select examples.rank, verdicts.is_valid, verdicts.place, verdicts.reason
            from examples left join verdicts on examples.example_id = verdicts.example_id
            order by examples.rank
        """)  # fmt: skip
        assert [place for _, is_valid, place, _ in verdicts if is_valid] == [1, 2, 3, 4]
        assert all(reason is None for _, is_valid, _, reason in verdicts if is_valid)
        found.append([is_valid for _, is_valid, _, _ in verdicts])
        fates = dict(ask(out, "select fate, count(*) from fates group by fate"))
        # behind the last place nobody is judged
        assert fates.pop("drawn") == 4 and set(fates) <= {"invalid_python", "over_cap"}
    assert any(False in valid[:4] for valid in found), "in some order a gap is filled"


# ---- processes -----------------------------------------------------------------------------------


def test_processes_give_the_same_rows_in_the_same_order(monkeypatch) -> None:
    monkeypatch.setattr(module, "MANY", 5)
    rows = [(i, code, "") for i, code in enumerate(list(REASONS) * 2)]
    with Workers(1) as alone, Workers(3) as beside:
        told = alone.run("readings", rows, "program")
        assert [row[0] for row in told] == [row[0] for row in rows]
        assert beside.run("readings", rows, "program") == told
        assert beside.run("readings", [], "program") == []
        assert not alone._processes and len(beside._processes) == 3
        beside._processes[1].kill()
        beside._processes[1].wait()
        assert beside.run("readings", rows, "program") == told, "one was killed while it waited"


@pytest.mark.slow
def test_threads_change_no_byte_of_many_answers(tmp_path: Path) -> None:
    n = module.MANY + 500
    answers = (
        "def f(x):\n    return x + {i}\n\nprint(f(1))",
        "<think>\nSo.\n</think>\n```python\nimport math, re\n\ndef f(x):\n    return math.pi * {i}\n```",
        "memo = {{}}\n\ndef f(x):\n    return memo.get(x, {i})\n\nmemo[0] = {i}",
        "def f(x):\n    return missing(x, {i})",
    )
    rows = [
        {"mbpp_id": i // 10, "response": answers[i % 4].format(i=i), "passed": i % 7 != 0}
        for i in range(n)
    ]
    bytes_of = []
    for threads in (1, 2):
        folder = tmp_path / str(threads)
        out = built(folder, rows, "--threads", threads, "--format", "dpo", "--format", "alpaca")
        assert ask(out, "select count(*) from entry_points") == [(n // 10,)]
        bytes_of.append({
            file.name: file.read_bytes().replace(bytes(folder), b"")
            for file in out.iterdir()
            if not file.name.startswith("results.duckdb") and file.name != "manifest.json"
        })  # fmt: skip
    assert len(bytes_of[0]) >= 6 and bytes_of[0] == bytes_of[1]


# ---- the short way and the tree ------------------------------------------------------------------


def told_by_both(response: str, names: list[str]) -> None:
    """Plain answers are read without a tree: the same comes out, or the test fails."""
    short, tree = read(response, ""), read_tree(response, "")
    assert same(short.program, tree.program)
    assert (short.reads_input, short.roots) == (tree.reads_input, tree.roots)
    for kind in ("function", "program"):
        one, other = (of(response, "", kind, names) for of in (program_of, program_by_tree))
        assert same(one, other)
        assert one.lost_assert == other.lost_assert, "a wrong answer with asserts is no pair"


def same(one: Program, other: Program) -> bool:
    return (one.code, one.names, one.classes, one.reason) == (
        other.code, other.names, other.classes, other.reason,
    )  # fmt: skip


def test_the_short_way_agrees_with_the_tree_on_every_example_response() -> None:
    for file in sorted((PROJECT / "examples/runs").glob("*/results.csv")):
        for row in read_csv(file):
            told_by_both(row["response"], ["f"])


def test_the_short_way_agrees_with_the_tree_on_every_case_of_an_answer() -> None:
    for file in sorted((PROJECT / "tests/answers").glob("*/*.md")):
        head, _, response = file.read_bytes().partition(b"\n+++\n")
        tests = tomllib.loads(head.decode()).get("test_cases", "")
        called = {
            node.func.id
            for test in tests.splitlines()
            for node in ast.walk(_parsed(test))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        told_by_both(response.decode(), sorted(called))


def _parsed(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


# ---- what cutting never changes ------------------------------------------------------------------

FUNCTIONS = st.sampled_from(["f", "g", "h", "test_f"])
CONSTANTS = st.sampled_from(["K", "L", "TABLE"])
NUMBERS = st.integers(0, 3)
STATEMENTS = st.one_of(
    st.builds("def {}(x):\n    return x + {}".format, FUNCTIONS, NUMBERS),
    st.builds("def {}(x):\n    return {}(x) + {}".format, FUNCTIONS, FUNCTIONS, CONSTANTS),
    st.builds("def {}(x={}):\n    # {}\n    return [x, len(TABLE)]".format, *[FUNCTIONS, CONSTANTS, FUNCTIONS]),
    st.builds("def {}(x):\n    return math.gcd(x, 6) + {}(x)".format, FUNCTIONS, FUNCTIONS),
    st.builds("{} = lambda x: x * {}".format, FUNCTIONS, NUMBERS),
    st.permutations(["f", "g", "h", "test_f"]).map(lambda names: f"{names[0]} = {names[1]}"),
    st.builds("{} = {}".format, CONSTANTS, NUMBERS),
    st.builds("{} = {}({})".format, CONSTANTS, FUNCTIONS, NUMBERS),
    st.permutations(["K", "L", "TABLE"]).map(lambda names: f"{names[0]} = {names[1]}"),
    st.builds("{} += {}".format, CONSTANTS, NUMBERS),
    st.builds("TABLE = [{}]".format, NUMBERS),
    st.builds("TABLE.append({})".format, NUMBERS),
    st.builds("for i in range({}):\n    TABLE.append({}(i))".format, NUMBERS, FUNCTIONS),
    st.builds("{}({})".format, FUNCTIONS, NUMBERS),
    st.builds("print({}({}))".format, FUNCTIONS, NUMBERS),
    st.builds("# a word about it\nprint('{}', {})".format, FUNCTIONS, CONSTANTS),
    st.builds("assert {}({}) is not None".format, FUNCTIONS, NUMBERS),
    st.builds("if {} > 1:\n    {} = {}".format, CONSTANTS, CONSTANTS, NUMBERS),
    st.just("import math"),
    st.just("from math import gcd, pi"),
    st.just("if __name__ == '__main__':\n    print(f(1))"),
)  # fmt: skip
PROGRAMS = st.lists(STATEMENTS, min_size=1, max_size=9).map("\n\n".join)
# A start that gives the names, so that most programs run.
START = "K = 1\nL = 2\nTABLE = [1]\n\n\ndef g(x):\n    return x\n\n\ndef h(x):\n    return x * 2"


def results_of(code: str) -> list[str] | None:
    """What f gives for some arguments, one after the other; None for a program that fails."""
    names: dict = {"__name__": "answer"}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(code, "answer", "exec"), names)
            return [repr(names["f"](argument)) for argument in (0, 1, 2, 1)]
        except (Exception, RecursionError):
            return None


def test_what_is_read_under_another_name_before_it_is_set_again_stays() -> None:
    source = "K = 1\n\n\ndef f(x):\n    return x + K\n\n\nh = f\nK = h(0)\n\nprint(K)"
    assert program_of(source, "", "function", ["f"]).code == source.removesuffix("\n\nprint(K)")


@pytest.mark.slow
@settings(max_examples=400, deadline=None, derandomize=True)
@given(start=st.sampled_from(["", f"{START}\n\n"]), statements=PROGRAMS)
def test_a_cut_program_gives_what_the_whole_gave(start: str, statements: str) -> None:
    source = f"{start}def f(x):\n    return g(x) + K\n\n\n{statements}"
    whole = results_of(source)
    assume(whole is not None)
    program = program_of(source, "", "function", ["f"])
    if program.reason is None:
        assert results_of(program.code) == whole, program.code


@pytest.mark.slow
@settings(max_examples=400, deadline=None, derandomize=True)
@given(statements=PROGRAMS.map(f"{START}\n\n\ndef f(x):\n    return g(x)\n\n\n{{}}".format))
def test_cutting_again_changes_nothing(statements: str) -> None:
    assume(results_of(statements) is not None)
    for source in (statements, f"```python\n{statements}\n```\nIt works."):
        program = program_of(source, "", "function", ["f"])
        assume(program.reason is None and program.code)
        again = program_of(program.code, "", "function", ["f"])
        assert (again.code, again.reason) == (program.code, None)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(statements=PROGRAMS)
def test_the_short_way_agrees_with_the_tree_on_any_program(statements: str) -> None:
    told_by_both(statements, ["f"])
    told_by_both(f"Here:\n\n```python\n{statements}\n```\n", [])
