"""The house: a step is a file, its header drives the rest, and a wheel carries all of it."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, ask, build_py
from runs_to_datasets import templating
from runs_to_datasets.kept import TOPICS, questions
from runs_to_datasets.library import Library
from runs_to_datasets.pipeline.completions import CHOICES
from runs_to_datasets.pipeline.settings import FILLED
from runs_to_datasets.pipeline.steps import ALL, ONE_FILE, ONE_PROBLEM, published, steps

NEW_STEP = """\
-- answered: how many responses each problem has, once more.
-- Grain:  one row per problem.
-- Reads:  problems.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   n_answers: responses to it

create or replace table answered as
select mbpp_id, n_results as n_answers
from problems;
"""


def test_compiled_templates_are_kept_and_no_fault_when_damaged(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(templating, "PACKAGE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = tmp_path / "__pycache__"
    kept.mkdir()

    def rendered(name: str, **options) -> str:
        template = templating.environment(name, **options).get_template("columns.sql.j2")
        return template.render(file="<a>")

    as_text, as_html = rendered("text"), rendered("html", autoescape=True)
    assert "<a>" in as_text and "&lt;a&gt;" in as_html and len([*kept.iterdir()]) == 2
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:40])
    assert (rendered("text"), rendered("html", autoescape=True)) == (as_text, as_html)
    templating.environment("text", [tmp_path, PROJECT / "templates"]).get_template("spill.sql.j2")
    assert len([*kept.iterdir()]) == 2, "what a user's folder may change is not kept"


def checkout(folder: Path) -> Path:
    """A copy of what a build needs, to be changed."""
    folder.mkdir()
    for name in ("runs_to_datasets", "sql", "templates", "examples"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "datasets.toml"):
        shutil.copy(PROJECT / name, folder / name)
    return folder


@pytest.mark.slow
def test_a_new_step_is_one_new_file(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project")
    (project / "sql/35_answered.sql").write_text(NEW_STEP)
    done = subprocess.run(
        [sys.executable, "build.py", "datasets"], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "\n35_answered " in done.stderr
    told = subprocess.run(
        [sys.executable, "build.py", "query", "--tables"],
        cwd=project,
        capture_output=True,
        text=True,
    ).stdout
    assert "answered (64 rows): how many responses each problem has, once more\n" in told
    assert "    n_answers             responses to it\n" in told
    assert ask(project / "datasets", "select sum(n_answers) from answered") == [(768,)]


@pytest.mark.spark
def test_a_new_step_runs_on_spark_too(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project")
    (project / "sql/35_answered.sql").write_text(NEW_STEP)
    done = subprocess.run(
        [sys.executable, "build.py", "datasets", "--engine", "spark", "--spark-master", "local[2]"],
        cwd=project, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ask(project / "datasets", "select sum(n_answers) from answered") == [(768,)]


def test_what_python_does_stands_in_the_headers() -> None:
    for step in steps():
        assert step.scope in (ONE_FILE, ONE_PROBLEM, ALL), step.path.name
        is_filled = step.table in (*FILLED, "inputs", "audits", "files")
        assert step.by_python.startswith("fills") == is_filled, step.path.name
        is_completed = bool(step.by_python) and not is_filled
        assert is_completed == (step.table in CHOICES), step.path.name


def test_every_published_column_says_what_it_is(examples: Path) -> None:
    with duckdb.connect(str(examples / "results.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where not internal and schema_name = 'main'"
        ).fetchall()
        views = connection.execute(
            "select view_name, comment from duckdb_views() where schema_name = 'explore'"
        ).fetchall()
        types = connection.execute(
            "select type_name, labels, comment from duckdb_types() where not internal"
        ).fetchall()
        macros = connection.execute(
            "select function_name, comment from duckdb_functions() "
            "where function_type = 'macro' and not internal and database_name = 'results'"
        ).fetchall()
    assert {table for table, *_ in columns} == set(published())
    assert [column for column in columns if not column[2]] == []
    assert len(macros) > 20 and [macro for macro in macros if not macro[1]] == []
    told = {question.name: question.told for question in questions(Library())}
    assert dict(views) == told and all(text.endswith(".") for text in told.values())
    [(name, labels, comment)] = types
    assert name == "fate" and len(labels) == 15
    assert [label for label in labels if f" {label}: " not in comment] == []


def test_every_question_has_a_topic() -> None:
    assert {question.topic for question in questions(Library())} == set(TOPICS)


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["all", "none"])
def test_own_questions_are_views_too(keep: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine/explore"
    mine.mkdir(parents=True)
    (mine / "lost_responses.sql").write_text(
        "-- In the place\n-- of another.\nselect 7 as n; -- of mine\n"
    )
    (mine / "by-run.sql").write_text("select run_id, count(*) from results group by all")
    (mine / "slip.sql").write_text("select run from results")
    (mine / "fates.sql").write_text("from fates")
    (mine / "file.sql").write_text("from read_csv('/etc/passwd')")
    (mine / "two.sql").write_text("set variable x = 1; select getvariable('x') as x")
    (tmp_path / "my.toml").write_text('[extend]\nfolder = "mine"\n')
    out, config = tmp_path / "out", ["--config", tmp_path / "my.toml"]
    done = build_py("datasets", *config, "--keep-results", keep, "--out", out)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if ": no view in results.duckdb: " in line]
    assert said.pop(0) == f"note: {mine}/fates.sql: no view in results.duckdb: a table has its name"
    assert said[0] == (
        f"note: {mine}/file.sql: no view in results.duckdb: it reads read_csv(), which is no table "
        "in it"
    )
    assert said[1].startswith(
        f'note: {mine}/slip.sql: no view in results.duckdb: Binder Error: Referenced column "run"'
    )
    assert said[2:] == [f"note: {mine}/two.sql: no view in results.duckdb: it is not one select"]
    asked = (
        'select n, (select count(*) from explore."by-run") as n_runs from explore.lost_responses'
    )
    assert build_py("query", asked, "--dir", out).stdout == "n  n_runs\n7      12\n"
    assert ask(out, "select comment from duckdb_views() where view_name = 'lost_responses'") == [
        ("In the place of another.",)
    ]
    kept = build_py("query", "--kept", "two", *config, "--dir", out)
    assert kept.stdout == "x\n1\n"


@pytest.mark.slow
def test_extension_wins_over_what_is_shipped_with_a_word(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    for kind in ("formats", "explore", "checks"):
        (mine / kind).mkdir(parents=True)
    (mine / "formats/qa.sql.j2").write_text("select instruction as q, output as a from mix_rows")
    (mine / "formats/openai.sql.j2").write_text("select instruction as mine from mix_rows")
    (mine / "explore/how_many.sql").write_text("-- How many.\nselect count(*) as n from results")
    (mine / "checks/draws__few.sql").write_text("select * from draws where false")
    (tmp_path / "my.toml").write_text('[extend]\nfolder = "mine"\n')
    config = ["--config", tmp_path / "my.toml"]
    out = tmp_path / "out"
    done = build_py("datasets", *config, "--format", "qa", "--format", "openai", "--out", out)
    assert done.returncode == 0, done.stderr
    assert f"note: {mine}/formats/openai.sql.j2: in the place of templates/formats/" in done.stderr
    assert '{"q":' in (out / "dataset_balanced.qa.jsonl").read_text()
    assert '{"mine":' in (out / "dataset_balanced.openai.jsonl").read_text()
    assert build_py("query", "--kept", "how_many", *config, "--dir", out).stdout.split() == [
        "n",
        "768",
    ]
    assert "how_many" in build_py("query", "--kept", *config).stdout
    (mine / "checks/draws__few.sql").write_text("select mix from draws")
    done = build_py("datasets", *config, "--out", out)
    assert done.returncode == 1 and "check draws__few: " in done.stderr
    (mine / "checks/draws__few.sql").unlink()
    (mine / "formats/qa.sql.j2").write_text("select instructoin as q from mix_rows")
    done = build_py("datasets", *config, "--format", "qa", "--out", out)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: {mine}/formats/qa.sql.j2: Binder Error")
    assert "11_results" not in done.stderr


# ---- installed ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The command of a wheel that is installed into an environment of its own."""
    folder = tmp_path_factory.mktemp("installed")
    # -P: the checkout's build.py would stand in the place of the tool of that name
    made = subprocess.run(
        [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, PROJECT],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert "runs_to_datasets/sql/11_results.sql" in names
    assert "runs_to_datasets/templates/formats/alpaca.sql.j2" in names
    assert "runs_to_datasets/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "build.py"))]
    venv.create(folder / "venv", with_pip=False)
    [site] = (folder / "venv").glob("lib/python*/site-packages")
    # The libraries are those of the tests' environment; the project itself is the wheel's.
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    for library in ("duckdb", "_duckdb", "jinja2", "markupsafe"):
        for found in Path(duckdb.__file__).parent.parent.glob(f"{library}*"):
            (site / found.name).symlink_to(found)
    python = folder / "venv/bin/python"
    command = folder / "venv/bin/runs-to-datasets"
    command.write_text(
        f"#!{python}\nimport sys\nfrom runs_to_datasets.__main__ import start\nsys.exit(start())\n"
    )
    command.chmod(0o755)
    return command


def run(command: Path, *arguments: object, cwd: Path) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(command), *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=environment,
    )


