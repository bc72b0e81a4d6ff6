"""The same bytes on Spark: awkward data, real clusters on this machine, faults. `make test-spark`."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, build_py, write_run

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"
    ),
    pytest.mark.skipif(
        shutil.which("java") is None and "JAVA_HOME" not in os.environ,
        reason="no Java on this machine: apt-get install openjdk-17-jre-headless",
    ),
]
CONNECT, STANDALONE = "sc://127.0.0.1:15012", "spark://127.0.0.1:17077"
EVERYTHING = ("--validation", "0.2", "--format", "alpaca", "--format", "dpo", "--format", "kto",
              "--format", "parquet")  # fmt: skip
RUN_TESTS = (
    "--run-tests",
    "--forgive-names",
    "--format",
    "dpo",
    "--tests-files",
    "RUNS/tests.jsonl",
)
VARIANTS = [(), EVERYTHING, ("--dedup", "none", "--keep-results", "drawn"), RUN_TESTS]


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    """Awkward run CSVs."""
    folder = tmp_path_factory.mktemp("awkward")
    subprocess.run([sys.executable, str(PROJECT / "tests/spark_data.py"), str(folder)], check=True)
    return folder


def globs(runs: Path) -> list[str]:
    return ["--runs", f"{runs}/*/results.csv"]


@pytest.fixture(scope="module")
def on_one_machine(runs, tmp_path_factory) -> dict[tuple, Path]:
    """The builds of DuckDB alone, per variant."""
    folder = tmp_path_factory.mktemp("duckdb")
    for i, variant in enumerate(VARIANTS):
        flags = [flag.replace("RUNS", str(runs)) for flag in variant]
        done = build_py("datasets", *globs(runs), *flags, "--out", folder / str(i))
        assert done.returncode == 0, done.stderr
    return {variant: folder / str(i) for i, variant in enumerate(VARIANTS)}


def spark(runs: Path, out: Path, master: str, *flags: object) -> subprocess.CompletedProcess:
    flags = [str(flag).replace("RUNS", str(runs)) for flag in flags]
    return build_py("datasets", *globs(runs), "--engine", "spark", "--spark-master", master,
                    "--out", out, *flags)  # fmt: skip


def assert_same(one: Path, other: Path) -> None:
    """Every dataset file, the summary, the card and the report, byte for byte."""
    names = {path.name for path in one.iterdir()} - {
        "results.duckdb", "results.duckdb.sha256", "manifest.json"
    }  # fmt: skip
    assert len(names) >= 12
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    ours, theirs = (json.loads((p / "manifest.json").read_text()) for p in (one, other))
    assert (ours.pop("engine"), theirs.pop("engine").partition(" ")[0]) == ("duckdb", "spark")
    assert ours == theirs


@pytest.fixture(scope="module")
def on_spark(runs, tmp_path_factory) -> dict[tuple, Path]:
    """The builds of Spark in one process, per variant."""
    folder = tmp_path_factory.mktemp("spark")
    for i, variant in enumerate(VARIANTS):
        done = spark(runs, folder / str(i), "local[2]", *variant)
        assert done.returncode == 0, done.stderr
    return {variant: folder / str(i) for i, variant in enumerate(VARIANTS)}


def test_local_gives_the_same_bytes(on_spark, on_one_machine) -> None:
    for variant in VARIANTS:
        assert_same(on_one_machine[variant], on_spark[variant])


def test_partitions_without_a_problem_or_a_drawn_one(tmp_path: Path) -> None:
    rows = [
        {"mbpp_id": 605, "prompt": "One.", "response": f"def f():\n    return {i}", "passed": i > 2}
        for i in range(6)
    ]
    write_run(tmp_path / "one problem" / "run" / "results.csv", rows)
    rows += [row | {"mbpp_id": 600 + i} for i in range(10, 90) for row in rows[:4]]
    write_run(tmp_path / "many problems" / "run" / "results.csv", rows)
    (tmp_path / "one.toml").write_text(
        'formats = ["dpo"]\n[mixes.one]\nshares = "as_available"\nmax_examples = 1\n'
    )
    flags = ("--config", tmp_path / "one.toml", "--mix", "one")
    for name in ("one problem", "many problems"):
        ours, theirs = tmp_path / f"{name} here", tmp_path / f"{name} there"
        done = build_py("datasets", *globs(tmp_path / name), *flags, "--out", ours)
        assert done.returncode == 0, done.stderr
        done = spark(tmp_path / name, theirs, "local[2]", *flags)
        assert done.returncode == 0, done.stderr
        for file in ("dataset_one.csv", "dataset_one.dpo.jsonl", "report.html"):
            assert (ours / file).read_bytes() == (theirs / file).read_bytes(), file


def test_questions_are_answered_the_same(on_spark, on_one_machine, tmp_path: Path) -> None:
    out = Path(shutil.copytree(on_spark[()].resolve(), tmp_path / "out"))
    for command in (
        ("query", "select * exclude (file_id) from results order by result_id"),
        ("query", "select fate, count(*) from fates group by fate order by fate"),
        ("query", "-f", PROJECT / "sql/explore/dropped_responses.sql"),
        ("query", "from explore.leaderboard"),
        ("show", "balanced", "-n", 2),
        ("summary",),
    ):
        ours, theirs = (build_py(*command, "--dir", folder) for folder in (on_one_machine[()], out))
        assert theirs.returncode == 0, theirs.stderr
        assert ours.stdout == theirs.stdout and ours.stdout
    assert build_py("verify", out).stdout == f"{out}: as it was published\n"
    blocked = build_py("query", "select * from read_csv('/etc/passwd')", "--dir", out)
    assert blocked.returncode == 1
    part = next((out / "results.parquet").iterdir())
    part.write_bytes(part.read_bytes()[:-1] + b"\0")
    assert build_py("verify", out).returncode == 1


def test_two_executors_one_of_them_killed(runs, on_one_machine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "datasets", *globs(runs), *EVERYTHING,
         "--engine", "spark", "--spark-master", "local-cluster[2,1,512]", "--out", str(out)],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith("17_held_out"):  # the partitions of problems are next
            time.sleep(1)
            found = subprocess.run(
                ["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True
            )
            os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
    assert process.wait() == 0, "".join(said)
    assert any(line.startswith("17_held_out") for line in said)
    assert_same(on_one_machine[EVERYTHING], out)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A standalone cluster of two workers, and a Connect server on it."""
    folder = tmp_path_factory.mktemp("cluster")
    script = [str(PROJECT / "tests/spark_cluster.sh"), str(folder), sys.executable]
    with (folder / "script.log").open("w") as log:
        process = subprocess.Popen(script, stdout=log, stderr=log, start_new_session=True)
    log = folder / "connect.log"
    for _ in range(120):
        if log.exists() and "Spark Connect server started" in log.read_text():
            break
        time.sleep(1)
    else:
        pytest.fail(
            "the cluster did not start: " + (log.read_text()[-2000:] if log.exists() else "")
        )
    yield folder
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()


