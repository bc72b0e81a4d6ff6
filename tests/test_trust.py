"""All or nothing: kills, signals, faults and limits leave a complete build and no litter."""

import contextlib
import ctypes
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import (
    COMMAND,
    GOLDEN,
    PROJECT,
    build_py,
    copy_of_build,
    read_csv,
    read_jsonl,
    write_run,
)


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """16,000 rows in four runs: a build of some three seconds, that reads answers in processes."""
    return generated(tmp_path_factory.mktemp("many"), 4, 1000, 4)


def generated(folder: Path, *size: int) -> Path:
    generate = [sys.executable, str(PROJECT / "benchmarks/generate.py")]
    subprocess.run([*generate, *map(str, size), str(folder)], check=True, capture_output=True)
    return folder


def start(runs: Path, out: Path, *arguments: object, **options) -> subprocess.Popen:
    command = [sys.executable, str(PROJECT / "build.py"), "datasets", "--runs",
               f"{runs}/runs/*/results.csv", "--out", str(out), *map(str, arguments)]  # fmt: skip
    return subprocess.Popen(
        command, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options
    )


def is_whole(out: Path) -> bool:
    return build_py("verify", out).returncode == 0


def litter(out: Path) -> list[str]:
    """What lies beside the complete builds, the lock, and what is remembered of the last build."""
    known = ("lock", "newest", "made.json", "programs.duckdb")
    folder = out.parent / f".{out.name}.builds"
    if not folder.exists():
        return []
    return [p.name for p in folder.iterdir() if not (p.name.isdigit() or p.name in known)]


@pytest.mark.parametrize(("signum", "code", "word"), [(2, 130, "Ctrl-C"), (15, 143, "SIGTERM")])
@pytest.mark.parametrize("delay", [0.4, 0.8, 1.3])
def test_a_signal_ends_it_in_one_line(many, tmp_path, signum, code, word, delay) -> None:
    process = start(many, tmp_path / "out")
    time.sleep(delay)
    process.send_signal(signum)
    sent = time.perf_counter()
    _, stderr = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("the build was done before the signal came")
    assert process.returncode == code
    assert stderr.splitlines()[-1] == f"stopped by {word}: nothing was published"
    assert "Traceback" not in stderr
    assert list(tmp_path.iterdir()) == []
    print(f"ended after {time.perf_counter() - sent:.2f} s")


@pytest.mark.slow
@pytest.mark.parametrize("pair", [(2, 15), (15, 2)])
def test_two_signals_at_once_are_one_line_too(many, tmp_path: Path, pair: tuple[int, int]) -> None:
    for delay in (0.8, 1.0, 1.2, 1.4, 1.6):
        process = start(many, tmp_path / "out", "--dry-run")
        time.sleep(delay)
        for signum in pair:
            process.send_signal(signum)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode in (130, 143)
        assert stderr.splitlines()[-1].startswith("stopped by ")
        assert "Traceback" not in stderr and "race condition" not in stderr


FAULTY = """
import os, sys
sys.path.insert(0, {project!r})
from runs_to_datasets import command_line, commands
def faulty(options):
    raise {error}
commands.summary = faulty
sys.exit(command_line.main(sys.argv[1:]))
"""


def faulty(error: str, *arguments: str) -> subprocess.CompletedProcess:
    """A command with a fault in it."""
    script = FAULTY.format(project=str(PROJECT), error=error)
    return subprocess.run(
        [sys.executable, "-c", script, "summary", *arguments], capture_output=True, text=True
    )


def test_the_unforeseen_is_one_line_with_where_to_report_it() -> None:
    done = faulty("TypeError('two\\nlines \\x1b[2J')")
    assert done.returncode == 1
    assert done.stderr == (
        "error: TypeError: two\\nlines \\x1b[2J (<string>, line 6): a fault of this program: please "
        "report this line as an issue where you have runs-to-datasets 0.2.0 from; --debug shows the "
        "rest\n"
    )
    debugged = faulty("TypeError('two')", "--debug").stderr
    assert debugged.startswith("Traceback") and "TypeError: two\n" in debugged


