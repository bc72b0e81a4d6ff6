"""The audit of a run file: its rows counted and its bytes hashed, apart from DuckDB.

DuckDB takes much in silence that is no valid CSV; what it read must be what this counted.
"""

import codecs
import hashlib
import threading
import zlib
from dataclasses import dataclass

from runs_to_datasets.inputs.faults import diagnose
from runs_to_datasets.inputs.files import (
    FileRefusal,
    Opened,
    RunFile,
    sha256_of,
    unreadable,
)
from runs_to_datasets.inputs.headers import Header

CHUNK = 1 << 18
# What may stand next to a quote outside of a field is a comma or a line end, anything else an x.
_SIGNS = bytes(b"x,"[b in b",\r\n"] if b != ord('"') else b for b in range(256))


@dataclass(frozen=True)
class Audit:
    """A whole file, read apart from DuckDB. n_bytes and sha256 are of the file on disk.

    n_rows is None where it is counted otherwise. is_unfinished: the last row lacks its newline.
    """

    n_bytes: int
    n_rows: int | None
    sha256: str
    is_unfinished: bool = False


def audit(file: RunFile, header: Header, stopped: threading.Event, is_strict: bool) -> Audit:
    """Reads a file to its end and counts its rows without parsing it; FileRefusal for a broken one.

    Gives up between two chunks once `stopped` is set. is_strict: the last row must end with a
    newline; else it may lack it where it is whole.

    An escaped quote is two quotes, so what stands outside of quotes is every second piece between
    them, whatever the quotes mean: records are its newlines, each has as many commas as the
    header, and nothing but these stands next to a quote. Where a count is off, diagnose() finds
    the line.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    n_newlines = n_returns = n_commas = inside = 0
    last = before = b""
    digest = hashlib.sha256()
    try:
        with Opened(file, digest) as opened:
            while not stopped.is_set() and (chunk := opened.read(CHUNK)):
                if b"\0" in chunk:
                    raise _fault(file, header, is_strict)
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
                    raise _fault(file, header, is_strict)
                before = outside[-1:] or before
            decoder.decode(b"", final=True)
            n_bytes = opened.n_bytes
    except UnicodeDecodeError:
        raise _fault(file, header, is_strict) from None
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, unreadable(error)) from None
    is_unfinished = last != b"\n"
    n_records = n_newlines + is_unfinished
    if (
        inside
        or (is_unfinished and is_strict)
        or n_returns not in (0, n_newlines)
        or n_commas != n_records * (len(header.written) - 1)
    ):
        raise _fault(file, header, is_strict)
    return Audit(n_bytes, n_records - 1, digest.hexdigest(), is_unfinished)


def _fault(file: RunFile, header: Header, is_strict: bool) -> FileRefusal:
    return diagnose(file, header, is_strict) or FileRefusal(
        file, "its commas, quotes and lines do not add up: write it again with a CSV library"
    )


def audit_bytes(file: RunFile, n_rows: int | None) -> Audit:
    """The audit of a file whose rows were counted otherwise: its size and hash."""
    return Audit(file.path.stat().st_size, n_rows, sha256_of(file.path))
