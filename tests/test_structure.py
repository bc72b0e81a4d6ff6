"""Which programs are one: pairs of same_programs.toml, by tree and by shape, and in a build."""

import tomllib
from pathlib import Path

import pytest

from conftest import PROJECT, ask, build_py, read_csv, write_run
from runs_to_datasets.programs.structure import structure_of

PAIRS = tomllib.loads((PROJECT / "tests/same_programs.toml").read_text("utf-8"))["pairs"]
ORDER = ("structure", "loose", "never")


def is_one(first: str, second: str, dedup: str) -> bool:
    one, other = (structure_of(code.strip("\n"), dedup == "loose") for code in (first, second))
    assert one is not None and other is not None
    return one == other


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_pair(pair: dict) -> None:
    for dedup in ("structure", "loose"):
        wanted = ORDER.index(pair["one_under"]) <= ORDER.index(dedup)
        assert is_one(pair["first"], pair["second"], dedup) == wanted, dedup


def test_what_has_no_tree_has_no_structure() -> None:
    assert structure_of("def f(:") is None
    assert structure_of("x = " + "(" * 5000 + ")" * 5000) is None


def test_programs_of_one_shape_are_one_program(engine) -> None:
    """Python reads one program of each shape: SQL may part what is one, never the other way."""
    codes = {pair[side].strip("\n") for pair in PAIRS for side in ("first", "second")}
    for file in sorted((PROJECT / "examples/runs").glob("*/results.csv")):
        codes |= {row["response"] for row in read_csv(file)}
    told = [(code, structure_of(code)) for code in sorted(codes)]
    engine.run("create table codes_of_test (code varchar, structure varchar)")
    for row in told:
        engine.run("insert into codes_of_test values (?, ?)", row)
    known = "from codes_of_test where structure is not null group by shape(code)"
    n_known = len({structure for _, structure in told if structure})
    shapes = engine.run(f"select shape(any_value(code)) {known}")
    assert not engine.run(
        f"select min(code), max(code) {known} having count(distinct structure) > 1"
    )
    assert n_known <= len(shapes) < sum(structure is not None for _, structure in told)


@pytest.mark.slow
@pytest.mark.parametrize(("dedup", "n_drawn"), [("text", 5), ("structure", 3), ("loose", 2)])
def test_a_build_draws_one_program_once(dedup: str, n_drawn: int, tmp_path: Path) -> None:
    square = "def f(items):\n    return len(items) ** 2"
    programs = [
        square,
        'def f(items: list) -> int:\n    """Squares."""\n    return len(items) ** 2',
        "def f(x):\n    return (len(x) ** 2)",
        "def f(items):\n    n = len(items)\n    return n ** 2",
        "def f(items):\n    return len(items) * len(items)",
    ]
    runs = [[square, programs[i]] for i in range(1, 5)]
    for i, responses in enumerate(runs):
        write_run(tmp_path / f"{i}.csv", [
            {"mbpp_id": "700", "prompt": "Square it.", "passed": True, "response": code}
            for code in responses
        ])  # fmt: skip
    done = build_py("datasets", "--runs", tmp_path / "*.csv", "--out", tmp_path / "out",
                    "--dedup", dedup, "--max-per-problem", 9)  # fmt: skip
    assert done.returncode == 0, done.stderr
    drawn = [row["response"] for row in read_csv(tmp_path / "out/dataset_all.csv")]
    assert len(drawn) == n_drawn and square in drawn, "what is written is a member's own text"
    assert all(code in programs for code in drawn)
    clusters = ask(tmp_path / "out", "select max(cluster_size) from examples")
    assert clusters == [({"text": 4, "structure": 6, "loose": 7}[dedup],)]
