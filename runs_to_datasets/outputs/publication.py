"""From a folder of its own to the one link that users see: a build is there whole, or not at all.

`out` is a relative symlink into `.<out>.builds/`, where every build has a numbered folder. A build
writes to `<number>.partial`, which is renamed when it is complete, and then one os.replace swaps
the link. What a killed build leaves is a `.partial`, which the next one sweeps.
"""

import contextlib
import fcntl
import os
import re
import shutil
import signal
from pathlib import Path

from runs_to_datasets.engine.signals import SIGNALS, ignore_signals
from runs_to_datasets.errors import BuildError

# Beside the builds: what programs did on their tests, which the next build need not run again.
EXECUTIONS = "executions.sqlite"
NUMBER = re.compile(r"[0-9]{6,18}")  # the folder of a build


class Publication:
    """The folders of one `out`. Use as a context manager; `folder` is where the build writes.

    keep: how many builds before the current one stay. Raises BuildError where `out` is not ours or
    another build is at work.
    """

    def __init__(self, out: Path, keep: int = 1):
        self.out = Path(os.path.abspath(out))
        self.builds = self.out.parent / f".{self.out.name}.builds"
        self.keep = keep
        self._made_builds = self._is_published = False

    def __enter__(self) -> "Publication":
        self._check_out()
        try:
            self._made_builds = not self.builds.exists()
            self.builds.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            self._sweep()
            self.number = max((int(p.name) for p in self._complete()), default=0) + 1
            self.folder = self.builds / f"{self.number:06d}.partial"
            self.folder.mkdir()
        except OSError as error:
            raise BuildError(f"{error.filename}: {error.strerror}: choose another --out") from None
        return self

    def __exit__(self, *_: object) -> None:
        if not self._is_published:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._remove_halves()
        if self._made_builds and not self._complete():
            for file in ("lock", "newest"):
                (self.builds / file).unlink(missing_ok=True)
            if not any(self.builds.iterdir()):  # a failed build may have run tests for hours
                self.builds.rmdir()
        self._lock.close()

    def _check_out(self) -> None:
        out = self.out
        if out.is_symlink():
            target = Path(os.path.abspath(out.parent / os.readlink(out)))
            if target.parent != self.builds or not NUMBER.fullmatch(target.name):
                raise BuildError(f"{out}: a link to something else: choose another --out")
        elif out.is_dir():
            if any(out.iterdir()):
                raise BuildError(
                    f"{out}: a folder with something else in it: choose another --out or empty it"
                )
        elif out.exists():
            raise BuildError(f"{out}: a file, not a build: choose another --out")

    def _take_lock(self) -> None:
        self._lock = (self.builds / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise BuildError(f"{self.out}: another build is writing it: wait for its end") from None

    @property
    def current(self) -> Path | None:
        """The folder of the build that is published now; None where there is none."""
        return self.builds / Path(os.readlink(self.out)).name if self.out.is_symlink() else None

    @property
    def lock(self) -> int:
        """The descriptor that keeps other builds out."""
        return self._lock.fileno()

    def _sweep(self) -> None:
        """Removes what a killed build left: its folder, or one that was never linked.

        `newest` holds the highest number ever linked, whatever the link points to now.
        """
        linked = [Path(os.readlink(self.out)).name] if self.out.is_symlink() else []
        newest = self.builds / "newest"
        linked += newest.read_text(errors="replace").split() if newest.exists() else []
        current = max((int(name) for name in linked if NUMBER.fullmatch(name)), default=0)
        unlinked = [
            folder
            for folder in self._complete()
            if int(folder.name) > current and (folder / "manifest.json").exists()
        ]
        for leftover in [*self.builds.glob("*.partial"), *unlinked]:
            shutil.rmtree(leftover)
        self._remove_halves()

    def _remove_halves(self) -> None:
        """What was prepared for a swap that did not come."""
        names = ("link", "newest.next", "made.json.next")
        for half in (*map(self.builds.joinpath, names), *self.builds.glob("programs.next.duckdb*")):
            half.unlink(missing_ok=True)

    def _complete(self) -> list[Path]:
        return sorted(p for p in self.builds.iterdir() if NUMBER.fullmatch(p.name))

    def publish(self) -> None:
        """Makes the folder the current build, in one step for readers, and removes old ones.

        Signals wait until it is done; what comes after it comes too late and is ignored.
        """
        waiting = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            self._publish()
            ignore_signals()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, waiting)

    def _publish(self) -> None:
        """What can fail comes before the swap of the link; what follows needs no room on disk."""
        for file in [*self.folder.iterdir(), self.folder]:
            descriptor = os.open(file, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        complete = self.builds / f"{self.number:06d}"
        os.rename(self.folder, complete)
        self.folder = complete
        link, newest = self.builds / "link", self.builds / "newest.next"
        os.symlink(os.path.join(self.builds.name, complete.name), link)
        newest.write_text(complete.name + "\n")
        if self.out.is_dir() and not self.out.is_symlink():
            self.out.rmdir()
        os.replace(link, self.out)
        self._is_published = True
        with contextlib.suppress(OSError):
            os.replace(newest, self.builds / "newest")
            for old in self._complete()[: -(self.keep + 1)]:
                shutil.rmtree(old, ignore_errors=True)
