"""Whole builds, run as a user runs them: what comes out, byte for byte, and what is left alone."""

import csv
import hashlib
import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from conftest import GOLDEN, PROJECT, build_py, read_csv, read_jsonl, write_run

DATASETS = sorted(path.name for path in (GOLDEN / "expected").iterdir())
IDENTITY = "def same(x):\n    return x"


@pytest.mark.parametrize("name", DATASETS)
def test_golden_build_byte_for_byte(name: str, golden: Path) -> None:
    assert (golden / name).read_bytes() == (GOLDEN / "expected" / name).read_bytes()


def test_golden_build_has_no_other_file(golden: Path) -> None:
    others = {"results.duckdb", "results.duckdb.sha256"}
    assert {path.name for path in golden.iterdir()} == set(DATASETS) | others


def test_formats_hold_the_same_rows(golden: Path) -> None:
    for mix in ("balanced", "hard_heavy"):
        from_csv = read_csv(golden / f"dataset_{mix}.csv")
        from_jsonl = read_jsonl(golden / f"dataset_{mix}.jsonl")
        assert [
            (r["instruction"], "", r["response"], r["difficulty"], r["mbpp_id"]) for r in from_csv
        ] == [tuple(r.values()) for r in from_jsonl]
        assert list(from_jsonl[0]) == ["instruction", "input", "output", "difficulty", "mbpp_id"]


def test_manifest_tells_the_files(golden: Path) -> None:
    manifest = json.loads((golden / "manifest.json").read_text(encoding="utf-8"))
    for name, told in manifest["files"].items():
        data = (golden / name).read_bytes()
        assert told["sha256"] == hashlib.sha256(data).hexdigest()
        assert told["bytes"] == len(data)
        if name.endswith(".jsonl"):
            assert told["rows"] == data.count(b"\n")
    assert sum(row["n_results"] for row in manifest["funnel"]) == sum(
        file["rows"] for file in manifest["inputs"]
    )
    assert str(PROJECT) not in (golden / "manifest.json").read_text(encoding="utf-8")


def test_database_opens_read_only_with_tables_comments_and_macros(golden: Path) -> None:
    with duckdb.connect(str(golden / "results.duckdb"), read_only=True) as connection:
        manifest = json.loads((golden / "manifest.json").read_text(encoding="utf-8"))
        for table, n_rows in manifest["tables"].items():
            assert connection.table(table).count("*").fetchall() == [(n_rows,)]
        comments = dict(
            connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        )
        assert comments["fates"] == "what became of every response"
        assert connection.execute("select quick_code('```\nf = lambda: 1\n```')").fetchall() == [
            ("f = lambda: 1",)
        ]
        assert connection.execute("select temperature from results limit 1").fetchall() == [
            ("0.5",)
        ]