def test_only_a_build_speaks_of_publishing() -> None:
    done = faulty("OSError(28, 'No space left on device', '/x')")
    assert done.stderr == "error: /x: No space left on device\n"
    assert faulty("KeyboardInterrupt").stderr == "stopped by Ctrl-C\n"
    assert "--threads" not in faulty("MemoryError").stderr


def kill_loop(runs: Path, out: Path, n_kills: int, seconds: float) -> dict[str, int]:
    draw = random.Random(n_kills)
    seen = {"killed": 0, "finished": 0}
    for _ in range(n_kills):
        process = start(runs, out, "--seed", draw.randrange(1000))
        time.sleep(draw.uniform(0.1, seconds))
        process.kill()
        process.communicate()
        seen["killed" if process.returncode == -signal.SIGKILL else "finished"] += 1
        assert is_whole(out), "a killed build left a torn one"
    return seen


@pytest.mark.slow
def test_a_killed_build_leaves_the_one_before(many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert start(many, out).wait() == 0
    seen = kill_loop(many, out, 4, 2.5)
    assert seen["killed"] > 0
    assert start(many, out).wait() == 0
    assert litter(out) == []
    assert is_whole(out)


@pytest.mark.slow
def test_many_kills(many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert start(many, out).wait() == 0
    print(kill_loop(many, out, 40, 3.0))
    assert start(many, out).wait() == 0
    assert litter(out) == []


# Where a build is killed, what makes it long there, and how one sees that it has come so far.


SHORT_OF_MEMORY = ["--memory-limit", "60MB", "--threads", 1, "--answer-take", "block"]


def _in_sandbox(build: subprocess.Popen, folder: Path) -> bool:
    return any(b"bwrap" in line for line in command_lines_below(build.pid))


def _spilling(build: subprocess.Popen, folder: Path) -> bool:
    return any(folder.glob(".out.builds/*.partial/temp/duckdb_temp*"))


def _spilling_elsewhere(build: subprocess.Popen, folder: Path) -> bool:
    return any(folder.glob("spilled/*/duckdb_temp*"))


def _writing_in_a_second_process(build: subprocess.Popen, folder: Path) -> bool:
    return any(b"outputs.database" in line for line in command_lines_below(build.pid))


def command_lines_below(pid: int) -> list[bytes]:
    """The command lines of the processes that a process has started, and of those of theirs."""
    found = []
    try:
        for file in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in file.read_text().split():
                found.append(Path(f"/proc/{child}/cmdline").read_bytes())
                found += command_lines_below(int(child))
    except OSError:
        pass  # it has ended meanwhile
    return found


@pytest.fixture
def orphans() -> Iterator[Callable[[], list[bytes]]]:
    """Asks which processes a killed one has left: from here on they become this process' own."""
    libc = ctypes.CDLL(None)
    become_subreaper = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
    assert libc.prctl(become_subreaper, 1, 0, 0, 0) == 0
    build_py("--version")  # whose warm process stays
    before = children()

    def left() -> list[bytes]:
        for _ in range(200):  # ten seconds for what ends with its parent
            for child in children() - before:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(child, os.WNOHANG)
            if not children() - before:
                return []
            time.sleep(0.05)
        return [Path(f"/proc/{child}/cmdline").read_bytes() for child in children() - before]

    yield left
    libc.prctl(become_subreaper, 0, 0, 0, 0)


def children() -> set[int]:
    files = Path("/proc/self/task").glob("*/children")
    return {int(pid) for file in files for pid in file.read_text().split()}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize(
    ("is_there", "flags"),
    [
        # other seconds for every build, so that nothing is remembered
        (_in_sandbox, lambda i: ["--run-tests", "--tests-seconds", 20 + i]),
        (_spilling, lambda i: SHORT_OF_MEMORY),
        (_spilling_elsewhere, lambda i: [*SHORT_OF_MEMORY, "--temp-dir", "{folder}/spilled"]),
        (_writing_in_a_second_process, lambda i: ["--keep-results", "none"]),
    ],
)  # fmt: skip
def test_a_kill_at_a_bad_moment_leaves_nothing(
    is_there, flags, signum, many, orphans, tmp_path: Path
) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    scratch.mkdir()
    runs = PROJECT / "examples" if is_there is _in_sandbox else many
    environment = os.environ | {"TMPDIR": str(scratch)}
    draw = random.Random(signum)
    n_killed = 0

    def started(i: int) -> subprocess.Popen:
        arguments = [str(flag).format(folder=tmp_path) for flag in flags(i)]
        return start(runs, out, *arguments, "--seed", i, env=environment)

    build = started(0)
    was_there = False
    while build.poll() is None:
        was_there = was_there or is_there(build, tmp_path)
        time.sleep(0.005)
    assert build.returncode == 0, build.stderr.read()
    assert was_there, "the build never came to the moment that is meant"
    for i in range(1, 3):
        before = out.readlink()
        build = started(i)
        while build.poll() is None and not is_there(build, tmp_path):
            time.sleep(0.005)
        time.sleep(draw.uniform(0, 0.5))
        build.send_signal(signum)
        _, stderr = build.communicate(timeout=60)
        if build.returncode != 0:
            n_killed += 1
            assert build.returncode == {signal.SIGKILL: -9, signal.SIGTERM: 143}[signum], stderr
            assert out.readlink() == before
            assert "Traceback" not in stderr
        assert orphans() == []
        assert is_whole(out)
        assert_executions_are_sound(tmp_path / ".out.builds/executions.sqlite")
        if build.returncode == 143:
            assert stderr.endswith("stopped by SIGTERM: nothing was published\n")
            assert set(litter(out)) <= {"executions.sqlite"}
            assert [*scratch.iterdir(), *tmp_path.glob("spilled/*")] == []
    assert n_killed > 0
    build = started(3)
    assert build.wait() == 0, build.stderr.read()
    assert is_whole(out)
    assert set(litter(out)) <= {"executions.sqlite"}
    assert [*scratch.iterdir(), *tmp_path.glob("spilled/*")] == []


def assert_executions_are_sound(file: Path) -> None:
    """What a kill left of the file is whole, and says of programs what it said."""
    if file.exists():
        with contextlib.closing(sqlite3.connect(file)) as store:
            assert store.execute("pragma integrity_check").fetchall() == [("ok",)]
            for (verdict,) in store.execute("select verdict from executions"):
                assert json.loads(verdict)["outcome"] in ("passed", "failed", "error")


WRITING = """
import sys
sys.path.insert(0, {project!r})
from pathlib import Path
from runs_to_datasets.execution.cache import Cache
with Cache(Path(sys.argv[1])) as cache:
    for batch in range(1000):
        cache.put({{f"{{batch}}.{{i}}": {{"outcome": "passed"}} for i in range(200)}})
        print(batch, flush=True)
"""


def test_what_is_remembered_of_executions_survives_a_kill(tmp_path: Path) -> None:
    file, draw = tmp_path / "executions.sqlite", random.Random(7)
    for _ in range(5):
        file.unlink(missing_ok=True)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITING.format(project=str(PROJECT)), str(file)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        first = writer.stdout.readline()
        time.sleep(draw.uniform(0, 0.1))
        writer.kill()
        done = [first, *writer.stdout.readlines()]
        writer.wait()
        assert_executions_are_sound(file)
        with contextlib.closing(sqlite3.connect(file)) as store:
            [(n_rows,)] = store.execute("select count(*) from executions").fetchall()
        assert n_rows % 200 == 0 and n_rows // 200 in (len(done), len(done) + 1)


def test_a_complete_build_that_was_never_linked_is_swept(golden, tmp_path: Path) -> None:
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / "out")
    copy_of_build(golden, tmp_path / "out")
    shutil.copytree(tmp_path / ".out.builds/000001", tmp_path / ".out.builds/000002")
    assert build_py(*arguments, "--seed", 7).returncode == 0
    assert (tmp_path / "out").readlink().name == "000002"
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["configuration"]["seed"] == 7


@pytest.mark.slow
def test_older_builds_stay_where_the_link_was_moved_or_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--out", out, "--keep", 5)
    for seed in (1, 2, 3):
        assert build_py(*arguments, "--seed", seed).returncode == 0
    out.unlink()
    assert build_py(*arguments, "--dry-run").returncode == 0
    out.symlink_to(".out.builds/000001")
    assert build_py(*arguments, "--seed", 4).returncode == 0
    kept = sorted(p.name for p in (tmp_path / ".out.builds").iterdir() if p.name.isdigit())
    assert kept == ["000001", "000002", "000003", "000004"]
    assert out.readlink().name == "000004"


@pytest.mark.slow
def test_a_full_disk_is_one_line(many, golden, tmp_path: Path) -> None:
    out = copy_of_build(golden, tmp_path / "out")

    def no_large_file() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    process = start(many, out, preexec_fn=no_large_file)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert stderr.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in stderr
    assert litter(out) == [] and is_whole(out)


def test_out_of_memory_names_the_flag(many, tmp_path: Path) -> None:
    process = start(many, tmp_path / "out", "--memory-limit", "8MB")
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "out of memory" in stderr.splitlines()[-1]
    assert "raise --memory-limit" in stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_out_of_memory_is_blamed_on_no_file(many, tmp_path: Path) -> None:
    process = start(many, tmp_path / "out", "--memory-limit", "8MB", "--quarantine")
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "quarantined" not in stderr and "raise --memory-limit" in stderr.splitlines()[-1]


def test_a_temp_dir_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = build_py("datasets", "--config", GOLDEN / "config.toml", "--out", tmp_path / "out",
                    "--temp-dir", tmp_path / "file/below")  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {tmp_path}/file/below: Not a directory: choose another --temp-dir\n"
    )


