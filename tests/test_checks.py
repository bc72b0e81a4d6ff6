"""The checks are checked: on a good build none finds a row, and each finds the row that breaks it.

`breaks/<check>.sql` holds the statement that breaks the promise of the check of that name;
`breaks/<check>.<how>.sql` another one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT

from builder import BuildError, outputs, pipeline
from builder.config import load
from builder.engine import Engine
from builder.screen import Screen

CHECKS = sorted(path.stem for path in (PROJECT / "sql/checks").glob("*.sql"))
BREAKS = sorted((PROJECT / "tests/breaks").glob("*.sql"))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Iterator[Engine]:
    """The golden build, up to its files."""
    folder = tmp_path_factory.mktemp("built")
    config = load(PROJECT / "tests/golden/config.toml", {}, PROJECT)
    inputs = pipeline.gather(config, {})
    with Engine(folder, [file.path for file in inputs.files]) as engine:
        pipeline.run(engine, config, inputs, Screen())
        outputs.write_datasets(engine, config)
        yield engine


def test_good_build_passes(built: Engine) -> None:
    assert pipeline.check(built, Screen()) == len(CHECKS)


def test_every_check_has_its_break() -> None:
    assert sorted({path.name.partition(".")[0] for path in BREAKS}) == CHECKS


@pytest.mark.parametrize("path", BREAKS, ids=lambda path: path.stem)
def test_broken_promise_is_found(path: Path, built: Engine) -> None:
    name = path.name.partition(".")[0]
    built.run("begin transaction")
    try:
        built.run(path.read_text(encoding="utf-8"), where=f"breaks/{path.name}")
        rows = built.run((PROJECT / f"sql/checks/{name}.sql").read_text(encoding="utf-8"))
        assert rows, f"{name} does not see the row that breaks it"
    finally:
        built.run("rollback")


def test_failing_check_is_named_with_count_and_sample(built: Engine) -> None:
    built.run("begin transaction")
    try:
        built.run("delete from draws where position = 1")
        with pytest.raises(BuildError) as refusal:
            pipeline.check(built, Screen())
    finally:
        built.run("rollback")
    assert str(refusal.value).startswith("nothing was published: check ")
    assert "check draws__quotas_met: " in str(refusal.value)
    assert "rows break it, such as\n    ('" in str(refusal.value)


def test_checks_are_named_after_tables() -> None:
    tables = {step.table for step in pipeline.steps()} | {"files"}
    assert {name.partition("__")[0] for name in CHECKS} <= tables
    notices = Path(PROJECT / "sql/notices").glob("*.sql")
    assert {path.stem.partition("__")[0] for path in notices} <= tables
