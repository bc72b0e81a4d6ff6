"""The header of a run CSV, read by the letter, and what is no CSV refused by its name."""

import codecs
import zlib

from runs_to_datasets.inputs.files import FileRefusal, Opened, RunFile, unreadable
from runs_to_datasets.inputs.rfc4180 import Malformed, records

HEAD = 1 << 20


def names_in(file: RunFile) -> tuple[str, ...]:
    """The names in the header of a CSV; FileRefusal for a file of another format."""
    head = head_of(file)
    if head.startswith(b"\x1f\x8b"):
        raise FileRefusal(file, "gzip data: call it .csv.gz")
    check_encoding(file, head)
    if head.startswith((b"PK\x03\x04", b"PAR1", b"\x28\xb5\x2f\xfd")):
        raise FileRefusal(file, "not CSV text but a zip, Parquet or zstd file: write it as CSV")
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
    return written


def head_of(file: RunFile) -> bytes:
    """The first bytes of a file, unpacked where it is gzip; FileRefusal for an empty one."""
    try:
        with Opened(file) as opened:
            head = opened.read(HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, unreadable(error)) from None
    if not head:
        raise FileRefusal(file, "empty: not even a header; remove it or write it again")
    return head


def check_encoding(file: RunFile, head: bytes) -> None:
    """FileRefusal for text that is UTF-16 or UTF-32."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileRefusal(file, "UTF-32: write the file as UTF-8")
    nulls = head[:20:2].count(0), head[1:20:2].count(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or max(nulls) > 5:
        raise FileRefusal(file, "UTF-16: write the file as UTF-8")
