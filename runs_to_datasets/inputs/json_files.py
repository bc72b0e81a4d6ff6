"""JSON files by the letter, apart from DuckDB: what keys their rows have, how many there are, and
the first fault with its line.

Read by Python's json, so that what DuckDB makes of a file is compared with a second reading.
"""

import codecs
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NoReturn

from runs_to_datasets.inputs.csv_header import check_encoding, head_of
from runs_to_datasets.inputs.files import FileRefusal, RunFile, text_of, unreadable, whole
from runs_to_datasets.inputs.headers import NEEDED, TEXT, Header, there_are

LINES, ARRAY = "newline_delimited", "array"  # as DuckDB calls the two
_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Survey:
    """What the rows of a file have. types: {key: DuckDB type}, in the order of first use.

    n_with: how many rows have each key.
    """

    form: str
    n_rows: int
    types: dict[str, str]
    n_with: Mapping[str, int]


def survey(file: RunFile) -> Survey:
    """Reads a file of JSON objects to its end; FileRefusal for one that is not whole."""
    form = form_of(file)
    types: dict[str, str | None] = {}
    n_with: Counter[str] = Counter()
    n_rows = 0
    for line, row in rows(file, form):
        n_rows += 1
        if "" in row:
            where = "" if line else f"row {n_rows}: "
            raise FileRefusal(file, f'{where}a key that is empty (""): name or remove it', line)
        n_with.update(row.keys())
        for key, value in row.items():
            types[key] = _merged(types.get(key), _type_of(value))
    if not n_rows:
        raise FileRefusal(file, "no row in it: remove it or write it again")
    known = {key: (found or TEXT).replace("None", TEXT) for key, found in types.items()}
    return Survey(form, n_rows, known, n_with)


def form_of(file: RunFile) -> str:
    """LINES or ARRAY, by the first sign; FileRefusal for what is no text in UTF-8."""
    head = head_of(file)
    check_encoding(file, head)
    if head.startswith(codecs.BOM_UTF8):
        raise FileRefusal(file, "a byte order mark: write the file as UTF-8 without one")
    return ARRAY if head.lstrip().startswith(b"[") else LINES


def rows(file: RunFile, form: str) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """(line, object) of every row; in an array rows have no line. FileRefusal at a fault."""
    if form == ARRAY:
        for value in document(file):
            yield None, _object(file, value, None)
        return
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            yield number, _object(file, _parsed(file, line, number), number)


def row_at(file: RunFile, place: int) -> tuple[int | None, dict[str, Any]]:
    """(line, row) of the row at a place, counted from 0."""
    return next(islice(rows(file, form_of(file)), place, None))


def document(file: RunFile) -> Any:
    """A file that is one JSON value; FileRefusal for one that is not whole."""
    try:
        data = whole(file)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, unreadable(error)) from None
    return _parsed(file, _decoded(file, data, 1))


def _lines(file: RunFile) -> Iterator[str]:
    try:
        with text_of(file) as opened:
            for number, line in enumerate(opened, start=1):
                yield _decoded(file, line, number)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefusal(file, unreadable(error)) from None


def _decoded(file: RunFile, data: bytes, line: int) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line += data.count(b"\n", 0, error.start)
        raise FileRefusal(file, "not UTF-8: write the file as UTF-8", line) from None


def _parsed(file: RunFile, text: str, line: int | None = None) -> Any:
    def fault(cause: str, at: int = 1) -> FileRefusal:
        return FileRefusal(file, cause, at if line is None else line)

    def no_number(word: str) -> NoReturn:
        raise fault(f"{word} is not JSON: write null or a number")

    def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise fault(f'"{twice}" stands twice in one object: remove one of them')
        return found

    try:
        value = json.loads(text, parse_constant=no_number, object_pairs_hook=without_twins)
    except json.JSONDecodeError as error:
        raise fault(f"not JSON: {error.msg}: write the file again", error.lineno) from None
    except ValueError:  # digits beyond what Python turns into a number
        raise fault("a number of thousands of digits: write it as a text") from None
    except RecursionError:
        raise fault("nested too deeply: write the file again") from None
    if "\\u" in text and _HALF_A_PAIR.search(json.dumps(value, ensure_ascii=False)):
        raise fault("half a surrogate pair (\\ud800 to \\udfff): write the text again")
    return value


