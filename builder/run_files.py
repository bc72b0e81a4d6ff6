"""The run CSVs: which files there are, what their header says, and whether they are what they seem.

One dialect: RFC 4180 with LF or CRLF, UTF-8 with or without BOM, `.csv` and `.csv.gz`. DuckDB takes
much else in silence, so each file is looked at apart from it: the header before the scan, the whole
file beside it. Anything else is refused with file, line, cause and what to do.
"""

import codecs
import glob
import gzip
import hashlib
import io
import os
import re
import stat
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from builder import BuildError
from builder.config import COLUMNS

NEEDED = ("mbpp_id", "prompt", "response", "passed")
ALIASES = {
    "mbpp_id": ("mbpp_id", "task_id", "problem_id"),
    "prompt": ("prompt", "problem_statement", "instruction"),
    "response": ("response", "completion", "solution", "generated_code"),
    "passed": ("passed", "is_correct", "correct", "is_passed", "pass"),
    "test_cases": ("test_cases", "test_list"),
}
# Names that the pipeline gives itself; a CSV's own column of that name gets `_csv` at its end.
RESERVED = {*COLUMNS, "filename", "file_index", "file_id", "file_run_id", "result_id", "rowid"}
CHUNK = 1 << 18
HEAD = 1 << 20
LONGEST_ROW = 16_000_000  # less where memory is short, see pipeline.view_files


class FileRefusal(BuildError):
    """A run file that cannot be trusted; `reason` is the message without the path."""

    def __init__(self, file: "RunFile", cause: str, line: int | None = None):
        self.file, self.cause, self.line = file, cause, line
        self.reason = f"line {line}: {cause}" if line else cause
        super().__init__(f"{shown(file.path)}{', ' if line else ': '}{self.reason}")


@dataclass(frozen=True)
class RunFile:
    """A file under the globs. name: its path from the fixed part of its glob."""

    path: Path
    name: str
    source: str = "csv"

    @property
    def is_gzip(self) -> bool:
        return self.path.name.lower().endswith(".gz")

    @property
    def run_id(self) -> str:
        """The folder of a file called results.csv, the stem of any other.

        A harness names its files alike for every model, so there the folder stands before it.
        """
        stem = re.sub(r"\.(csv|jsonl?|parquet)(\.gz)?$", "", self.path.name, flags=re.IGNORECASE)
        folder = self.path.absolute().parent.name
        if self.source != "csv":
            return f"{folder}/{stem}"
        return folder if stem.lower() == "results" else stem

    @property
    def duckdb_name(self) -> str:
        """The path as read_csv takes it: names in a list are still expanded as globs."""
        return re.sub(r"([*?\[])", r"[\1]", str(self.path))


@dataclass(frozen=True)
class Header:
    """The columns of a file. names: what DuckDB shall call each; the known ones in our words."""

    written: tuple[str, ...]
    names: tuple[str, ...]

    def written_as(self, column: str) -> str:
        return self.written[self.names.index(column)]


@dataclass(frozen=True)
class Look:
    """A whole file, read apart from DuckDB. n_bytes and sha256 are of the file on disk.

    n_rows is None where only the harness's own reader could count.
    """

    n_bytes: int
    n_rows: int | None
    sha256: str
    state: tuple[int, ...]  # state_of() from before it was read


def shown(path: Path | str) -> str:
    """A path for a message: control characters and broken encodings escaped."""
    text = str(path)
    return text if text.isprintable() else ascii(text)[1:-1]


# ---- which files --------------------------------------------------------------------------------


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


def check_kind(file: RunFile) -> None:
    """Refuses what is not a regular file called .csv or .csv.gz. Opens nothing, so cannot block."""
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
            file, "not called .csv or .csv.gz: rename it or narrow the glob of --runs"
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
                raise FileRefusal(file, _unreadable(error)) from None
            if original is not file:
                repeated[file] = original
    return repeated


def state_of(path: Path) -> tuple[int, ...]:
    """What any write to a file changes: device, inode, size, times of content and status."""
    of = path.stat()
    return of.st_dev, of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


# ---- the header ---------------------------------------------------------------------------------


def read_header(file: RunFile, mapped: Mapping[str, str]) -> Header:
    """The columns of a file, by [columns] (`mapped`) and the names commonly used.

    Raises FileRefusal for another format, a missing or doubtful column, or a name twice.
    """
    try:
        with _opened(file) as opened:
            head = opened.read(HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, _unreadable(error)) from None
    _check_format(file, head)
    head = head.removeprefix(codecs.BOM_UTF8)
    if not head:
        raise FileRefusal(file, "empty: not even a header; remove it or write it again")
    try:
        _, fields = next(records(head))
        written = tuple(field.decode() for field in fields)
    except (Malformed, UnicodeDecodeError) as error:
        cause = getattr(error, "cause", "not UTF-8 text: write the file as UTF-8")
        raise FileRefusal(file, f"the header cannot be read: {cause}", 1) from None
    if len(written) == 1:
        for sign, name in ((";", "semicolon"), ("\t", "tab"), ("|", "pipe")):
            if sign in written[0]:
                raise FileRefusal(file, f"{name}-separated: write it with commas", 1)
    return Header(written, _column_names(file, written, mapped))


