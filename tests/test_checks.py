"""The checks are checked: on a good build none finds a row, and each finds the row that breaks it.

`breaks/<check>.sql` holds the statement that breaks the promise of the check of that name;
`breaks/<check>.<how>.sql` another one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import PROJECT
from runs_to_datasets.config.config import load
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.inputs import gather, readable, recognised
from runs_to_datasets.inputs.readers import reader_of
from runs_to_datasets.library import Library
from runs_to_datasets.outputs.dataset_files import write_datasets
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.notices import check
from runs_to_datasets.pipeline.run import run
from runs_to_datasets.pipeline.steps import steps
from runs_to_datasets.screen import Screen

CHECKS = sorted(path.stem for path in (PROJECT / "sql/checks").glob("*.sql"))
BREAKS = sorted((PROJECT / "tests/breaks").glob("*.sql"))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Iterator[Build]:
    """The golden build, up to its files."""
    folder = tmp_path_factory.mktemp("built")
    config = recognised(load(PROJECT / "tests/golden/config.toml", {}, PROJECT))
    library = Library()
    inputs = gather(config, reader_of(config, library), {})
    with Engine(folder, readable(config, inputs)) as engine:
        inputs.read_headers(engine)
        build = Build(engine, config, library, inputs)
        run(build, Screen())
        write_datasets(build)
        yield build


def test_good_build_passes(built: Build) -> None:
    assert check(built, Screen()) == len(CHECKS)


def test_every_check_has_its_break() -> None:
    assert sorted({path.name.partition(".")[0] for path in BREAKS}) == CHECKS


@pytest.mark.parametrize("path", BREAKS, ids=lambda path: path.stem)
def test_broken_promise_is_found(path: Path, built: Build) -> None:
    name = path.name.partition(".")[0]
    built.engine.run("begin transaction")
    try:
        built.engine.run(path.read_text(encoding="utf-8"), where=f"breaks/{path.name}")
        rows = built.engine.run((PROJECT / f"sql/checks/{name}.sql").read_text(encoding="utf-8"))
        assert rows, f"{name} does not see the row that breaks it"
    finally:
        built.engine.run("rollback")


def test_failing_check_is_named_with_count_and_sample(built: Build) -> None:
    built.engine.run("begin transaction")
    try:
        built.engine.run("delete from draws where position = 1")
        with pytest.raises(BuildError) as refusal:
            check(built, Screen())
    finally:
        built.engine.run("rollback")
    assert str(refusal.value).startswith("nothing was published: check ")
    assert "check draws__quotas_met: " in str(refusal.value)
    assert "rows break it, such as\n    ('" in str(refusal.value)


def test_checks_are_named_after_tables() -> None:
    tables = {step.table for step in steps()}
    assert {name.partition("__")[0] for name in CHECKS} <= tables
    notices = Path(PROJECT / "sql/notices").glob("*.sql")
    assert {path.stem.partition("__")[0] for path in notices} <= tables