def published_with_a_fault(out: Path, name: str) -> tuple[int, str]:
    """A build that finds a folder under the name of a file that publishing needs."""
    process = start(PROJECT / "examples", out)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("32_problems"):
            (out.parent / f".{out.name}.builds" / name / "in_the_way").mkdir(parents=True)
    return process.wait(), line


@pytest.mark.slow
def test_what_fails_after_the_swap_is_no_refusal(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, _ = published_with_a_fault(out, "newest")
    assert code == 0 and is_whole(out)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["000002", "link", "newest.next"])
def test_what_is_said_to_be_not_published_is_not(golden, tmp_path: Path, name: str) -> None:
    out = copy_of_build(golden, tmp_path / "out")
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--out", out)
    code, last = published_with_a_fault(out, name)
    assert code == 1 and last.endswith(": nothing was published\n")
    assert out.readlink().name == "000001" and is_whole(out)
    shutil.rmtree(tmp_path / f".out.builds/{name}")
    assert build_py(*arguments).returncode == 0
    assert litter(out) == []


@pytest.mark.slow
def test_a_second_build_at_once_says_so(many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = start(many, out)
    while not (tmp_path / ".out.builds/000001.partial").exists():
        time.sleep(0.01)
    second = build_py("datasets", "--config", GOLDEN / "config.toml", "--out", out)
    assert second.returncode == 1
    assert second.stderr.endswith(f"error: {out}: another build is writing it: wait for its end\n")
    assert first.wait() == 0
    assert is_whole(out)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_the_process_that_writes_the_database_ends_with_the_build(many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build = start(many, out, "--keep-results", "none")
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    while not (found := [pid for pid in map(int, children.read_text().split()) if writes(pid)]):
        assert build.poll() is None
    os.kill(found[0], signal.SIGSTOP)
    build.kill()
    build.communicate()
    arguments = ("datasets", "--config", GOLDEN / "config.toml", "--out", out)
    second = build_py(*arguments)
    assert second.stderr.endswith("another build is writing it: wait for its end\n")
    os.kill(found[0], signal.SIGCONT)
    while writes(found[0]):
        pass
    assert not (tmp_path / ".out.builds/000001.partial/build.duckdb").exists()
    assert build_py(*arguments).returncode == 0
    assert litter(out) == [] and is_whole(out)


def writes(pid: int) -> bool:
    """Whether a process is the one that writes a database without all responses."""
    try:
        return b"outputs.database" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.slow
def test_an_input_that_changes_under_the_build_is_refused(tmp_path: Path) -> None:
    runs = tmp_path / "given"
    shutil.copytree(PROJECT / "examples/runs", runs / "runs")
    file = runs / "runs/01/results.csv"
    process = start(runs, tmp_path / "out")
    for line in process.stderr:
        if line.startswith("32_problems"):
            data = file.read_bytes()
            file.write_bytes(data.replace(b"True", b"true", 1))
            break
    stderr = process.stderr.read()
    assert process.wait() == 1
    assert stderr.endswith(f"error: {file}: changed during the build: build again\n")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def published(golden: Path, tmp_path: Path) -> Path:
    shutil.copytree(GOLDEN, tmp_path / "golden")
    return copy_of_build(golden, tmp_path / "out")


def test_verify_finds_any_changed_byte(published: Path) -> None:
    assert build_py("verify", published).stdout == f"{published}: as it was published\n"
    draw = random.Random(1)
    for file in sorted(published.iterdir()):
        data = file.read_bytes()
        for _ in range(2):
            at = draw.randrange(len(data))
            file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            done = build_py("verify", published)
            assert done.returncode == 1, (file, at)
            assert file.name in done.stdout + done.stderr
            assert "Traceback" not in done.stderr
        file.write_bytes(data)
    assert build_py("verify", published).returncode == 0


def test_verify_names_missing_and_extra_files(published: Path) -> None:
    (published / "dataset_balanced.csv").unlink()
    (published / "notes.txt").write_text("mine")
    done = build_py("verify", published)
    assert done.stdout == "dataset_balanced.csv: missing\nnotes.txt: not of this build\n"
    assert done.returncode == 1


def test_verify_inputs(published: Path) -> None:
    config = published.parent / "golden/config.toml"
    arguments = ("verify", published, "--inputs", "--config", config)
    assert build_py(*arguments).returncode == 0
    runs = published.parent / "golden/runs"
    (runs / "r2/results.csv").unlink()
    (runs / "r1/results.csv").write_bytes((runs / "r1/results.csv").read_bytes() + b"\n")
    shutil.copytree(runs / "r3", runs / "r9")
    done = build_py(*arguments)
    assert done.stdout.splitlines() == [
        "input r1/results.csv: changed",
        "input r2/results.csv: missing",
        "input r9/results.csv: not in this build",
    ]


def test_verify_waits_for_no_pipe(published: Path) -> None:
    file = published.parent / "golden/runs/r2/results.csv"
    file.unlink()
    os.mkfifo(file)
    config = published.parent / "golden/config.toml"
    done = build_py("verify", published, "--inputs", "--config", config)
    assert done.stdout == "input r2/results.csv: not a regular file\n"


def test_verify_without_a_build_says_how_to_make_one(tmp_path: Path) -> None:
    done = build_py("verify", tmp_path / "none")
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {tmp_path}/none: no build there: make one with `{COMMAND} datasets`\n"
    )


@pytest.mark.slow
def test_manifest_has_no_time_and_no_absolute_path(published: Path) -> None:
    text = (published / "manifest.json").read_text()
    assert str(published.parent) not in text
    again = published.parent / "again"
    config = published.parent / "golden/config.toml"
    assert build_py("datasets", "--config", config, "--out", again).returncode == 0
    assert (again / "manifest.json").read_text() == text


HOSTILE_SQL = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/hostname')",
    "copy (select 1) to '/tmp/escaped.csv'",
    "attach '/tmp/escaped.duckdb'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set threads = 1",
    "export database '/tmp/escaped'",
    "select * from glob('/*')",
    "select getenv('HOME')",
]


