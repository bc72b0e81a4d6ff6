"""What is wrong with a run CSV, and where: its first fault, or the line of a record.

Reads the whole file by the letter; asked for only where something is wrong.
"""

import codecs
from itertools import islice

from runs_to_datasets.inputs.files import FileRefusal, RunFile, whole
from runs_to_datasets.inputs.headers import Header
from runs_to_datasets.inputs.rfc4180 import Malformed, records

LONGEST_ROW = 16_000_000  # less where memory is short, see readers.CsvReader


def locate(file: RunFile, header: Header, record: int) -> tuple[int, dict[str, str]]:
    """(line, {column: value}) of a record, counted from 0 after the header."""
    data = whole(file).removeprefix(codecs.BOM_UTF8)
    offset, fields = next(islice(records(data), record + 1, None))
    values = (field.decode("utf-8", "replace") for field in fields)
    return data.count(b"\n", 0, offset) + 1, dict(zip(header.written, values, strict=False))


def diagnose(file: RunFile, header: Header, is_strict: bool) -> FileRefusal | None:
    """The first fault of a file, with its line, or None. Reads by the letter and is slow."""
    data = whole(file)

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
    if is_strict and not data.endswith(b"\n"):
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
