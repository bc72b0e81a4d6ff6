"""Given and expected rows per step: a case is a folder, `cases/<name>/{given,expect}_<table>.csv`.

Given rows list only the columns that matter (the others are NULL, or empty where the table wants a
value, and `settings` keeps its defaults); expected rows list only those that are compared. A new
case is a new folder, no code.
"""

import csv
from pathlib import Path

import pytest

from conftest import PROJECT
from runs_to_datasets.pipeline.steps import steps

CASES = sorted(path.parent for path in (PROJECT / "tests/cases").glob("*/case.md"))

# What a column that may not be NULL holds where a case does not give it.
EMPTY = {"VARCHAR": "''", "VARCHAR[]": "[]", "BOOLEAN": "false", "BIGINT": "0",
         "INTEGER": "0"}  # fmt: skip


def rows_of(path: Path) -> tuple[list[str], list[list[str | None]]]:
    with path.open(newline="", encoding="utf-8") as opened:
        header, *rows = csv.reader(opened)
    return header, [[None if cell == "" else cell.replace("<empty>", "") for cell in row]
                    for row in rows]  # fmt: skip


def give(engine, table: str, path: Path) -> None:
    header, rows = rows_of(path)
    if table == "settings":
        for row in rows:
            for column, value in zip(header, row, strict=True):
                engine.run(f"update settings set {column} = $value", {"value": value})
        return
    engine.run(f"delete from {table}")
    filled = {
        column: EMPTY[kind]
        for column, kind in engine.run(
            "select column_name, data_type from duckdb_columns() "
            "where table_name = $table and not is_nullable",
            {"table": table},
        )
        if column not in header
    }
    columns = ", ".join([*header, *filled])
    for row in rows:
        values = ", ".join(["?"] * len(row) + [*filled.values()])
        engine.run(f"insert into {table} ({columns}) values ({values})", row)
    if table == "results" and "result_id" not in header:
        # what is not committed counts its rows from elsewhere than 0
        engine.run("update results set result_id = rowid - (select min(rowid) from results)")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, engine) -> None:
    given = {path.stem.removeprefix("given_"): path for path in case.glob("given_*.csv")}
    expected = {path.stem.removeprefix("expect_"): path for path in case.glob("expect_*.csv")}
    assert given and expected, "a case has given and expected rows"
    for table, path in given.items():
        give(engine, table, path)
    made = [step.table for step in steps()]
    assert set(expected) <= set(made)
    last = max(made.index(table) for table in expected)
    for step in steps()[: last + 1]:
        if step.table not in (*given, "settings", "results") and not step.by_python:
            engine.run_file(step.path)
    for table, path in expected.items():
        header, rows = rows_of(path)
        columns = ", ".join(f"{column}::varchar" for column in header)
        got = engine.run(f"select {columns} from {table}")
        assert sorted(map(repr, got)) == sorted(repr(tuple(row)) for row in rows), table
