"""Walls around programs: bubblewrap, a command of the user's, or none where that is written.

What bubblewrap keeps away: network, other processes, home, project and data, the environment; what
can be written is a folder in memory. It does not guard against faults of the kernel: programs of
somebody who attacks you belong on a machine of their own.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from runs_to_datasets.engine.temporary import temporary_folder
from runs_to_datasets.errors import BuildError
from runs_to_datasets.execution import inside
from runs_to_datasets.places import text_of

# The modules of the worker, each after those that it imports.
_MODULES = ("channel", "equality", "evalplus", "program", "tester", "worker")
# Reads them from standard input: nothing of this project has to be visible behind the walls.
_BOOT = """
import json, sys, types
size = int(sys.stdin.buffer.raw.readline())
data = b""
while len(data) < size: data += sys.stdin.buffer.raw.read(size - len(data))
for name, source in json.loads(data):
    module = sys.modules[name] = types.ModuleType(name)
    package, _, leaf = name.rpartition(".")
    setattr(sys.modules.setdefault(package, types.ModuleType(package)), leaf, module)
    exec(compile(source, name, "exec"), module.__dict__)
module.serve()
"""
TMPFS_BYTES = 1 << 28  # of the throwaway folder


def sources() -> bytes:
    """The worker's modules as its first message: their length in bytes, a line, and JSON."""
    folder = Path(inside.__file__).parent
    named = [(f"{inside.__name__}.{m}", text_of(folder / f"{m}.py")) for m in _MODULES]
    data = json.dumps(named).encode()
    return b"%d\n" % len(data) + data


def start(sandbox: str, folder: Path) -> subprocess.Popen[bytes]:
    """A worker behind the walls of [tests] sandbox; folder: an empty one, for `none` alone.

    Raises BuildError where there is none.
    """
    return subprocess.Popen(
        command_of(sandbox), cwd=folder, env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def command_of(sandbox: str) -> list[str]:
    """The command line of a worker."""
    if sandbox == "bwrap":
        return [*_bubblewrap(), sys.executable, "-I", "-c", _BOOT, "/tmp"]
    if sandbox == "none":
        return [sys.executable, "-I", "-c", _BOOT]
    worker = shlex.join(["python3", "-I", "-c", _BOOT])
    return shlex.split(sandbox.replace("{worker}", worker))


def _bubblewrap() -> list[str]:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise BuildError(
            "[tests] run needs bubblewrap, which keeps programs off this machine: install it "
            "(apt-get install bubblewrap, dnf install bubblewrap), or say [tests] sandbox"
        )
    seen: list[str] = []
    for path in _readable():
        seen += ["--ro-bind", path, path]
    links: list[str] = []
    for path in ("/bin", "/sbin", "/lib", "/lib64", "/lib32"):
        if Path(path).is_symlink():
            links += ["--symlink", os.readlink(path), path]
    return [
        bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1",
        "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534",
        "--clearenv", "--setenv", "LC_ALL", "C.UTF-8", "--setenv", "PATH", "/usr/bin:/bin",
        "--size", str(TMPFS_BYTES), "--tmpfs", "/tmp", *seen, *links,  # Python may lie in /tmp
        "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--chdir", "/tmp",
    ]  # fmt: skip


def _readable() -> list[str]:
    """What must be seen of this machine: the system's libraries and this Python's own."""
    paths = sysconfig.get_paths()
    python = [sys.base_prefix + "/lib", sys.base_prefix + "/bin", paths["stdlib"],
              paths["platstdlib"], paths["purelib"], paths["platlib"],
              str(Path(sys.executable).parent), os.path.realpath(sys.executable),
              f"{sys.prefix}/pyvenv.cfg", "/etc/ld.so.cache", "/etc/localtime"]  # fmt: skip
    system = [
        path
        for path in ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")
        if not Path(path).is_symlink()
    ]
    found = dict.fromkeys(p for p in [*system, *python] if Path(p).exists())
    return [p for p in found if not any(p.startswith(other + "/") for other in found)]


def check(sandbox: str) -> None:
    """Raises BuildError, with what to do, where no program can be run behind these walls."""
    with temporary_folder() as folder:
        worker = start(sandbox, folder)
        try:
            out, _ = worker.communicate(sources() + _TRIAL, timeout=60)
            is_fine = json.loads(out or b"null") == _PASSED
        except (subprocess.TimeoutExpired, ValueError):
            is_fine = False
        finally:
            worker.kill()
            worker.wait()
    if not is_fine:
        shown = shlex.join(shlex.split(sandbox)[:3])
        raise BuildError(
            f"[tests] sandbox: {shown} does not run a program: try `{_try_it(sandbox)}`; user "
            "namespaces may be off on this machine, or say another sandbox"
        )


_TRIAL = json.dumps({
    "form": "python", "code": "def f(): return 1", "names": ["f"], "entry_point": "f",
    "seconds": 10, "memory": 1 << 30, "tests": {"setup": "", "tests": ["assert f() == 1"]},
}).encode() + b"\n"  # fmt: skip
_PASSED = {"outcome": "passed", "n_passed": 1, "first_failed": "", "message": ""}


def _try_it(sandbox: str) -> str:
    if sandbox == "bwrap":
        return "bwrap --unshare-all --ro-bind / / true"
    return sandbox.replace("{worker}", "python3 --version")
