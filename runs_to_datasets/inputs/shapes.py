"""How files become the view `source_rows`: those with the same header are one shape of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from runs_to_datasets.config.keys import COLUMNS
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.files import FileRefusal, RunFile
from runs_to_datasets.inputs.headers import Column, Header, there_are
from runs_to_datasets.library import Library, quoted_name, verbatim
from runs_to_datasets.places import SQL

Shape = dict[str, object]


def shape(engine: Engine, place: int, first_file_id: int, files: Sequence[RunFile]) -> Shape:
    """What every source's template reads of files with the same header."""
    engine.set_variable(f"files_{place}", [file.duckdb_name for file in files])
    engine.set_variable(f"run_ids_{place}", [file.run_id for file in files])
    return {
        "first_file_id": first_file_id,
        "files": f"files_{place}",
        "run_ids": f"run_ids_{place}",
        "compression": "gzip" if files[0].is_gzip else "none",
    }


def columns_of(header: Header) -> Shape:
    """What templates/source_rows.sql.j2 reads of a header: each column as SQL."""
    told = {column.name: _told(column) for column in header.columns}
    main = {name: told.pop(name) for name in ("prompt", "response", "passed")}
    return {**main, "others": list(told.values()), "read": [*map(_read, header.read)]}


def _told(column: Column) -> Shape:
    sql = quoted_name(column.read_as)
    if column.expression is not None:
        sql = verbatim(f"({column.expression}\n)")
    return {
        "name": column.name,
        "sql": sql,
        "is_text": column.is_text,
        "is_nested": column.is_nested,
    }


def _read(column: Column) -> Shape:
    return {
        "written": column.written,
        "read_as": column.read_as,
        "type": verbatim(column.type),
    }


def make_view(
    engine: Engine, library: Library, source: str, chosen: Sequence[Mapping[str, object]]
) -> None:
    """The view `source_rows` over files of these shapes."""
    view = library.sql("source_rows.sql.j2", known_columns=COLUMNS, source=source, shapes=[*chosen])
    engine.run(view, where=library.label("sources", source))


def typed(engine: Engine, library: Library, file: RunFile, header: Header) -> Header:
    """The header with the types of its expressions, each tried in the engine's fence.

    Raises FileRefusal for one that is no value of a row, or changes from build to build.
    """
    found = [_typed(engine, library, file, header, column) for column in header.expressions]
    return replace(header, columns=(*header.read, *found))


def _typed(
    engine: Engine, library: Library, file: RunFile, header: Header, column: Column
) -> Column:
    expression = column.expression or ""
    where = f'[columns] {column.name} = "{expression}"'
    read = [_read(other) for other in header.read]
    statement = library.sql("expression.sql.j2", expression=verbatim(expression), read=read)
    try:
        told = engine.run(statement, where=where)
        engine.set_variable("expression", expression)
        changing = engine.run_file(SQL / "python/changing_functions.sql")
    except BuildError as error:
        cause = f"{error}: there are {there_are(header.written)}"
        raise FileRefusal(file, cause) from None
    if len(told) != len(read) + 1 or told[0][0] != "value":
        raise FileRefusal(file, f"{where}: write one expression over the columns")
    if changing:
        raise FileRefusal(file, f"{where}: {changing[0][0]} gives another value in every build")
    return replace(column, type=told[0][1])
