"""Folders for what is not kept. One that a killed process left is swept when the next is made."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "runs-to-datasets.tmp-"


@contextmanager
def temporary_folder(prefix: str = PREFIX, beside: Path | None = None) -> Iterator[Path]:
    """A folder of its own, locked while it is in use; what nobody has locked any more is removed.

    beside: where it lies; else where the system has such things, which TMPDIR says.
    """
    parent = Path(beside or tempfile.gettempdir())
    _sweep(parent, prefix)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        if (lock := _lock(folder)) is not None:
            break  # else somebody swept it before it was locked
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _sweep(parent: Path, prefix: str) -> None:
    for left in parent.glob(f"{prefix}*"):
        if (lock := _lock(left)) is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """The descriptor that holds a folder of ours; None where it is held, gone or another user's."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if os.fstat(descriptor).st_uid == os.getuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.exists():
                return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None
