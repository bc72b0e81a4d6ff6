"""Mixes where there is little: one run, one level, a handful of rows; and the mix of all."""

from pathlib import Path

from conftest import ask, build_py, read_csv, write_run


def rows(levels: dict[str, int], n: int = 4) -> list[dict]:
    """n problems of each level: of four responses to each so many are right, all different."""
    return [
        {"mbpp_id": f"{level}{p}", "prompt": f"Write {level}{p}", "run_id": i,
         "passed": i < n_right, "response": f"def f{p}(x):\n    return x + {i} * {p + 1}"}
        for level, n_right in levels.items() for p in range(n) for i in range(4)
    ]  # fmt: skip


def build(tmp_path: Path, given: list[dict], *flags: object) -> tuple[Path, str]:
    write_run(tmp_path / "run.csv", given)
    out = tmp_path / "out"
    done = build_py("datasets", "--runs", tmp_path / "run.csv", "--out", out, *flags)
    assert done.returncode == 0, done.stderr
    return out, done.stderr


def test_one_level_is_enough_for_the_mix_of_all(tmp_path: Path) -> None:
    out, said = build(tmp_path, rows({"easy": 4}))
    assert {f.name for f in out.glob("dataset_*.csv")} == {"dataset_all.csv"}
    assert len(read_csv(out / "dataset_all.csv")) == 16
    assert said.count("it is left out; set [mixes.") == 4
    assert (
        "warning: mix balanced: no medium example is available and the mix takes 1 of 3 from there: "
        'it is left out; set [mixes.balanced] shortage = "fill", or medium = 0' in said
    )
    assert 'config_name: "all"' in (out / "README.md").read_text()
    assert 'config_name: "balanced"' not in (out / "README.md").read_text()
    assert build_py("verify", out).returncode == 0


def test_the_mix_of_all_holds_every_candidate(tmp_path: Path) -> None:
    out, _ = build(tmp_path, rows({"easy": 4, "medium": 2, "hard": 1}))
    candidates = ask(out, "select count(*) from candidates")
    assert [(len(read_csv(out / "dataset_all.csv")),)] == candidates == [(28,)]
    assert len(read_csv(out / "dataset_balanced.csv")) == 12


def test_the_mix_of_all_is_no_part_of_same_size(tmp_path: Path) -> None:
    out, _ = build(tmp_path, rows({"easy": 4, "medium": 2, "hard": 1}), "--same-size")
    sizes = dict(ask(out, "select dataset, total_examples from summary"))
    assert sizes.pop("all") == 28
    assert len(set(sizes.values())) == 1


def test_a_capped_mix_of_all_keeps_the_shares_of_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('[mixes.all]\nshares = "as_available"\nmax_examples = 7\n')
    out, _ = build(
        tmp_path, rows({"easy": 4, "medium": 2, "hard": 1}), "--config", tmp_path / "my.toml"
    )
    counts = ask(out, "select easy_count, medium_count, hard_count from summary")
    assert counts == [(4, 2, 1)]


def test_where_no_mix_is_left_the_error_says_why(tmp_path: Path) -> None:
    write_run(tmp_path / "run.csv", rows({"easy": 4}))
    done = build_py("datasets", "--runs", tmp_path / "run.csv", "--out", tmp_path / "out",
                    "--mix", "balanced")  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "error: mix balanced: no medium example is available and the mix takes 1 of 3 from there: "
        'set [mixes.balanced] shortage = "fill", or medium = 0'
    )
