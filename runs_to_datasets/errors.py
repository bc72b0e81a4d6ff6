"""The two errors that a user sees as one line, and how a path is written in one."""

from pathlib import Path


class BuildError(Exception):
    """A refusal in one line: what is wrong, where, what to do. The command exits with 1."""


class UsageError(BuildError):
    """A wrong option or argument. The command exits with 2."""


def shown(path: Path | str) -> str:
    """A path or a name for a message: control characters and broken encodings are escaped."""
    text = str(path)
    return text if text.isprintable() else ascii(text)[1:-1]
