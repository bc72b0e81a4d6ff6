"""The header of a run CSV: which of its columns are ours, by name, common name or [columns]."""

import codecs
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from runs_to_datasets.config.keys import COLUMNS
from runs_to_datasets.inputs.files import FileRefusal, Opened, RunFile, unreadable
from runs_to_datasets.inputs.rfc4180 import Malformed, records

NEEDED = ("mbpp_id", "prompt", "response", "passed")
ALIASES = {
    "mbpp_id": ("mbpp_id", "task_id", "problem_id"),
    "prompt": ("prompt", "problem_statement", "instruction"),
    "response": ("response", "completion", "solution", "generated_code"),
    "passed": ("passed", "is_correct", "correct", "is_passed", "pass"),
    "test_cases": ("test_cases", "test_list"),
}
# Names that the pipeline gives itself; a CSV's own column of that name gets `_csv` at its end.
RESERVED = {*COLUMNS, "filename", "file_index", "file_id", "file_run_id", "result_id", "rowid",
            "says_mbpp"}  # fmt: skip
HEAD = 1 << 20


@dataclass(frozen=True)
class Header:
    """The columns of a file. names: what DuckDB shall call each; the known ones in our words."""

    written: tuple[str, ...]
    names: tuple[str, ...]

    def written_as(self, column: str) -> str:
        return self.written[self.names.index(column)]


def read_header(file: RunFile, mapped: Mapping[str, str]) -> Header:
    """The columns of a file, by [columns] (`mapped`) and the names commonly used.

    Raises FileRefusal for another format, a missing or doubtful column, or a name twice.
    """
    try:
        with Opened(file) as opened:
            head = opened.read(HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, unreadable(error)) from None
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