@pytest.mark.slow
def test_installed_command_gives_the_same_bytes_from_an_empty_folder(
    installed: Path, examples: Path, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    assert run(installed, "--version", cwd=here).stdout.startswith("runs-to-datasets 0.")
    done = run(installed, "datasets", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "note: no runs were named: these are the example runs" in done.stderr
    for file in sorted(examples.iterdir()):
        if not file.name.startswith("results.duckdb"):
            assert file.read_bytes() == (here / "datasets" / file.name).read_bytes(), file.name
    tried = [line.partition("runs-to-datasets ")[2] for line in done.stdout.splitlines()
             if "runs-to-datasets " in line]  # fmt: skip
    assert len(tried) == 2
    for line in tried:
        assert run(installed, *line.split(), cwd=here).returncode == 0, line
    shutil.copy(here / "datasets/dataset_balanced.csv", here / "edited.csv")
    for command in (
        ("query", "from summary"), ("query", "--kept"), ("query", "--tables"), ("summary",),
        ("explain", "603"), ("jsonl", "edited.csv"), ("verify",),
        ("datasets", "--keep-results", "none", "--out", "less"),
    ):  # fmt: skip
        done = run(installed, *command, cwd=here)
        assert done.returncode == 0, (command, done.stderr)


def test_every_way_in_is_the_same(tmp_path: Path) -> None:
    as_module = subprocess.run(
        [sys.executable, "-m", "runs_to_datasets", "--version"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert as_module.stdout == build_py("--version").stdout != ""


# ---- what a command imports ----------------------------------------------------------------------

IMPORTED = """
import sys
sys.path.insert(0, {project!r})
from runs_to_datasets.command_line import main
try:
    code = main(sys.argv[1:])
except SystemExit as done:
    code = done.code
assert code == 0, code
print(*sys.modules, sep=chr(10), file=sys.stderr)
"""
OF_A_BUILD = {
    "runs_to_datasets.building", "runs_to_datasets.pipeline", "runs_to_datasets.execution",
    "runs_to_datasets.programs", "runs_to_datasets.cluster", "runs_to_datasets.rendering",
    "jinja2", "sqlite3", "subprocess", "multiprocessing", "numpy", "pyarrow", "tokenizers",
}  # fmt: skip


def imported(*arguments: object) -> set[str]:
    """The modules that a command has imported when it is done."""
    script = IMPORTED.format(project=str(PROJECT))
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines())


@pytest.mark.slow
def test_a_question_waits_for_no_module_of_a_build(tmp_path: Path) -> None:
    out = tmp_path / "out"
    golden = PROJECT / "tests/golden/config.toml"
    assert build_py("datasets", "--config", golden, "--out", out).returncode == 0
    for question in (["summary"], ["query", "from summary"], ["show", "balanced"]):
        assert imported(*question, "--dir", out) & OF_A_BUILD == set(), question
    assert imported("--version") & {*OF_A_BUILD, "duckdb"} == set()
    dry = imported("datasets", "--config", golden, "--dry-run", "--out", tmp_path / "none")
    assert {"runs_to_datasets.building", "jinja2"} <= dry
