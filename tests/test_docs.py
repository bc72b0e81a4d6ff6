"""What README says is so: its commands run, its tables agree with the files, its keys exist."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import PROJECT, build_py

from builder import outputs, templates
from builder.config import KEYS, TABLES, Config, load
from builder.pipeline import steps
from builder.run_files import ALIASES

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


COMMANDS = [
    line.partition("  #")[0].strip() for block in blocks("sh") for line in block.splitlines()
]


@pytest.fixture(scope="module")
def copy_of_project(tmp_path_factory) -> Path:
    """The project as a user has it, with a build in it."""
    copy = tmp_path_factory.mktemp("readme") / "project"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "tests", "*.egg-info", "datasets")
    shutil.copytree(PROJECT, copy, ignore=ignored)
    done = subprocess.run(
        [sys.executable, "build.py", "datasets"], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return copy


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs(command: str, copy_of_project: Path) -> None:
    words = shlex.split(command)
    if words[0] == "make":
        words = ["make", "--dry-run", *words[1:]]
    elif words[0] == "python":
        words[0] = sys.executable
    done = subprocess.run(words, cwd=copy_of_project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_table_of_steps_agrees_with_the_headers() -> None:
    rows = re.findall(r"^\| `(\d\d_\w+\.sql)` \| (.*) \|$", README, re.MULTILINE)
    assert rows == [(step.path.name, step.purpose) for step in steps()]


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.path.stem)
def test_header_says_grain_and_what_is_read(step) -> None:
    text = step.path.read_text(encoding="utf-8")
    assert step.header[0].startswith(f"{step.table}: ")
    assert step.header[1].startswith("Grain:")
    reads = " ".join(step.header).partition("Reads:")[2].partition(".")[0]
    made = {other.table for other in steps()} | {"settings", "mixes", "shares", "benchmarks"}
    made |= {"holdout", "excluded", "instructions", "verdicts"}
    body = text.partition("create or replace")[2]
    from_tables = set(re.findall(r"\b(?:from|join)\s+(\w+)", body)) & made - {step.table}
    if step.table not in ("settings", "macros"):
        assert all(re.search(rf"\b{column}\b", body) for column in step.columns)
        assert from_tables <= set(re.findall(r"\w+", reads)), (
            f"{step.table} reads more than it says"
        )


def test_toml_blocks_are_accepted(tmp_path: Path) -> None:
    for i, block in enumerate(blocks("toml")):
        file = tmp_path / f"{i}.toml"
        file.write_text(block, encoding="utf-8")
        load(file, {}, tmp_path)


def test_datasets_toml_holds_every_key_with_its_default() -> None:
    document = tomllib.loads((PROJECT / "datasets.toml").read_text(encoding="utf-8"))
    named = {
        f"{key}.{sub}" if key in TABLES and key not in ("mixes", "benchmarks", "columns") else key
        for key, value in document.items()
        for sub in (value if isinstance(value, dict) else [""])
    }
    assert set(KEYS) <= named
    loaded, default = load(None, {}, PROJECT), Config()
    for name in vars(default):
        if name not in ("runs", "out", "benchmarks"):
            assert getattr(loaded, name) == getattr(default, name), name
    assert loaded.benchmarks["mbpp"] == default.benchmarks["mbpp"]
    plus = [int(i) for i in loaded.benchmarks["mbpp-plus"]]
    assert len(plus) == 399 and sum(601 <= i <= 974 for i in plus) == 111


def test_column_names_of_readme_are_known() -> None:
    told = README.partition("Common other names are known (")[2].partition(")")[0]
    names = re.findall(r"`(\w+)`", told)
    assert len(names) >= 4
    assert set(names) <= {name for names in ALIASES.values() for name in names}


def test_every_command_has_an_example_in_its_help() -> None:
    commands = re.findall(r"^    (\w+) ", build_py("--help").stdout, re.MULTILINE)
    assert "datasets" in commands
    for command in commands:
        assert f"example: build.py {command}" in build_py(command, "--help").stdout


def test_no_file_of_the_project_names_a_path_of_one_machine() -> None:
    places = ["builder", "sql", "templates", "tests", "examples", "benchmarks", "docs"]
    files = [file for place in places for file in (PROJECT / place).rglob("*") if file.is_file()]
    files += [file for file in PROJECT.iterdir() if file.is_file()]
    assert len(files) > 100
    for file in files:
        if (
            file.suffix in (".py", ".sql", ".j2", ".md", ".toml", ".txt", ".json")
            or not file.suffix
        ):
            text = file.read_text(encoding="utf-8")
            assert "/home" + "/" not in text and "/root" + "/" not in text, file


def test_sql_blocks_run(copy_of_project: Path) -> None:
    for block in blocks("sql"):
        for statement in block.strip().split(";\n"):
            done = build_py("query", statement, "--dir", copy_of_project / "datasets")
            assert done.returncode == 0, done.stderr
            assert len(done.stdout.splitlines()) > 1


def test_first_lines_of_the_formats_are_so(tmp_path: Path) -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| `(\{.*\})` \|", README, re.MULTILINE))
    formats = set(templates.names("formats")) - {"parquet"}
    assert set(told) == formats
    flags = [word for name in formats for word in ("--format", name)]
    done = build_py("datasets", "--out", tmp_path / "out", *flags)
    assert done.returncode == 0, done.stderr
    for name, line in told.items():
        file = outputs.file_name("balanced", "train", name)
        first = (tmp_path / "out" / file).read_text(encoding="utf-8").split("\n")[0]
        assert shape(json.loads(first)) == shape(json.loads(line)), name
        assert list(json.loads(first)) == list(json.loads(line)), name


def shape(value: object) -> object:
    """Names and nesting, with every text alike."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if key != "role"} | {
            key: item for key, item in value.items() if key in ("role", "from")
        }
    return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__


def test_snippets_name_files_and_fields_that_are_written(copy_of_project: Path) -> None:
    flags = [word for name in templates.names("formats") for word in ("--format", name)]
    done = subprocess.run(
        [sys.executable, "build.py", "datasets", *flags, "--validation", "0.2", "--out", "written",
         "--config", str(PROJECT / "tests/formats.toml")],
        cwd=copy_of_project, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    section = README.partition("## Train on it")[2].partition("\n## ")[0]
    written = copy_of_project / "written"
    named = set(re.findall(r"datasets/(dataset_[\w.]+\.jsonl)", section))
    assert len(named) >= 4
    for name in named:
        assert (written / name).exists(), name
    info = json.loads((written / "dataset_info.json").read_text())
    assert {"balanced", "balanced.sharegpt"} <= set(info)
    [columns] = re.findall(r"select_columns\((\[.*?\])\)", section)
    record = json.loads((written / "dataset_balanced.prompt_completion.jsonl").open().readline())
    assert set(json.loads(columns)) <= set(record)
    alpaca = json.loads((written / "dataset_balanced.jsonl").open().readline())
    assert set(re.findall(r'rows\[0\]\["(\w+)"\]', section)) <= set(alpaca)
    for block in blocks("python"):
        compile(block, "README", "exec")
