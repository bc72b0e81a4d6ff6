"""`ui`: what it opens, and that it reaches no further than the build."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conftest import build_py
from runs_to_datasets.questions.ui import connection_with_ui, open_fenced

# Stands where harlequin would: it says how it was called, and opens the file as harlequin does.
HARLEQUIN = f"""\
#!{sys.executable}
import sys

import duckdb

print(sys.argv[1:5])
connection = duckdb.connect(sys.argv[6], read_only=True)
for statement in open(sys.argv[5]).read().split(";"):
    connection.execute(statement) if statement.strip() else None
print(connection.execute("select count(*) from explore.leaderboard").fetchall())
print(connection.execute("select current_setting('temp_directory')").fetchone()[0])
try:
    connection.execute("from read_text('/etc/hostname')")
except duckdb.Error as error:
    print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ui") / "datasets"
    done = build_py("datasets", "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


def ui(out: Path, path: Path, home: Path) -> subprocess.CompletedProcess:
    env = os.environ | {"PATH": str(path), "HOME": str(home)}
    return build_py("ui", "--dir", out, env=env)


def test_harlequin_is_behind_the_fence(out: Path, tmp_path: Path) -> None:
    command = tmp_path / "harlequin"
    command.write_text(HARLEQUIN)
    command.chmod(0o755)
    done = ui(out, tmp_path, tmp_path)
    assert done.returncode == 0, done.stderr
    called, answer, temp, refused = done.stdout.splitlines()
    assert called == "['--adapter', 'duckdb', '--read-only', '--init-path']"
    assert answer == "[(12,)]" and refused == "PermissionException"
    assert not Path(temp).exists() and not Path(temp).is_relative_to(out.resolve())


def test_without_a_ui_a_line_says_what_to_do(out: Path, tmp_path: Path) -> None:
    done = ui(out, tmp_path, tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("error: no UI is there: `pip install ")
    assert len(done.stderr.splitlines()) == 1
    assert [path for path in tmp_path.rglob("*") if "extension" in path.name] == []


def test_what_is_no_build_is_refused_first(tmp_path: Path) -> None:
    done = ui(tmp_path, tmp_path, tmp_path)
    assert done.returncode == 1 and ": no build there" in done.stderr


def test_duckdbs_ui_reaches_its_notebooks_and_nothing_else(
    out: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert connection_with_ui(tmp_path) is None, "it is not installed in an empty home"
    with duckdb.connect(config={"temp_directory": str(tmp_path / "temp")}) as connection:
        open_fenced(connection, (out / "results.duckdb").resolve(), tmp_path / "notebooks")
        [(n_runs,)] = connection.execute("select count(*) from explore.leaderboard").fetchall()
        assert n_runs == 12
        connection.execute(f"attach '{tmp_path}/notebooks/ui.db' as notebooks")
        connection.execute("create table notebooks.cells as select 1 as n")
        for statement in (
            "from read_text('/etc/hostname')", "create table mine as select 1", "install httpfs",
            f"attach '{tmp_path}/other.db'", "set enable_external_access = true",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                connection.execute(statement)