def _check_format(file: RunFile, head: bytes) -> None:
    if not head:
        raise FileRefusal(file, "empty: not even a header; remove it or write it again")
    if head.startswith(b"\x1f\x8b"):
        raise FileRefusal(file, "gzip data: call it .csv.gz")
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileRefusal(file, "UTF-32: write the file as UTF-8")
    nulls = head[:20:2].count(0), head[1:20:2].count(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or max(nulls) > 5:
        raise FileRefusal(file, "UTF-16: write the file as UTF-8")
    if head.startswith((b"PK\x03\x04", b"PAR1", b"\x28\xb5\x2f\xfd")):
        raise FileRefusal(file, "not CSV text but a zip, Parquet or zstd file: write it as CSV")


def _column_names(
    file: RunFile, written: tuple[str, ...], mapped: Mapping[str, str]
) -> tuple[str, ...]:
    folded = [name.strip().lower() for name in written]
    for name in folded:
        if name and folded.count(name) > 1:
            raise FileRefusal(file, f'two columns are called "{name}": rename one of them', 1)
    place: dict[int, str] = {}
    for column in COLUMNS:
        accepted = (mapped[column],) if column in mapped else ALIASES.get(column, (column,))
        candidates = [
            i for i, name in enumerate(folded) if name in {a.strip().lower() for a in accepted}
        ]
        if len(candidates) > 1:
            both = " and ".join(f'"{written[i]}"' for i in candidates)
            raise FileRefusal(
                file,
                f"{both} could both be {column}: say which under [columns], "
                f'as {column} = "{written[candidates[0]]}"',
                1,
            )
        if candidates and candidates[0] not in place:
            place[candidates[0]] = column
        elif column in mapped:
            raise FileRefusal(
                file,
                f'[columns] {column} = "{mapped[column]}": no such column; there are '
                + ", ".join(written),
                1,
            )
    missing = [column for column in NEEDED if column not in place.values()]
    if missing:
        raise FileRefusal(
            file,
            f"no column for {', '.join(missing)}; there are {', '.join(written)[:300]}: "
            f'map them under [columns], as {missing[0]} = "..."',
            1,
        )
    names: list[str] = []
    for i, name in enumerate(written):
        name = place.get(i) or name.strip() or f"column{i}"
        while i not in place and name.lower() in RESERVED | {n.lower() for n in names}:
            name += "_csv"
        names.append(name)
    return tuple(names)


# ---- the whole file -----------------------------------------------------------------------------


def look(file: RunFile, header: Header, stopped: threading.Event) -> Look:
    """Reads a file to its end and counts its rows without parsing it; FileRefusal for a broken one.

    Gives up between two chunks once `stopped` is set.

    An escaped quote is two quotes, so what stands outside of quotes is every second piece between
    them, whatever the quotes mean: records are its newlines, each has as many commas as the
    header, and nothing but these stands next to a quote. Where a count is off, diagnose() finds
    the line.
    """
    state = state_of(file.path)
    decoder = codecs.getincrementaldecoder("utf-8")()
    n_newlines = n_returns = n_commas = inside = 0
    last = before = b""
    digest = hashlib.sha256()
    try:
        with _opened(file, digest) as opened:
            while not stopped.is_set() and (chunk := opened.read(CHUNK)):
                if b"\0" in chunk:
                    raise _fault(file, header)
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
                last = chunk[-1:]
                pieces = chunk.removeprefix(b"" if before else codecs.BOM_UTF8).split(b'"')
                outside = b'"'.join(pieces[inside::2])
                n_newlines += outside.count(b"\n")
                n_commas += outside.count(b",")
                n_returns += outside.count(b"\r")
                outside = (b'"' if inside else before) + outside
                inside ^= (len(pieces) - 1) & 1
                around = (outside + b'"' if inside else outside).translate(_SIGNS)
                if b'"x' in around or b'x"' in around:
                    raise _fault(file, header)
                before = outside[-1:] or before
            decoder.decode(b"", final=True)
            n_bytes = opened.n_bytes
    except UnicodeDecodeError:
        raise _fault(file, header) from None
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, _unreadable(error)) from None
    if (
        inside
        or last != b"\n"
        or n_returns not in (0, n_newlines)
        or n_commas != n_newlines * (len(header.written) - 1)
    ):
        raise _fault(file, header)
    return Look(n_bytes, n_newlines - 1, digest.hexdigest(), state)


def _fault(file: RunFile, header: Header) -> FileRefusal:
    return diagnose(file, header) or FileRefusal(
        file, "its commas, quotes and lines do not add up: write it again with a CSV library"
    )


def look_at_bytes(file: RunFile) -> Look:
    """What can be told of a file of another source: its size and hash."""
    state = state_of(file.path)
    return Look(file.path.stat().st_size, None, sha256_of(file.path), state)


