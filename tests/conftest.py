"""What the tests share: the project's folder, its command, and a way to write run CSVs."""

import csv
import fcntl
import hashlib
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

import warm

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = PROJECT / "tests/golden"
# How messages call the program where the tests run build.py from the project's folder.
_PYTHON = os.path.relpath(sys.executable, PROJECT)
COMMAND = f"{sys.executable if _PYTHON.startswith('..') else _PYTHON} build.py"
sys.path.insert(0, str(PROJECT))
# What children compile once is there for the next one, whatever the shell that started us says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from runs_to_datasets.building import empty_build  # noqa: E402
from runs_to_datasets.config.config import Config, load  # noqa: E402
from runs_to_datasets.engine.connection import Engine  # noqa: E402
from runs_to_datasets.library import Library  # noqa: E402


def build_py(*arguments: object, cwd: Path = PROJECT, **options) -> subprocess.CompletedProcess:
    """Runs build.py as a user does: in a process of its own, cold where one gives it options."""
    if not options:
        return warm.run([str(argument) for argument in arguments], cwd, timeout=1800)
    return subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), *map(str, arguments)],
        cwd=cwd,
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=1800,
        **{"check": False} | options,
    )


def at_a_terminal(*arguments: str, columns: int = 80, **env: str) -> str:
    """What a command prints on a terminal of so many columns."""
    main, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), *arguments],
        stdin=subprocess.DEVNULL, stdout=child, stderr=child,
        env={k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
        | {"TERM": "xterm"} | env,
    )  # fmt: skip
    os.close(child)
    printed = b""
    try:
        while piece := os.read(main, 65536):
            printed += piece
    except OSError:  # the end of a pseudo-terminal
        pass
    os.close(main)
    assert process.wait() == 0, printed
    return printed.decode().replace("\r\n", "\n")


def write_run(path: Path, rows: Iterable[Mapping[str, object]], **options) -> Path:
    """A run CSV with the columns of its rows."""
    rows = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), **{"lineterminator": "\n"} | options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_jsonl(path: Path) -> list[dict]:
    """The records of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def read_csv(path: Path) -> list[dict]:
    """The records of a CSV."""
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def ask(folder: Path, query: str) -> list[tuple]:
    """The answer of a build's database."""
    with duckdb.connect(str(folder / "results.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def empty_tables(engine: Engine, config: Config) -> None:
    """Every table of the pipeline, with its columns and without rows; the settings are there."""
    empty_build(engine, config, Library())
    engine.run("delete from holdout_rules")


def sign(folder: Path) -> None:
    """Writes the hashes of a build again, as one does who changed it and hides that."""
    names = ("results.duckdb", "manifest.json")
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "results.duckdb.sha256").write_text("".join(lines))


def copy_of_build(build: Path, out: Path) -> Path:
    """A published build under another name, to be changed."""
    builds = f".{out.name}.builds"
    shutil.copytree(build.parent / f".{build.name}.builds", out.parent / builds)
    out.symlink_to(f"{builds}/{build.readlink().name}")
    return out


@pytest.fixture(scope="session")
def golden(tmp_path_factory) -> Path:
    """The build of tests/golden; nothing may change it."""
    out = tmp_path_factory.mktemp("golden") / "datasets"
    done = build_py("datasets", "--config", GOLDEN / "config.toml", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def examples(tmp_path_factory) -> Path:
    """The build of the example runs as the defaults have it; nothing may change it."""
    out = tmp_path_factory.mktemp("examples") / "datasets"
    done = build_py("datasets", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def empty_engine(tmp_path_factory) -> Iterator[Engine]:
    """A connection with every table empty and the default settings; nothing may change it."""
    with Engine(tmp_path_factory.mktemp("engine"), [PROJECT / "tests"]) as opened:
        empty_tables(opened, load(None, {}, PROJECT))
        yield opened


@pytest.fixture
def engine(empty_engine: Engine) -> Iterator[Engine]:
    """The same to be changed: what a test does to its tables is taken back at its end."""
    empty_engine.run("begin transaction")
    yield empty_engine
    empty_engine.run("rollback")
