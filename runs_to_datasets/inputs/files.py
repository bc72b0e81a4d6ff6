"""Run files: which there are under the globs, and how their bytes are read, hashed and compared."""

import glob
import gzip
import hashlib
import io
import os
import re
import stat
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from runs_to_datasets.engine.connection import as_glob
from runs_to_datasets.errors import BuildError, shown


class FileRefusal(BuildError):
    """A run file that cannot be trusted; `reason` is the message without the path."""

    def __init__(self, file: "RunFile", cause: str, line: int | None = None):
        self.file, self.cause, self.line = file, cause, line
        self.reason = f"line {line}: {cause}" if line else cause
        super().__init__(f"{shown(file.path)}{', ' if line else ': '}{self.reason}")


# Bytes of text to a byte of a packed file, at most: text packs to a tenth.
PACKED = 32


@dataclass(frozen=True)
class RunFile:
    """A file under the globs. name: its path from the fixed part of its glob.

    unpacked: its content, where it is a packed one.
    """

    path: Path
    name: str
    source: str = "csv"
    unpacked: Path | None = field(default=None, compare=False)

    @property
    def content(self) -> Path:
        """Where its text is read."""
        return self.unpacked or self.path

    @property
    def is_gzip(self) -> bool:
        return self.path.name.lower().endswith(".gz")

    @property
    def run_id(self) -> str:
        """The folder of a file called results.csv, the stem of any other.

        A harness names its files alike for every model, so there the folder stands before it.
        """
        stem = re.sub(
            r"\.(csv|jsonl?|ndjson|parquet|eval)(\.gz)?$", "", self.path.name, flags=re.IGNORECASE
        )
        folder = self.path.absolute().parent.name
        if self.source != "csv":
            return f"{folder}/{stem}"
        return folder if stem.lower() == "results" else stem

    @property
    def duckdb_name(self) -> str:
        """The path as DuckDB's readers take it."""
        return as_glob(self.content)


def find(patterns: Iterable[str], source: str = "csv") -> list[RunFile]:
    """Every path under the globs, sorted, each once. A glob without a match is an error."""
    roots: dict[Path, str] = {}
    for pattern in patterns:
        matches = [] if "\0" in pattern else glob.glob(pattern, recursive=True)
        if not matches:
            raise BuildError(f"{shown(pattern)}: no such file: give the runs with --runs GLOB")
        for folder in _folders_on_the_way(pattern):
            if not os.access(folder, os.R_OK | os.X_OK):
                raise BuildError(f"{shown(folder)}: cannot be opened: mend it or narrow --runs")
        for match in matches:
            roots.setdefault(Path(os.path.normpath(match)), _fixed_part(pattern))
    names = {path: os.path.relpath(path, root) for path, root in roots.items()}
    if len(set(names.values())) < len(names):  # two globs with the same names under them
        shared = os.path.commonpath(roots.values())
        names = {path: os.path.relpath(path, shared) for path in roots}
    return [RunFile(path, names[path], source) for path in sorted(roots)]


def hidden(patterns: Iterable[str]) -> list[str]:
    """The files that the globs would match but for a dot before a name, which they pass over."""
    found = set()
    for pattern in patterns:
        if glob.has_magic(pattern):
            seen = set(glob.glob(pattern, recursive=True))
            found |= set(glob.glob(pattern, recursive=True, include_hidden=True)) - seen
    return sorted(path for path in found if Path(path).is_file())


def _folders_on_the_way(pattern: str) -> Iterator[str]:
    """The folders that a pattern goes through; glob passes over unreadable ones in silence."""
    parts = Path(pattern).parts
    for n_parts in range(1, len(parts)):
        if any(glob.has_magic(part) for part in parts[:n_parts]):
            yield from glob.iglob(os.path.join(*parts[:n_parts], ""), recursive=True)


def _fixed_part(pattern: str) -> str:
    """The folder before the first component with a wildcard; the file's own folder without one."""
    parts = Path(pattern).parts
    n_fixed = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return os.path.join(*parts[:n_fixed]) if n_fixed else "."