def test_same_bytes_on_any_threads_and_file_order(golden: Path, tmp_path: Path) -> None:
    runs = sorted((GOLDEN / "runs").glob("*/results.csv"))
    for i, (threads, files) in enumerate([(1, runs), (2, runs[::-1]), (8, runs)]):
        globs = [part for file in files for part in ("--runs", file)]
        out = tmp_path / f"out{i}"
        done = build_py(
            "datasets", "--config", GOLDEN / "config.toml", *globs, "--threads", threads,
            "--out", out, env=os.environ | {"TZ": "Asia/Tokyo", "LC_ALL": "C"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        for name in DATASETS:
            if name != "manifest.json":
                assert (out / name).read_bytes() == (golden / name).read_bytes()


@pytest.mark.slow
def test_renamed_files_and_shuffled_rows_with_a_run_column_give_the_same(tmp_path: Path) -> None:
    rows = [
        {"mbpp_id": 601 + i % 7, "prompt": f"Do the thing number {'abcdefg'[i % 7]}.",
         "response": f"def f(x):\n    return x + {i % 5}", "passed": i % 3 > 0,
         "run_id": f"r{i % 4}"}
        for i in range(56)
    ]  # fmt: skip
    config = tmp_path / "my.toml"
    config.write_text('[mixes.all]\neasy = 1\nmedium = 1\nhard = 1\nshortage = "fill"\n')
    outputs = []
    for names, order in ((("a", "b"), 1), (("z", "c"), -1)):
        folder = tmp_path / names[0]
        for i, name in enumerate(names):
            write_run(folder / f"{name}.csv", rows[i::2][::order])
        done = build_py(
            "datasets", "--config", config, "--runs", folder / "*.csv", "--out", folder / "out"
        )
        assert done.returncode == 0, done.stderr
        outputs.append(
            [(folder / "out" / f"dataset_all.{x}").read_bytes() for x in ("csv", "jsonl")]
        )
    assert outputs[0] == outputs[1]


@pytest.mark.slow
def test_other_names_bom_crlf_quotes_and_gzip_give_the_same(golden: Path, tmp_path: Path) -> None:
    import gzip

    renamed = {"mbpp_id": "task_id", "prompt": "Instruction", "response": "my answer",
               "passed": "is_correct"}  # fmt: skip
    for i, file in enumerate(sorted((GOLDEN / "runs").glob("*/results.csv"))):
        rows = [{renamed.get(k, k): v for k, v in row.items()} for row in read_csv(file)]
        for row in rows:
            row["task_id"] = f"Mbpp/0{row['task_id']}"
            row["is_correct"] = {"True": " PASSED", "False": "0.0"}[row["is_correct"]]
        written = write_run(
            tmp_path / file.parent.name / "results.csv", rows,
            lineterminator="\r\n", quoting=csv.QUOTE_ALL,
        )  # fmt: skip
        data = written.read_bytes()
        written.write_bytes((b"\xef\xbb\xbf" if i % 2 else b"") + data)
        if i == 2:
            written.with_suffix(".csv.gz").write_bytes(gzip.compress(written.read_bytes()))
            written.unlink()
    config = tmp_path / "my.toml"
    config.write_text(
        (GOLDEN / "config.toml").read_text(encoding="utf-8")
        .replace('runs = ["runs/*/results.csv"]', 'runs = ["*/results.csv*"]\nout = "out"')
        + '\n[columns]\nresponse = "my answer"\n'
    )  # fmt: skip
    done = build_py("datasets", "--config", config)
    assert done.returncode == 0, done.stderr
    for name in DATASETS:
        if name.startswith("dataset"):
            assert (tmp_path / "out" / name).read_bytes() == (golden / name).read_bytes()


@pytest.mark.slow
def test_out_is_a_relative_link_swapped_to_the_new_build(tmp_path: Path) -> None:
    out = tmp_path / "datasets"
    out.mkdir()
    for i in range(3):
        done = build_py("datasets", "--config", GOLDEN / "config.toml", "--out", out, "--seed", i)
        assert done.returncode == 0, done.stderr
        assert out.readlink() == Path(f".datasets.builds/00000{i + 1}")
    kept = sorted(path.name for path in (tmp_path / ".datasets.builds").iterdir())
    assert kept == ["000002", "000003", "lock", "made.json", "newest", "programs.duckdb"]


def test_foreign_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("mine")
    for name, reason in (
        ("mine", "a folder with something else in it: choose another --out or empty it"),
        ("file", "a file, not a build: choose another --out"),
        ("link", "a link to something else: choose another --out"),
    ):
        done = build_py("datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / name)
        assert done.returncode == 1
        assert done.stderr == f"error: {tmp_path / name}: {reason}\n"
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link", "mine"]


def test_refused_build_leaves_what_was_there(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    shutil.copytree(GOLDEN / "runs", runs)
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--runs", runs / "*/results.csv",
                 "--out", tmp_path / "out")  # fmt: skip
    assert build_py(*arguments).returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with (runs / "r1" / "results.csv").open("a") as opened:
        opened.write("601,p,r,perhaps,train,1\n")
    done = build_py(*arguments)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f'error: {runs}/r1/results.csv, line 48: passed is "perhaps": write true or false, 1 or 0, '
        'yes or no, pass or fail, or under [passed] "perhaps" = true (or false)'
    )
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert sorted(path.name for path in (tmp_path / ".out.builds").iterdir()) == [
        "000001",
        "lock",
        "made.json",
        "newest",
        "programs.duckdb",
    ]


def test_dry_run_prints_the_mixes_and_writes_nothing(tmp_path: Path) -> None:
    done = build_py(
        "datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / "out", "--dry-run"
    )
    assert done.returncode == 0
    assert "The mixes" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_mix_builds_just_those(golden: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    config = GOLDEN / "config.toml"
    done = build_py("datasets", "--config", config, "--out", out, "--mix", "hard_heavy")
    assert done.returncode == 0
    assert not (out / "dataset_balanced.csv").exists()
    name = "dataset_hard_heavy.csv"
    assert (out / name).read_bytes() == (golden / name).read_bytes()
    done = build_py("datasets", "--config", config, "--out", out, "--mix", "hard")
    assert (done.returncode, done.stderr) == (
        2, "error: --mix hard: no such mix; there are balanced, hard_heavy\n"
    )  # fmt: skip


def answer(mbpp_id: int, response: str, passed: bool, **others: object) -> dict:
    words = ("apples", "bears", "clouds", "doors", "edges", "forks", "goats", "hats")
    prompt = f"Count the {words[mbpp_id % 8]} of box {mbpp_id}."
    row = {"mbpp_id": mbpp_id, "prompt": prompt, "response": response, "passed": passed}
    return row | {"difficulty": "easy", "split": "train"} | others


def test_every_fate(tmp_path: Path) -> None:
    helper = "def f(x):\n    return helper(x) * {}"
    rows = [
        answer(601, "def f(x): return 0", False),
        *[answer(601, "def f(x): return random()", passed) for passed in (True, False)],
        answer(601, "  ", True),
        answer(601, "print(1)", True),
        answer(11, IDENTITY, True),
        answer(602, IDENTITY, True, prompt="count the apples of box 11; no more"),
        answer(12, IDENTITY, True, prompt="Count the apples of box 11. No more!"),
        answer(603, IDENTITY, True),
        answer(604, IDENTITY, True, difficulty=""),
        *[answer(605, f"def f({name}):\n    return {name}", True) for name in ("a", "b")],
        answer(605, IDENTITY + " + 1", True),
        *[answer(606, f"def f(x):\n    return x + {i}", True) for i in (1, 1, 2, 2)],
        *[answer(607, helper.format(3), True)] * 2,
        *[answer(608, IDENTITY, True)] * 2,
        *[answer(609, IDENTITY, True)] * 2,
    ]
    write_run(tmp_path / "run.csv", rows)
    config = tmp_path / "my.toml"
    config.write_text("""
runs = ["run.csv"]
out = "out"
min_agreement = 2
max_per_problem = 1
[difficulty]
source = "label"
[exclude]
ids = ["603"]
[mixes.two]
easy = 1
max_examples = 2
""")
    done = build_py("datasets", "--config", config)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(tmp_path / "out/results.duckdb"), read_only=True) as connection:
        fates = connection.execute("select fate from fates order by result_id").fetchall()
        funnel = connection.execute("select distinct fate from funnel").fetchall()
    fates = [fate for (fate,) in fates]
    assert fates[:10] == [
        "not_passed", "conflicting", "not_passed", "empty", "no_program", "held_out",
        "contaminated", "held_out", "excluded", "unlabelled",
    ]  # fmt: skip
    assert fates[12] == "rare"
    assert sorted(fates[13:17]).count("duplicate") == 2 and "over_cap" in fates[13:17]
    assert fates[17:19] == ["invalid_python", "duplicate"]
    assert fates.count("drawn") == 2 and fates.count("not_drawn") == 2
    assert {fate for (fate,) in funnel} == set(fates)
    assert len(set(fates)) == 14


def test_twin_of_another_problem_is_a_duplicate(tmp_path: Path) -> None:
    rows = [answer(i, IDENTITY, True, prompt="Do nothing at all.") for i in (610, 62, 700)]
    write_run(tmp_path / "run.csv", rows)
    config = tmp_path / "my.toml"
    config.write_text('runs = ["run.csv"]\nout = "out"\n[holdout]\nbenchmarks = []\n'
                      "[mixes.all]\neasy = 1\n")  # fmt: skip
    done = build_py("datasets", "--config", config)
    assert done.returncode == 0, done.stderr
    assert [row["mbpp_id"] for row in read_jsonl(tmp_path / "out/dataset_all.jsonl")] == ["62"]
    assert "duplicate     2    2" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["all", "drawn", "none"])
def test_keep_results_says_whose_text_the_database_keeps(keep: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    config = GOLDEN / "config.toml"
    done = build_py("datasets", "--config", config, "--out", out, "--keep-results", keep)
    assert done.returncode == 0, done.stderr
    for name in DATASETS:
        if name not in ("manifest.json", "README.md"):
            assert (out / name).read_bytes() == (GOLDEN / "expected" / name).read_bytes()
    card, whole = ((folder / "README.md").read_text() for folder in (out, GOLDEN / "expected"))
    last = "## What this folder holds"
    assert card.partition(last)[0] == whole.partition(last)[0]
    assert (card == whole) == (keep == "all"), "it says whose text the database has"
    with duckdb.connect(str(out / "results.duckdb"), read_only=True) as shell:
        kept = shell.execute("""
            select count(*), count(response), count(*) filter (where fate = 'drawn')
            from results inner join fates using (result_id)
        """).fetchone()
        codes = shell.execute("select count(*), count(code) from solutions").fetchone()
    assert kept == (38, {"all": 38, "drawn": 7, "none": 0}[keep], 7)
    assert codes == (22, {"all": 22, "drawn": 7, "none": 0}[keep])


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["drawn", "none"])
def test_a_database_without_all_text_is_the_same_but_for_it(
    keep: str, golden: Path, tmp_path: Path
) -> None:
    done = build_py("datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / "out",
                    "--keep-results", keep, "--temp-dir", "spilled", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (PROJECT / "spilled").exists()
    whole, partial = (
        duckdb.connect(str(out / "results.duckdb"), read_only=True)
        for out in (golden, tmp_path / "out")
    )
    for question in (
        "select table_name, comment from duckdb_tables() order by all",
        "select table_name, column_name, data_type, comment from duckdb_columns() "
        "where not internal order by all",
        "select function_name, parameters, macro_definition from duckdb_functions() "
        "where not internal order by all",
        "select * exclude (response) from results order by result_id",
        "select * exclude (code) from solutions order by result_id",
        "from examples order by all", "from draws order by all", "from fates order by all",
    ):  # fmt: skip
        rows = whole.execute(question).fetchall()
        assert rows
        assert partial.execute(question).fetchall() == rows


def test_original_usage_lines(golden: Path, monkeypatch) -> None:
    """What users had in their scripts: the summary by its columns, JSON lines one by one."""
    monkeypatch.chdir(golden)
    with Path("dataset_balanced.jsonl").open() as opened:
        data = [json.loads(line) for line in opened]
    assert {"instruction", "input", "output"} <= set(data[0])
    summary = read_csv(Path("datasets_summary.csv"))
    assert [row["dataset"] for row in summary] == ["balanced", "hard_heavy"]