def _object(file: RunFile, value: Any, line: int | None) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    cause = f"a row that is no object but {json.dumps(value, ensure_ascii=False)[:60]}"
    raise FileRefusal(file, f"{cause}: write one object for each response", line)


def _type_of(value: Any) -> str | None:
    """DuckDB's type for a value: JSON where it has none that loses nothing; None for null."""
    if value is None:
        return None
    if isinstance(value, str):
        return TEXT
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int):
        return "BIGINT" if -(1 << 63) <= value < 1 << 63 else "JSON"
    if isinstance(value, float):
        return "DOUBLE" if abs(value) < float("inf") else "JSON"
    if isinstance(value, list):
        item: str | None = None
        for element in value:
            item = _merged(item, _type_of(element))
        return f"{item}[]"
    return "JSON"


def _merged(one: str | None, other: str | None) -> str | None:
    """The type that holds both: numbers are doubles, other scalars texts, all else JSON."""
    if one == other or other is None:
        return one
    if one is None:
        return other
    if one.endswith("[]") and other.endswith("[]"):
        items = [None if item == "None" else item for item in (one[:-2], other[:-2])]
        return f"{_merged(*items)}[]"
    if {one, other} == {"BIGINT", "DOUBLE"}:
        return "DOUBLE"
    if {one, other} <= {"BIGINT", "DOUBLE", "BOOLEAN", TEXT}:
        return TEXT
    return "JSON"


def structure_of(types: dict[str, str]) -> str:
    """{key: type} as from_json() takes it: a list of texts is ["VARCHAR"]."""

    def nested(kind: str) -> object:
        return [nested(kind[:-2])] if kind.endswith("[]") else kind

    return json.dumps({key: nested(kind) for key, kind in types.items()})


def check_complete(file: RunFile, seen: Survey, header: Header) -> None:
    """FileRefusal for a row without one of the keys that every row needs."""
    for name in NEEDED:
        column = header.known(name)
        if column is None or column.expression or seen.n_with[column.written] == seen.n_rows:
            continue
        place, line, row = next(
            (place, line, row)
            for place, (line, row) in enumerate(rows(file, seen.form), start=1)
            if column.written not in row
        )
        where = "" if line else f"row {place}: "
        raise FileRefusal(
            file,
            f'{where}no "{column.written}" in it; there are {there_are([*row])}: every row needs '
            f"its {name}, or say what it is under [columns]",
            line,
        )


def unclear(row: Mapping[str, Any], header: Header) -> str | None:
    """Why the build cannot tell prompt, response or verdict of a row; None where it can.

    The words for what the macros of sql/macros/18_messages.sql leave NULL.
    """

    def value_of(name: str) -> Any:
        column = header.known(name)
        return None if column is None or column.expression else row.get(column.written)

    prompt, response, passed = map(value_of, ("prompt", "response", "passed"))
    if isinstance(prompt, list | dict) and not _is_chat(prompt, n_answers=0):
        return (
            "prompt is neither a text nor messages without an answer: say which text it is under "
            "[columns], as prompt = \"messages[1] ->> 'content'\""
        )
    if isinstance(response, list) and all(isinstance(text, str) for text in response):
        n_verdicts = len(passed) if isinstance(passed, list) else 1
        if not response:
            return "response is an empty list: leave the row out"
        if n_verdicts != len(response):
            told = "one verdict" if n_verdicts == 1 else f"{n_verdicts} verdicts"
            return (
                f"{len(response)} responses and {told}: give a list of as many, or "
                'say which response was judged under [columns], as response = "responses[-1]"'
            )
    elif isinstance(response, list | dict) and not _is_chat(response, n_answers=1):
        return (
            "response is neither a text, nor a list of texts, nor messages with one answer: say "
            "which text it is under [columns], as response = \"messages[-1] ->> 'content'\""
        )
    return None


def _is_chat(value: Any, n_answers: int) -> bool:
    messages = value if isinstance(value, list) else [value]
    roles = [message.get("role") if isinstance(message, dict) else None for message in messages]
    has_text = all(isinstance(m, dict) and m.get("content") for m in messages)
    return has_text and (isinstance(value, dict) or roles.count("assistant") == n_answers)