@pytest.mark.parametrize("master", [CONNECT, STANDALONE])
def test_a_cluster_gives_the_same_bytes(master, cluster, runs, on_one_machine, tmp_path) -> None:
    done = spark(runs, tmp_path / "out", master, *EVERYTHING)
    assert done.returncode == 0, done.stderr
    assert_same(on_one_machine[EVERYTHING], tmp_path / "out")


def test_a_bad_file_gets_the_same_line(tmp_path: Path) -> None:
    rows = [{"mbpp_id": 601, "prompt": "Do it.", "response": "def f(): 1", "passed": "true"}]
    for name, last in (("a", "maybe"), ("b", "true")):
        write_run(tmp_path / name / "results.csv", [*rows, rows[0] | {"passed": last}])
    with (tmp_path / "b/results.csv").open("a") as opened:
        opened.write('601,p,"never closed,true\n')
    for name in "ab":
        runs = tmp_path / name
        one = build_py("datasets", "--runs", runs / "results.csv", "--out", tmp_path / "out")
        other = build_py("datasets", "--runs", runs / "results.csv", "--out", tmp_path / "out",
                         "--engine", "spark", "--spark-master", "local[1]")  # fmt: skip
        assert one.returncode == other.returncode == 1
        assert one.stderr.splitlines()[-1] == other.stderr.splitlines()[-1]
        assert one.stderr.splitlines()[-1].startswith(f"error: {runs}/results.csv, line")


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_job(runs, tmp_path: Path, signum: int, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "datasets", *globs(runs), "--engine", "spark",
         "--spark-master", "local[2]", "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    for line in process.stderr:
        if line.startswith("start of Spark"):
            break
    time.sleep(2)
    process.send_signal(signum)
    sent = time.perf_counter()
    rest = process.stderr.read()
    assert process.wait() == code, rest
    assert "Traceback" not in rest and "nothing was published" in rest.splitlines()[-1]
    assert not (tmp_path / "out").exists()
    print(f"ended after {time.perf_counter() - sent:.1f} s")


@pytest.mark.parametrize("master", ["sc://127.0.0.1:1", "spark://127.0.0.1:1"])
def test_a_port_nobody_listens_on_is_said_at_once(master: str, runs, tmp_path: Path) -> None:
    start = time.perf_counter()
    done = spark(runs, tmp_path / "out", master)
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {master}: nobody answers there ([Errno 111] Connection refused): start it first\n"
    )
    print(f"said after {time.perf_counter() - start:.1f} s")


