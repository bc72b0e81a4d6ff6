"""Builds that somebody else made or changed: no command runs what is in them, or breaks on it."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conftest import GOLDEN, PROJECT, build_py, copy_of_build, sign

COMMANDS = [
    ["verify"], ["summary"], ["show", "balanced"], ["explain", "602"], ["query", "select 1"],
    ["query", "--tables"], ["shell"],
]  # fmt: skip


@pytest.fixture(scope="module")
def built(golden: Path) -> Path:
    return golden


@pytest.fixture
def foreign(built: Path, tmp_path: Path) -> Path:
    """A copy of the build, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "foreign"))


def ask(folder: Path, command: list[str], **options) -> subprocess.CompletedProcess:
    where = [str(folder)] if command[0] == "verify" else ["--dir", str(folder)]
    return build_py(*command, *where, **options)


def change(folder: Path, *statements: str) -> None:
    """Changes the database, and the hash beside it, as a forger would."""
    with duckdb.connect(str(folder / "results.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)
    sign(folder)


# ---- the fence -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_view_in_place_of_a_table_is_not_run(foreign: Path, command: list[str]) -> None:
    secret = foreign.parent / "secret.txt"
    secret.write_text("the secret")
    view = f"create view {{}} as select content, 'balanced' as dataset from read_text('{secret}')"
    change(foreign, "drop table summary", view.format("summary"))
    done = ask(foreign, command)
    assert done.returncode == 1
    told = (
        f"error: {foreign}/results.duckdb: the view summary in it is not of a build: build again\n"
    )
    assert (done.stdout, done.stderr) == ("", told)


@pytest.mark.parametrize("side", [0, 1])
def test_diff_runs_no_view_either(built: Path, foreign: Path, side: int) -> None:
    change(foreign, "create view mine as from read_text('/etc/hostname')")
    pair = [built, foreign]
    done = build_py("diff", pair[side], pair[1 - side])
    assert done.returncode == 1 and "the view mine in it" in done.stderr


@pytest.mark.parametrize(
    "select",
    ["from read_text('{secret}')", "from '{secret}.csv'", "from query('select 1')", "from mine()",
     "select 1 where exists (from glob('{secret}'))", "from explore.leaderboard", "from (show tables)",
     'with "{secret}.csv" as (select 1) from (from "{secret}.csv"), \'{secret}.csv\''],
)  # fmt: skip
@pytest.mark.parametrize("name", ["lost_responses", '"a "" as from b"'])
def test_a_view_of_a_question_that_reads_more_than_tables_is_not_run(
    foreign: Path, name: str, select: str
) -> None:
    secret = foreign.parent / "secret.txt"
    for file in (secret, Path(f"{secret}.csv")):
        file.write_text("the secret\n")
    change(
        foreign,
        "create macro mine() as table select 1 as a",
        f"drop view if exists explore.{name}",
        f"create view explore.{name} as {select.format(secret=secret)}",
    )
    told = "lost_responses" if name == "lost_responses" else 'a " as from b'
    for command in (["query", "select 1"], ["query", "from explore.unsolved_problems"]):
        done = ask(foreign, command)
        assert (done.returncode, done.stdout) == (1, "")
        assert f": the view {told} in it is not of a build: build again\n" in done.stderr


@pytest.mark.parametrize("version", ["v1.5.0", "latest"])
def test_what_a_statement_reads(version: str) -> None:
    with duckdb.connect(config={"storage_compatibility_version": version}) as connection:
        connection.execute((PROJECT / "sql/macros/65_questions.sql").read_text())
        for statement, places in {
            "select 1 from x, range(3)": ["x"],
            "with q as (from x) from q, a.b.c where 1 in (from 'a.csv')": ["a.b.c", "a.csv", "x"],
            "select (from read_csv('x')) union all from glob('*')": ["glob()", "read_csv()"],
            "from (describe x)": ["(SHOW_REF)", "x"],
            "select 1;": [],
            "select 1; select 2": None,
            "delete from x": None,
            "selec": None,
        }.items():
            assert connection.execute("select read_by(?)", [statement]).fetchall() == [(places,)]


def test_no_macro_hides_a_view(foreign: Path) -> None:
    change(
        foreign,
        "create macro duckdb_views() as table select '' as schema_name, '' as view_name, "
        "'' as sql, '' as database_name, true as internal, '' as comment where false",
        "create macro starts_with(a, b) as true",
        "create or replace macro read_by(statement) as []",
        "create view explore.mine as from read_text('/etc/hostname')",
    )
    done = ask(foreign, ["query", "select 1"])
    assert done.returncode == 1 and "the view mine in it" in done.stderr


def test_views_of_an_older_version_are_answered(foreign: Path) -> None:
    change(
        foreign,
        "drop view explore.lost_responses",
        "create view explore.lost_responses as with a as (from funnel) select a.fate, b.i "
        "from a cross join range(2) as b(i) where a.fate in (select fate from fates)",
        'create view explore."order" as select 7 as n',
    )
    assert (
        ask(foreign, ["query", "select max(i) as i from explore.lost_responses"]).stdout == "i\n1\n"
    )
    assert ask(foreign, ["query", 'from explore."order"']).stdout == "n\n7\n"


def test_a_macro_in_place_of_a_function_reaches_nothing(foreign: Path) -> None:
    secret = foreign.parent / "secret.txt"
    secret.write_text("the secret")
    reads = f"(select content from read_text('{secret}'))"
    change(foreign, f"create or replace macro problem_id(x) as {reads}")
    done = ask(foreign, ["show", "balanced", "--id", "602"])
    assert done.returncode == 1
    assert "file system operations are disabled" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_nothing_is_opened_before_its_hash_is_right(foreign: Path, command: list[str]) -> None:
    with duckdb.connect(str(foreign / "results.duckdb")) as connection:
        connection.execute("update summary set total_examples = 7")
    done = ask(foreign, command)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == (
        f"error: {foreign}/results.duckdb: not what results.duckdb.sha256 says: build again, or "
        "copy it\n"
    )
    assert (
        ask(foreign, ["verify"]).stdout == "results.duckdb: not what results.duckdb.sha256 says\n"
    )
    (foreign / "results.duckdb.sha256").unlink()
    done = ask(foreign, command)
    assert done.stderr.startswith(f"error: {foreign}/results.duckdb.sha256: missing or changed")


def test_a_log_beside_the_database_is_not_replayed(foreign: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(foreign, tmp_path / "other"))
    script = (
        "import duckdb, os, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute(\"set checkpoint_threshold = '1TB'\")\n"
        "connection.execute('update summary set total_examples = 7')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(other / "results.duckdb")], check=True)
    shutil.copy(other / "results.duckdb.wal", foreign)
    done = ask(foreign, ["summary"])
    log = f"{foreign}/results.duckdb.wal"
    assert done.stderr == f"error: {log}: not of this build: remove it\n"


def test_the_duckdb_command_is_behind_the_fence_too(foreign: Path) -> None:
    command = Path(sys.executable).parent / "duckdb"
    if not command.exists():
        pytest.skip("no duckdb command beside this Python (pip install duckdb-cli)")
    asked = (
        "select 40 + 2; select current_setting('temp_directory'); from read_text('/etc/hostname');"
    )
    env = os.environ | {"PATH": str(command.parent)}
    done = ask(foreign, ["shell"], input=asked, env=env)
    assert "42" in done.stdout and "Permission Error" in done.stderr
    assert str(foreign) not in done.stdout, "what it spills lies elsewhere"


@pytest.fixture
def in_parquet(foreign: Path) -> Path:
    """As a build on a cluster leaves its responses: beside the database."""
    (foreign / "results.parquet").mkdir()
    change(
        foreign,
        f"copy results to '{foreign}/results.parquet/0.parquet'",
        "drop view explore.dropped_responses",
        "drop view explore.failed_like_a_passing_one",
        "drop table results",
    )
    return foreign


@pytest.mark.parametrize("how", ["", "explain analyze ", "prepare mine as "])
def test_responses_in_parquet_are_read_and_not_written(in_parquet: Path, how: str) -> None:
    file = in_parquet / "results.parquet/0.parquet"
    assert (
        ask(in_parquet, ["query", "select count(*) > 9 as n from results"]).stdout == "   n\nTrue\n"
    )
    before = file.read_bytes()
    done = ask(
        in_parquet,
        ["query", f"{how}copy (select 1) to '{file}' (use_tmp_file false); execute mine"],
    )
    assert done.returncode == 1
    assert file.read_bytes() == before


# ---- what is spilled -----------------------------------------------------------------------------


def spilling(folder: Path, temp: Path) -> tuple[subprocess.Popen, Path]:
    """A query that goes on, and the folder that it spills to."""
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "query", "--dir", str(folder),
         "select count(*) from range(10000000000000)"],
        env=os.environ | {"TMPDIR": str(temp)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    while not (
        found := [folder for folder in temp.iterdir() if folder.is_dir() and is_locked(folder)]
    ):
        assert process.poll() is None
    return process, found[0]


def is_locked(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)


def test_a_query_spills_beside_nothing_that_is_published(foreign: Path, tmp_path: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    asked = ["query", "select current_setting('temp_directory') as t", "--format", "csv"]
    told = ask(foreign, asked, env=os.environ | {"TMPDIR": str(temp)}).stdout
    assert Path(told.split()[1]).parent == temp
    assert list(temp.iterdir()) == []


def test_what_a_killed_query_spilled_is_swept_by_the_next(foreign: Path, tmp_path: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    killed, left = spilling(foreign, temp)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert left.exists()
    env = os.environ | {"TMPDIR": str(temp)}
    assert ask(foreign, ["query", "select 1"], env=env).returncode == 0
    assert list(temp.iterdir()) == []


def test_what_is_in_use_is_not_swept(foreign: Path, tmp_path: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    running, in_use = spilling(foreign, temp)
    env = os.environ | {"TMPDIR": str(temp)}
    assert ask(foreign, ["query", "select 1"], env=env).returncode == 0
    assert in_use.exists()
    running.terminate()
    assert running.wait() == 143
    assert list(temp.iterdir()) == []


# ---- what is not of this program -----------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS[1:4], ids=" ".join)
@pytest.mark.parametrize(
    "statement",
    ["drop table summary", "create or replace table summary as select 'x' as dataset, 1 as n",
     "update summary set dataset = null", "alter table summary alter total_examples type varchar",
     "delete from summary"],
)  # fmt: skip
def test_a_database_of_another_shape_is_one_line(
    foreign: Path, command: list[str], statement: str
) -> None:
    change(foreign, statement)
    done = ask(foreign, command)
    assert "Traceback" not in done.stderr and "a fault of this program" not in done.stderr
    assert len(done.stderr.splitlines()) == done.returncode


def test_a_database_without_our_tables_says_so(foreign: Path) -> None:
    (foreign / "results.duckdb").unlink()
    change(foreign, "create table mine as select 1 as n")
    for command in COMMANDS[1:4]:
        done = ask(foreign, command)
        assert done.returncode == 1
        assert "there are mine\n" in done.stderr and len(done.stderr.splitlines()) == 1


MANIFESTS = [
    b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"tables": ',
    {"inputs": {}}, {"inputs": [{"file": 1}]}, {"inputs": ["r1"]}, {"configuration": []},
    {"files": {"a": {}}}, {"files": ["a"]}, {"tables": {"results": "1"}}, {"tables": []},
    {"versions": None}, {"copies_left_out": []}, {"inputs": [{"file": "a", "sha256": "b"}]},
]  # fmt: skip


@pytest.mark.parametrize("change_of", MANIFESTS, ids=lambda change: str(change)[:40])
def test_a_manifest_of_another_shape_is_one_line(built, foreign: Path, change_of) -> None:
    manifest = json.loads((foreign / "manifest.json").read_text())
    data = change_of if isinstance(change_of, bytes) else json.dumps(manifest | change_of).encode()
    (foreign / "manifest.json").write_bytes(data)
    config = GOLDEN / "config.toml"
    for command in (["verify", foreign], ["verify", foreign, "--inputs", "--config", config],
                    ["diff", built, foreign], ["diff", foreign, built]):  # fmt: skip
        done = build_py(*command)
        assert done.returncode == 1, command
        assert done.stderr.startswith(f"error: {foreign}/manifest.json: cannot be read: ")
        assert len(done.stderr.splitlines()) == 1


def test_a_manifest_names_no_file_elsewhere(foreign: Path) -> None:
    manifest = json.loads((foreign / "manifest.json").read_text())
    for name in ("../secret.txt", str(foreign.parent / "secret.txt")):
        (foreign.parent / "secret.txt").write_text("the secret")
        told = {name: {"sha256": "0"}}
        (foreign / "manifest.json").write_text(json.dumps(manifest | {"files": told}))
        assert f"{name}: missing" in ask(foreign, ["verify"]).stdout.splitlines()


@pytest.mark.parametrize("name", ["²", "1" * 5000, "٣"])
def test_a_number_of_a_build_is_a_number(built: Path, name: str) -> None:
    done = build_py("diff", name, "1", "--dir", built)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and len(done.stderr.splitlines()) == 1
    assert "a fault of this program" not in done.stderr


def test_what_lies_among_the_builds_is_no_fault(golden: Path, tmp_path: Path) -> None:
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / "out")
    copy_of_build(golden, tmp_path / "out")
    (tmp_path / ".out.builds/newest").write_text("²")
    (tmp_path / ".out.builds/²").mkdir()
    assert build_py(*arguments).returncode == 0
    assert build_py("diff", "9", "1", "--dir", tmp_path / "out").stderr == (
        "error: build 9 is not kept; there are 1, 2\n"
    )
    (tmp_path / "out").unlink()
    (tmp_path / "out").symlink_to(".out.builds/²")
    done = build_py(*arguments)
    assert done.stderr == f"error: {tmp_path}/out: a link to something else: choose another --out\n"
