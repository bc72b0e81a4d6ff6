"""The columns of a run file: which are ours, by name, by a common name, or by [columns]."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from runs_to_datasets.config.keys import COLUMNS
from runs_to_datasets.inputs.files import FileRefusal, RunFile

NEEDED = ("mbpp_id", "prompt", "response", "passed")
ALIASES = {
    "mbpp_id": ("mbpp_id", "task_id", "problem_id"),
    "prompt": ("prompt", "problem_statement", "instruction"),
    "response": ("response", "completion", "solution", "generated_code"),
    "passed": ("passed", "is_correct", "correct", "is_passed", "pass"),
    "test_cases": ("test_cases", "test_list"),
}
# Names that the pipeline gives itself; a file's own column of that name gets its source at its end.
RESERVED = {*COLUMNS, "filename", "file_index", "file_id", "file_run_id", "result_id", "rowid",
            "file_row_number", "says_mbpp", "sample_number"}  # fmt: skip
MOST_COLUMNS = 5_000  # of a file: DuckDB's time grows with their square, 10 s at 8,000
_VIRTUAL = ("filename", "file_index", "file_row_number")  # DuckDB's own beside those of a file
TEXT = "VARCHAR"
_NESTED = ("[]", "JSON", "STRUCT", "MAP")


@dataclass(frozen=True)
class Column:
    """A column of a file. written: as the file names it; name: as `results` does; type: DuckDB's.

    read_as: its name among the columns of the file, as an expression of [columns] uses it.
    expression: what it is over the columns of the file, where [columns] says so.
    """

    written: str
    name: str
    type: str = TEXT
    read_as: str = ""
    expression: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is text as it stands."""
        return self.type == TEXT

    @property
    def is_nested(self) -> bool:
        """Whether its values may be lists or objects."""
        return any(sign in self.type for sign in _NESTED)


@dataclass(frozen=True)
class Header:
    """The columns of a file, in its order, and behind them those that [columns] computes.

    form: how a file of JSON holds its rows.
    """

    columns: tuple[Column, ...]
    form: str = ""

    @cached_property
    def read(self) -> tuple[Column, ...]:
        """The columns that are in the file."""
        return tuple(column for column in self.columns if column.expression is None)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The names in the file."""
        return tuple(column.written for column in self.read)

    @property
    def expressions(self) -> tuple[Column, ...]:
        """The columns that [columns] computes."""
        return self.columns[len(self.read) :]

    def known(self, name: str) -> Column | None:
        """The column that `results` calls so."""
        return next((column for column in self.columns if column.name == name), None)

    def written_as(self, name: str) -> str:
        """What the file calls one of our columns; empty where [columns] computes it."""
        column = self.known(name)
        return "" if column is None or column.expression else column.written


def header_of(
    file: RunFile,
    written: Sequence[str],
    mapped: Mapping[str, str],
    types: Sequence[str] = (),
    line: int | None = None,
) -> Header:
    """The header of a file by the names in it, by [columns] (`mapped`) and names commonly used.

    A value of [columns] that is no column is an expression, whose type is told later (TEXT here).
    line: that of the header, for messages. Raises FileRefusal for a missing or doubtful column, or
    a name twice.
    """
    if len(written) > MOST_COLUMNS:
        most = f"at most {MOST_COLUMNS:,} can be read: write those you need"
        cause = f"{len(written):,} columns, and {most}"
        raise FileRefusal(file, cause, line)
    folded = [name.strip().lower() for name in written]
    for name, count in Counter(folded).items():
        if name and count > 1:
            raise FileRefusal(file, f'two columns are called "{name}": rename one of them', line)
    ours, computed = _ours(file, written, folded, mapped, line)
    taken, read = set(RESERVED), {*folded, *_VIRTUAL}
    columns = []
    for i, name in enumerate(written):
        read_as = name.strip()
        if not read_as or read_as.lower() in _VIRTUAL:
            read_as = _free(read_as or f"column{i}", read, file.source)
        given = ours.get(i) or _free(read_as, taken, file.source)
        taken.add(given.lower())
        columns.append(Column(name, given, types[i] if types else TEXT, read_as))
    told = [Column("", name, expression=sql) for name, sql in computed.items()]
    return Header((*columns, *told))


def _free(name: str, taken: set[str], source: str) -> str:
    while name.lower() in taken:
        name += f"_{source}"
    return name


def _ours(
    file: RunFile,
    written: Sequence[str],
    folded: Sequence[str],
    mapped: Mapping[str, str],
    line: int | None,
) -> tuple[dict[int, str], dict[str, str]]:
    """({place in the file: our name}, {our name: expression})."""
    ours: dict[int, str] = {}
    computed: dict[str, str] = {}
    for column in COLUMNS:
        accepted = (mapped[column],) if column in mapped else ALIASES.get(column, (column,))
        sought = {name.strip().lower() for name in accepted}
        candidates = [i for i, name in enumerate(folded) if name in sought]
        if len(candidates) > 1:
            both = " and ".join(f'"{written[i]}"' for i in candidates)
            raise FileRefusal(
                file,
                f"{both} could both be {column}: say which under [columns], "
                f'as {column} = "{written[candidates[0]]}"',
                line,
            )
        if candidates and candidates[0] not in ours:
            ours[candidates[0]] = column
        elif candidates and column in mapped:
            computed[column] = '"' + written[candidates[0]].replace('"', '""') + '"'
        elif column in mapped and _is_a_name(mapped[column]):
            raise FileRefusal(
                file,
                f'[columns] {column} = "{mapped[column]}": no such column; there are '
                + there_are(written),
                line,
            )
        elif column in mapped:
            computed[column] = mapped[column]
    missing = [name for name in NEEDED if name not in (*ours.values(), *computed)]
    if missing:
        raise FileRefusal(
            file,
            f"no column for {', '.join(missing)}; there are {there_are(written)}: "
            f'map them under [columns], as {missing[0]} = "..."',
            line,
        )
    return ours, computed


def _is_a_name(sql: str) -> bool:
    return sql.strip().isidentifier() and sql.strip().lower() not in ("true", "false", "null")


def there_are(written: Sequence[str]) -> str:
    """The names in a file, for a message."""
    return ", ".join(written)[:300]
