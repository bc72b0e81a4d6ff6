"""What a build says of its data, and what it promises: sql/notices and sql/checks."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from runs_to_datasets.errors import BuildError
from runs_to_datasets.layout import one_line
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.places import SQL
from runs_to_datasets.screen import Screen


@dataclass(frozen=True)
class Notice:
    """Something a build says of its data. level: error (nothing is built), warning or note.

    An error may name a file, and of it a row and a column.
    """

    level: str
    text: str
    file_id: int | None = None
    row: int | None = None
    column: str | None = None


def queries_on(table: str) -> list[Path]:
    """The files of sql/notices that speak of a table."""
    return sorted((SQL / "notices").glob(f"{table}__*.sql"))


def notices_on(table: str, build: Build) -> Iterator[Notice]:
    """What sql/notices has to say of a table."""
    for path in queries_on(table):
        for row in build.engine.run_file(path):
            yield Notice(*row)


def say(table: str, build: Build, screen: Screen) -> list[Notice]:
    """Says the notices on a table and returns them; an error among them is raised."""
    said = []
    for notice in notices_on(table, build):
        if notice.level == "error":
            raise refusal_of(notice, build)
        screen.notice(notice.level, notice.text)
        said.append(notice)
    return said


def refusal_of(notice: Notice, build: Build) -> BuildError:
    """The error of a notice; one about a row gets the line and the value from the file itself."""
    text = one_line(notice.text)
    if notice.file_id is None:
        return BuildError(text)
    record = build.inputs.records[notice.file_id]
    where = (notice.row, notice.column)
    return build.inputs.reader.refusal_of(build.engine, record, text, *where)


def check(build: Build, screen: Screen, left_out: Collection[str] = ()) -> int:
    """Runs the checks: each returns the rows that break a promise. Returns how many ran.

    left_out: names of checks of what this build does not have. Raises BuildError with the name, the
    count and a few rows of all that fail.
    """
    files = {n: f for n, f in build.library.files("checks").items() if n not in left_out}
    failed = []
    with screen.step("checks") as progress:
        for name, path in files.items():
            if rows := build.engine.run_file(path):
                sample = "".join(f"\n    {row}" for row in rows[:3])
                failed.append(f"check {name}: {len(rows):,} rows break it, such as{sample}")
        progress.n_rows = len(files)
        progress.unit = "checks"
    if failed:
        raise BuildError("nothing was published: " + "\n".join(failed))
    return len(files)