@pytest.mark.parametrize("statement", HOSTILE_SQL)
def test_the_connection_reaches_nothing_else(statement: str, empty_engine) -> None:
    from runs_to_datasets.errors import BuildError

    with pytest.raises(BuildError):
        empty_engine.run(statement)


# ---- byte-exact values ---------------------------------------------------------------------------

text = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=80
) | st.sampled_from(["NULL", "None", "NA", "=1+1", "\ufeffx", "a\u2028b", "\r\n x", 'q""', "\x01"])


# few builds with many texts each, as it is the texts that differ
@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(prompts=st.lists(text.filter(str.strip), min_size=25, max_size=60, unique=True))
def test_values_are_exact_from_csv_to_both_outputs(prompts: list[str], tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("exact")
    bodies = [prompt.replace("\r", " ").replace("\\", "/").replace('"', "'") for prompt in prompts]
    bodies = ["\n".join(line.rstrip(" \t") for line in body.split("\n")) for body in bodies]
    rows = [
        {"mbpp_id": f"x{i}", "prompt": prompt, "passed": "true", "difficulty": "easy",
         "response": f'def f{i}():\n    return """.{bodies[i]}."""'}
        for i, prompt in enumerate(prompts)
    ]  # fmt: skip
    write_run(folder / "r.csv", rows, lineterminator="\r\n")
    (folder / "my.toml").write_text(
        'runs = ["r.csv"]\nout = "out"\n[instruction]\ntemplate = "{{ prompt }}"\n'
        "[holdout]\nbenchmarks = []\n[mixes.all]\neasy = 1\n"
    )
    done = build_py("datasets", "--config", folder / "my.toml")
    assert done.returncode == 0, done.stderr
    expected = {row["mbpp_id"]: (row["prompt"], row["response"]) for row in rows}
    from_csv = {
        r["mbpp_id"]: (r["prompt"], r["response"]) for r in read_csv(folder / "out/dataset_all.csv")
    }
    from_jsonl = {
        r["mbpp_id"]: (r["instruction"], r["output"])
        for r in read_jsonl(folder / "out/dataset_all.jsonl")
    }
    assert from_csv == expected
    assert from_jsonl == expected
    with duckdb.connect(str(folder / "out/results.duckdb"), read_only=True) as shell:
        stored = {
            i: (p, r)
            for i, p, r in shell.execute("select mbpp_id, prompt, response from results").fetchall()
        }
    assert stored == expected


@pytest.mark.slow
def test_text_that_is_not_kept_is_not_in_the_unused_bytes_of_the_file(tmp_path: Path) -> None:
    """DuckDB writes old memory into what a block leaves unused, now and then: hence three builds."""
    for run in range(2):
        (tmp_path / f"{run}.csv").write_text("mbpp_id,prompt,response,passed\n" + "".join(
            f'{p},Ask {p},"Secret {run}-{p}-{k}\n```python\ndef f{p}(a):\n    return a + {k}\n```\n",'
            f"{k < (14, 8, 2)[p % 3]}\n"
            for p in range(601, 6601) for k in range(15)
        ))  # fmt: skip
    for _ in range(3):
        done = build_py("datasets", "--runs", tmp_path / "?.csv", "--out", tmp_path / "out",
                        "--keep-results", "none", "--dedup", "none", "--threads", 1)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert b"Secret" not in (tmp_path / "out/results.duckdb").read_bytes()


# ---- the same bytes ------------------------------------------------------------------------------


def files_of(out: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in out.iterdir() if not f.name.startswith("results.")}


def same_bytes(runs: Path, folder: Path, *flags: object) -> None:
    files = sorted(runs.glob("runs/*/results.csv"))
    built = []
    for i, (threads, memory, zone, order) in enumerate(
        [(1, "8GB", "UTC", 1), (2, "500MB", "Asia/Tokyo", -1), (8, "8GB", "America/Lima", 1)]
    ):
        globs = [part for file in files[::order] for part in ("--runs", file)]
        done = build_py("datasets", *globs, *flags, "--threads", threads, "--memory-limit", memory,
                        "--out", folder / f"o{i}",
                        env=os.environ | {"TZ": zone, "LC_ALL": ("C", "C.UTF-8", "POSIX")[i]})  # fmt: skip
        assert done.returncode == 0, done.stderr
        built.append(files_of(folder / f"o{i}"))
    assert built[0] == built[1] == built[2]


@pytest.mark.slow
def test_same_bytes_on_any_threads_memory_zone_and_order(tmp_path: Path) -> None:
    """On 8,000 rows: enough that answers are read in processes."""
    formats = [word for name in ("parquet", "dpo", "kto", "alpaca") for word in ("--format", name)]
    same_bytes(generated(tmp_path / "runs", 2, 1000, 4), tmp_path, "--validation", "0.2", *formats, "--config",
               PROJECT / "tests/formats.toml")  # fmt: skip


@pytest.mark.slow
def test_same_bytes_on_a_million_rows(tmp_path: Path) -> None:
    # answers are taken as they stand: what ordering does is seen, and reading has a test of its own
    same_bytes(generated(tmp_path / "million", 25, 10_000, 4), tmp_path, "--answer-take", "block")


@pytest.mark.parametrize("which", ["runs/r1/results.csv", "held.jsonl", "tests.jsonl"])
def test_a_file_replaced_after_it_was_found_is_never_published(which: str, tmp_path: Path) -> None:
    """Even before it is read: its hash would be of one content and its rows of another."""
    from runs_to_datasets.config.config import load
    from runs_to_datasets.errors import BuildError
    from runs_to_datasets.inputs.inputs import check_unchanged, gather, recognised
    from runs_to_datasets.inputs.readers import reader_of
    from runs_to_datasets.library import Library

    shutil.copytree(GOLDEN / "runs", tmp_path / "runs")
    for name in ("held.jsonl", "tests.jsonl"):
        (tmp_path / name).write_text('{"mbpp_id": 601, "test": "assert True"}\n')
    (tmp_path / "my.toml").write_text(
        'runs = ["runs/*/results.csv"]\n[holdout]\nfiles = ["held.jsonl"]\n'
        '[tests]\nfiles = ["tests.jsonl"]\n'
    )
    config = recognised(load(tmp_path / "my.toml", {}, tmp_path))
    inputs = gather(config, reader_of(config, Library()), {})
    check_unchanged(inputs)
    other = tmp_path / "other"
    shutil.copy2(tmp_path / which, other)
    other.replace(tmp_path / which)
    with pytest.raises(BuildError) as refusal:
        check_unchanged(inputs)
    assert str(refusal.value) == f"{tmp_path / which}: changed during the build: build again"


@pytest.mark.slow
def test_a_build_is_verified_without_its_runs(tmp_path: Path) -> None:
    """Only --inputs compares them."""
    shutil.copytree(GOLDEN / "runs", tmp_path / "runs")
    (tmp_path / "my.toml").write_text('runs = ["runs/*/results.csv"]\n')
    arguments = ("--config", tmp_path / "my.toml")
    assert build_py("datasets", *arguments, "--out", tmp_path / "out").returncode == 0
    shutil.rmtree(tmp_path / "runs")
    done = build_py("verify", tmp_path / "out", *arguments)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/out: as it was published\n")
    assert "no such file" in build_py("verify", tmp_path / "out", "--inputs", *arguments).stderr