def locate(file: RunFile, header: Header, record: int) -> tuple[int, dict[str, str]]:
    """(line, {column: value}) of a record, counted from 0 after the header."""
    data = _whole(file).removeprefix(codecs.BOM_UTF8)
    offset, fields = next(islice(records(data), record + 1, None))
    values = (field.decode("utf-8", "replace") for field in fields)
    return data.count(b"\n", 0, offset) + 1, dict(zip(header.names, values, strict=False))


# For the look: what may stand next to a quote outside of a field is a comma, anything else an x.
_SIGNS = bytes(b"x,"[b in b",\r\n"] if b != ord('"') else b for b in range(256))


class Malformed(Exception):
    def __init__(self, offset: int, cause: str):
        self.offset, self.cause = offset, cause


_QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"')
_PLAIN = re.compile(rb'[^",\r\n]*+')


def records(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """(offset, fields) of every record, by RFC 4180's letter; Malformed at the first fault."""
    at = 0
    while at < len(data):
        start, fields = at, []
        while True:
            if data.startswith(b'"', at):
                match = _QUOTED.match(data, at)
                if match is None:
                    raise Malformed(at, "quote never closed: close it, or write the file again")
                fields.append(match[1].replace(b'""', b'"'))
            else:
                match = _PLAIN.match(data, at)
                fields.append(match[0])
            at = match.end()
            following = data[at : at + 2]
            if following.startswith(b","):
                at += 1
                continue
            if following.startswith(b"\n"):
                at += 1
            elif following == b"\r\n":
                at += 2
            elif following.startswith(b"\r"):
                raise Malformed(
                    at, "a carriage return without a line feed: end lines with LF or CRLF"
                )
            elif following.startswith(b'"'):
                raise Malformed(
                    at, "a quote inside an unquoted field: quote the field, double the quote"
                )
            elif following:
                raise Malformed(at, "text after a closing quote: double the quotes inside a field")
            yield start, fields
            break


def diagnose(file: RunFile, header: Header) -> FileRefusal | None:
    """The first fault of a file, with its line, or None. Reads by the letter and is slow."""
    data = _whole(file)

    def fault(offset: int, cause: str) -> FileRefusal:
        return FileRefusal(file, cause, data.count(b"\n", 0, offset) + 1)

    if (null := data.find(b"\0")) >= 0:
        return fault(null, "a NUL byte: the file is damaged or not text; write it again")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return fault(error.start, "not UTF-8: write the file as UTF-8")
    before = 0
    try:
        for offset, fields in records(data.removeprefix(codecs.BOM_UTF8)):
            if offset - before > LONGEST_ROW:
                return fault(before, "a row of more than 16 MB: shorten it")
            before = offset
            if fields == [b""]:
                return fault(offset, "an empty line: remove it")
            if len(fields) != len(header.written):
                return fault(
                    offset,
                    f"{len(fields)} fields where the header has {len(header.written)}: quote "
                    "fields that hold a comma, or write the file again",
                )
    except Malformed as error:
        return fault(error.offset, error.cause)
    if len(data) - before > LONGEST_ROW:
        return fault(before, "a row of more than 16 MB: shorten it")
    if not data.endswith(b"\n"):
        return fault(
            len(data),
            "no newline at its end, so it may have been cut: write it again, or end the last line "
            "if it is whole",
        )
    outside = b"".join(data.split(b'"')[::2])
    n_lines, n_crlf = outside.count(b"\n"), outside.count(b"\r\n")
    if n_crlf not in (0, n_lines):
        return FileRefusal(
            file, f"CRLF and LF line ends in one file ({n_crlf} of {n_lines} lines end with CRLF): "
            "write it with one kind",
        )  # fmt: skip
    return None


class _Hashed(io.RawIOBase):
    """A file that is hashed and measured as it is read."""

    def __init__(self, path: Path, digest):
        self._file, self._digest, self.n_bytes = path.open("rb", buffering=0), digest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        n = self._file.readinto(buffer)
        if self._digest:
            self._digest.update(memoryview(buffer)[:n])
        self.n_bytes += n
        return n

    def close(self) -> None:
        self._file.close()
        super().close()


class _opened:
    """A run file as bytes, unpacked where it is gzip. n_bytes: how many were read from disk."""

    def __init__(self, file: RunFile, digest=None):
        self._raw = _Hashed(file.path, digest)
        self._text = (
            gzip.GzipFile(fileobj=io.BufferedReader(self._raw, 1 << 16))
            if file.is_gzip
            else self._raw
        )

    def __enter__(self) -> "_opened":
        return self

    def __exit__(self, *_) -> None:
        self._raw.close()

    def read(self, size: int) -> bytes:
        return self._text.read(size)

    @property
    def n_bytes(self) -> int:
        return self._raw.n_bytes


def _whole(file: RunFile) -> bytes:
    with gzip.open(file.path) if file.is_gzip else file.path.open("rb") as opened:
        return opened.read()


def _unreadable(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the gzip data ends early: it may have been cut; write it again"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "not gzip data, or damaged: write it again"
    return (
        f"cannot be opened ({getattr(error, 'strerror', None) or error}): mend it or narrow --runs"
    )
