"""The first process behind the walls: it takes jobs, forks a tester for each, and watches it.

As process 1 of its own world no program can end it, and it can end all others at once.
"""

import contextlib
import ctypes
import gc
import json
import marshal
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from runs_to_datasets.execution.inside import tester
from runs_to_datasets.execution.inside.tester import Failed, Verdict, verdict

MOST_PROCESSES = 40  # of one program, threads apart
MOST_FILE_BYTES = 1 << 26
_GLANCE = 0.05  # seconds between two looks at what a program does
_PR_SET_DUMPABLE = 4
_references: dict[str, Any] = {}  # expected outputs of the last test set


def serve() -> None:
    """Answers a line of JSON for a line of JSON, until there are no more.

    The first argument is a folder that is there for this alone; without one a folder is made.
    """
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    with contextlib.suppress(OSError, AttributeError):
        # no other process may look into this one or its children (/proc, ptrace)
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    folder = sys.argv[1] if len(sys.argv) > 1 else _new_folder()
    os.chdir(folder)
    kept = set(os.listdir(folder))
    gc.freeze()  # what is here already is not looked at again in every child
    closed = [jobs.fileno(), answers.fileno()]
    for line in jobs:
        answer = _judge(json.loads(line), closed)
        _clean(folder, kept)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _judge(job: dict[str, Any], closed: list[int]) -> Verdict:
    if job["form"] == "evalplus":
        key = json.dumps(job["tests"])
        if key not in _references:
            _references.clear()
            _references[key] = _watched(job, lambda ends: _outputs(job, ends), closed)
        known = _references[key]
        if "expected" not in known:
            return verdict("not_run", message=known["message"] or known["outcome"])
        job["expected"] = known["expected"]
    return _watched(job, lambda ends: tester.run(job, ends), closed)


def _outputs(job: dict[str, Any], closed: list[int]) -> dict[str, Any]:
    try:
        return {"outcome": "passed", "expected": tester.evalplus_outputs(job["tests"], closed)}
    except Failed as failed:
        return failed.verdict


def _watched(
    job: dict[str, Any], work: Callable[[list[int]], dict[str, Any]], closed: list[int]
) -> dict[str, Any]:
    """What a tester says, or what became of it under its limits."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(reading)
        for descriptor in closed:
            os.close(descriptor)
        _limit(job)
        try:
            data = marshal.dumps(work([writing]))
        except BaseException as error:
            data = marshal.dumps(verdict("error", message=f"{type(error).__name__}: {error}"[:300]))
        while data:
            data = data[os.write(writing, data) :]
        os._exit(0)
    os.close(writing)
    found = _await(reading, job)
    os.close(reading)
    left = _end_all(pid)
    if found["outcome"] == "passed" and left:
        return verdict("left_behind", message="processes of the program outlived its tests")
    return found


def _await(reading: int, job: dict[str, Any]) -> dict[str, Any]:
    """Reads the tester's verdict; ends it early where a limit is passed."""
    end = time.monotonic() + job["seconds"]
    parts: list[bytes] = []
    while True:
        wait = min(_GLANCE, end - time.monotonic())
        if wait <= 0:
            return verdict("timeout", message=f"not done in {job['seconds']} s")
        if select.select([reading], [], [], wait)[0]:
            part = os.read(reading, 1 << 16)
            if part:
                parts.append(part)
                continue
            try:
                found: dict[str, Any] = marshal.loads(b"".join(parts))
            except (ValueError, EOFError, TypeError):
                return verdict("exited", message="ended before its tests did")
            return found
        n_processes, n_bytes = _use()
        if n_processes > MOST_PROCESSES:
            return verdict("processes", message=f"more than {MOST_PROCESSES} processes")
        if n_bytes > 2 * job["memory"]:
            return verdict("memory", message=f"its processes took over {2 * job['memory']} bytes")


def _limit(job: dict[str, Any]) -> None:
    """Limits of the tester and all that comes from it; those that a system lacks are left."""
    seconds = int(job["seconds"]) + 2
    for name, most in (
        ("RLIMIT_CPU", seconds), ("RLIMIT_AS", job["memory"]), ("RLIMIT_FSIZE", MOST_FILE_BYTES),
        ("RLIMIT_CORE", 0), ("RLIMIT_NOFILE", 256),
    ):  # fmt: skip
        with contextlib.suppress(OSError, ValueError, AttributeError):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            most_here = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most_here, most_here))


def _others() -> list[int]:
    """Processes of this world but this one; none where it is shared with others."""
    if os.getpid() != 1:
        return []
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _use() -> tuple[int, int]:
    """(processes, bytes in memory) of the programs."""
    n_bytes = 0
    others = _others()
    for pid in others:
        with (
            contextlib.suppress(OSError, ValueError, IndexError),
            open(f"/proc/{pid}/statm") as opened,
        ):
            n_bytes += int(opened.read().split()[1]) * resource.getpagesize()
    return len(others), n_bytes


def _end_all(tester_pid: int) -> bool:
    """Ends the tester and whatever is left beside it; True where there was something left."""
    is_left = any(pid != tester_pid and not _is_dead(pid) for pid in _others())
    is_alone = os.getpid() == 1
    with contextlib.suppress(OSError):
        os.kill(-1, signal.SIGKILL) if is_alone else os.killpg(tester_pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        while os.waitpid(-1 if is_alone else tester_pid, 0):
            pass
    return is_left


def _is_dead(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as opened:
            return opened.read().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _new_folder() -> str:
    name = f"throwaway-{os.urandom(8).hex()}"
    os.mkdir(name)
    return os.path.abspath(name)


def _clean(folder: str, kept: set[str]) -> None:
    """Empties the throwaway folder, so that no program finds what another left."""
    for name in set(os.listdir(folder)) - kept:
        _remove(os.path.join(folder, name))


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        if os.path.isdir(path) and not os.path.islink(path):
            os.chmod(path, 0o700)
            for name in os.listdir(path):
                _remove(os.path.join(path, name))
            os.rmdir(path)
        else:
            os.unlink(path)