def source_of(path: Path) -> str:
    """What the name of a file says of its source; csv where it says nothing."""
    name = path.name.lower().removesuffix(".gz")
    suffix = name.rpartition(".")[2]
    known = {
        "eval": "inspect",
        "jsonl": "jsonl",
        "ndjson": "jsonl",
        "json": "jsonl",
        "parquet": "parquet",
    }
    return known.get(suffix, "csv")


def check_kind(file: RunFile) -> None:
    """Refuses what is not a regular file, or not called as its source is. Opens nothing, so cannot
    block.
    """
    try:
        kind = file.path.stat().st_mode
    except FileNotFoundError:
        raise FileRefusal(file, "a link that points nowhere: mend or remove it") from None
    except OSError as error:
        raise FileRefusal(
            file, f"cannot be opened ({error.strerror}): mend it or narrow --runs"
        ) from None
    if stat.S_ISDIR(kind):
        raise FileRefusal(file, "a folder, not a file: narrow the glob of --runs")
    if not stat.S_ISREG(kind):
        raise FileRefusal(file, "not a regular file: narrow the glob of --runs")
    is_csv_name = re.search(r"\.csv(\.gz)?$", file.path.name, re.IGNORECASE)
    if file.source == "csv" and not is_csv_name:
        raise FileRefusal(
            file,
            "not called .csv, .csv.gz, .jsonl or .parquet: rename it, name its --source, or narrow "
            "the glob of --runs",
        )
    try:
        str(file.path).encode("utf-8")
    except UnicodeEncodeError:
        raise FileRefusal(file, "its name is not UTF-8: rename it") from None


def copies(files: list[RunFile]) -> dict[RunFile, RunFile]:
    """{copy: the file it repeats}: the same content again. Only files of one size are read."""
    by_size = defaultdict(list)
    for file in files:
        by_size[file.path.stat().st_size].append(file)
    repeated = {}
    for group in by_size.values():
        first: dict[str, RunFile] = {}
        for file in group if len(group) > 1 else ():
            try:
                original = first.setdefault(sha256_of(file.path), file)
            except OSError as error:
                raise FileRefusal(file, unreadable(error)) from None
            if original is not file:
                repeated[file] = original
    return repeated


def n_bytes_of(path: Path) -> int:
    """The size of a file's text; of a packed file about the most that it may be."""
    is_packed = path.suffix.lower() in (".gz", ".parquet")
    return path.stat().st_size * (PACKED if is_packed else 1)


def state_of(path: Path) -> tuple[int, ...]:
    """What any write to a file changes: device, inode, size, times of content and status."""
    of = path.stat()
    return of.st_dev, of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


class _Hashed(io.RawIOBase):
    """A file that is hashed and measured as it is read."""

    def __init__(self, path: Path, digest: Any):
        self._file, self._digest, self.n_bytes = path.open("rb", buffering=0), digest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        n = self._file.readinto(buffer)
        if self._digest:
            self._digest.update(memoryview(buffer)[:n])
        self.n_bytes += n
        return n

    def close(self) -> None:
        self._file.close()
        super().close()


class Opened:
    """A run file as bytes, unpacked where it is gzip. n_bytes: how many were read from disk."""

    def __init__(self, file: RunFile, digest: Any = None):
        self._raw = _Hashed(file.path, digest)
        self._text: gzip.GzipFile | _Hashed = (
            gzip.GzipFile(fileobj=io.BufferedReader(self._raw, 1 << 16))
            if file.is_gzip
            else self._raw
        )

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def read(self, size: int) -> bytes:
        return self._text.read(size)

    @property
    def n_bytes(self) -> int:
        return self._raw.n_bytes


def text_of(file: RunFile) -> BinaryIO:
    """The text of a file, opened; unpacked where it is gzip."""
    return gzip.open(file.content) if file.is_gzip else file.content.open("rb")  # type: ignore


def whole(file: RunFile) -> bytes:
    """All of a file, unpacked where it is gzip."""
    with text_of(file) as opened:
        return opened.read()


def unreadable(error: Exception) -> str:
    """What to say of an error of reading a file."""
    if isinstance(error, EOFError):
        return "the gzip data ends early: it may have been cut; write it again"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "not gzip data, or damaged: write it again"
    return (
        f"cannot be opened ({getattr(error, 'strerror', None) or error}): mend it or narrow --runs"
    )