def test_other_versions_on_an_executor_are_refused() -> None:
    from runs_to_datasets.cluster.driver import SparkCluster
    from runs_to_datasets.cluster.tasks import Plan, versions
    from runs_to_datasets.config.config import load
    from runs_to_datasets.errors import BuildError
    from runs_to_datasets.inputs.files import RunFile
    from runs_to_datasets.inputs.inputs import Input, Inputs
    from runs_to_datasets.inputs.readers import CsvReader
    from runs_to_datasets.library import Library

    config = load(None, {}, PROJECT)
    record = Input(RunFile(PROJECT / "results.csv", "results.csv"), ())
    cluster = object.__new__(SparkCluster)
    cluster.plan = Plan(config, Inputs(CsvReader(config, Library()), [record]), (), versions())
    with pytest.raises(BuildError) as refusal:
        cluster._take_audits({0: {"versions": "duckdb 1.4.0, Python 3.10"}})
    assert str(refusal.value).startswith("an executor has duckdb 1.4.0, Python 3.10, this machine")


def test_the_database_has_the_small_tables(on_spark) -> None:
    with duckdb.connect(str(on_spark[()] / "results.duckdb"), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables()").fetchall()
        [(n_texts,)] = connection.execute("select count(code) from solutions").fetchall()
        [(n_drawn,)] = connection.execute("select count(distinct example_id) from draws").fetchall()
        [(n_codes,)] = connection.execute("select count(code) from drawn_codes").fetchall()
    tables = {name for (name,) in names}
    assert "results" not in tables and {"fates", "examples", "draws", "problems"} <= tables
    assert n_texts == 0 and n_codes == n_drawn


def test_keep_results_says_whose_text_is_kept(on_spark) -> None:
    drawn = on_spark[VARIANTS[2]]
    rows = duckdb.read_parquet(str(drawn / "results.parquet/*.parquet"))
    with duckdb.connect(str(drawn / "results.duckdb"), read_only=True) as connection:
        [(n_drawn,)] = connection.execute(
            "select count(*) from fates where fate = 'drawn'"
        ).fetchall()
    assert rows.count("response").fetchall() == [(n_drawn,)]
    assert rows.count("*").fetchall() == [(4800,)]
