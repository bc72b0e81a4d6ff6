"""Runs build.py in children of a process that has imported it already: a second less a run.

A child is a process of its own, as a user's is: its own descriptors, folder, signals and exit. Only
the imports are done before, and the shipped templates compiled. The parent opens no database and
starts no thread, so a fork is safe.
"""

import atexit
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BUILD_PY = str(PROJECT / "build.py")


def run(arguments: list[str], cwd: Path, timeout: int) -> subprocess.CompletedProcess:
    """What `python build.py ARGUMENTS` gives in a folder: exit code, stdout and stderr as text."""
    warm = _warm_process()
    assert warm.stdin and warm.stdout
    with tempfile.TemporaryDirectory() as folder:
        request = {"arguments": arguments, "cwd": str(cwd), "out": folder, "timeout": timeout}
        warm.stdin.write(json.dumps(request) + "\n")
        warm.stdin.flush()
        code = int(warm.stdout.readline())
        out, err = (Path(folder, name).read_text(encoding="utf-8") for name in ("out", "err"))
    assert code != -signal.SIGALRM, f"build.py {arguments} did not end in {timeout} s"
    return subprocess.CompletedProcess([sys.executable, BUILD_PY, *arguments], code, out, err)


@cache
def _warm_process() -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(process.kill)
    return process


def serve() -> None:
    """Forks a child for every request of stdin and answers with its exit code."""
    sys.path.insert(0, str(PROJECT))
    import runs_to_datasets.building
    import runs_to_datasets.command_line
    import runs_to_datasets.questions.reading  # noqa: F401

    _compile_templates()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_build_py(**request)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _compile_templates() -> None:
    from runs_to_datasets import library, rendering

    of_ending = {
        ".sql.j2": library.Library()._jinja, ".md.j2": rendering._text, ".html.j2": rendering._html
    }  # fmt: skip
    for ending, jinja in of_ending.items():
        for name in jinja.list_templates(filter_func=lambda name, end=ending: name.endswith(end)):
            jinja.get_template(name)


def _become_build_py(arguments: list[str], cwd: str, out: str, timeout: int) -> None:
    signal.alarm(timeout)
    os.chdir(cwd)
    for name, descriptor in (("out", 1), ("err", 2)):
        os.dup2(os.open(f"{out}/{name}", os.O_WRONLY | os.O_CREAT), descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = [BUILD_PY, *arguments]
    runpy.run_path(BUILD_PY, run_name="__main__")


if __name__ == "__main__":
    serve()
