"""What the docs say is so: commands run, tables agree with the files, keys and links exist."""

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from conftest import PROJECT, build_py, copy_of_build
from runs_to_datasets.config.config import load
from runs_to_datasets.config.keys import KEYS, NAMED_TABLES, TABLES, helps
from runs_to_datasets.inputs.headers import ALIASES
from runs_to_datasets.kept import TOPICS, questions
from runs_to_datasets.library import Library
from runs_to_datasets.outputs.dataset_files import file_name
from runs_to_datasets.pipeline.steps import ALL, ONE_FILE, ONE_PROBLEM, steps
from runs_to_datasets.programs.reading import program_of

USER_PAGES = {
    path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8")
    for path in (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
}
PAGES = USER_PAGES | {
    name: (PROJECT / name).read_text(encoding="utf-8")
    for name in ("CONTRIBUTING.md", "CHANGELOG.md")
}
README, TRAINING = PAGES["README.md"], PAGES["docs/training.md"]
WORKING = PAGES["docs/how_it_works.md"]


def blocks(language: str, page: str) -> list[str]:
    """The fenced blocks of a language; one within a list is indented."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


def all_blocks(language: str) -> list[tuple[str, str]]:
    return [(name, block) for name, page in USER_PAGES.items() for block in blocks(language, page)]


COMMANDS = [
    line.partition("  #")[0].strip() for _, block in all_blocks("sh") for line in block.splitlines()
]
MY_TOML = next(block for block in blocks("toml", README) if "my.toml" in block)


@pytest.fixture(scope="module")
def copy_of_project(examples: Path, tmp_path_factory) -> Path:
    """The project as a user has it, with runs and a my.toml as README tells, and its builds."""
    copy = tmp_path_factory.mktemp("readme") / "project"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "tests", "*.egg-info", "datasets")
    shutil.copytree(PROJECT, copy, ignore=ignored)
    names = {name: tomllib.loads(MY_TOML)["columns"][name] for name in ("response", "passed")}
    for file in copy.glob("examples/runs/*/results.csv"):
        header, _, rows = file.read_text(encoding="utf-8").partition("\n")
        mapped = [names.get(name, name) for name in header.split(",")]
        own = copy / "runs" / file.parent.name / file.name
        own.parent.mkdir(parents=True)
        own.write_text(",".join(mapped) + "\n" + rows, encoding="utf-8")
    (copy / "my.toml").write_text(MY_TOML, encoding="utf-8")
    copy_of_build(examples, copy / "datasets")
    for flags in (("--config", "my.toml", "--out", "mine"), ("--run-tests", "--out", "tested")):
        done = build_py("datasets", *flags, cwd=copy)
        assert done.returncode == 0, done.stderr
    return copy


@pytest.fixture(scope="module")
def in_every_format(tmp_path_factory) -> Path:
    """The build of the example runs, in all formats."""
    out = tmp_path_factory.mktemp("formats") / "datasets"
    flags = [word for name in Library().names("formats") for word in ("--format", name)]
    done = build_py("datasets", "--out", out, *flags)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_command_runs(command: str, copy_of_project: Path) -> None:
    name, *words = shlex.split(command)
    if name == "runs-to-datasets":
        words += ["--dir", "mine"] if "mostly_hard" in words and "--dir" not in words else []
        words += ["tested"] if words == ["verify", "--run-tests"] else []
        if words[0] == "datasets" and "--out" not in words:
            words += ["--out", "built"]  # the build that the questions ask stays
        done = build_py(*words, cwd=copy_of_project)
    else:
        words = ["--dry-run", *words] if name == "make" else words
        program = sys.executable if name == "python" else name
        done = subprocess.run(
            [program, *words], cwd=copy_of_project, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr


def test_commands_are_told() -> None:
    told = {command.split()[1] for command in COMMANDS if command.startswith("runs-to-datasets ")}
    assert {"datasets", "query", "show", "explain", "summary", "verify"} <= told
    assert {"make datasets", "make test"} <= {re.sub(r"\s+", " ", c) for c in COMMANDS}


def test_output_of_readme_is_that_of_its_command(tmp_path: Path) -> None:
    done = build_py("datasets", "--out", tmp_path / "told")
    printed = done.stdout.splitlines()
    [told] = [block for block in blocks("text", README) if block.startswith("The mixes")]
    for part in told.split("  ...\n"):
        lines = part.rstrip("\n").split("\n")
        starts = [i for i in range(len(printed)) if printed[i : i + len(lines)] == lines]
        assert starts, f"not printed:\n{part}"
        printed = printed[starts[0] + len(lines) :]


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


@pytest.mark.parametrize("name", PAGES)
def test_links_between_files_resolve(name: str) -> None:
    page = re.sub(r"^ *```.*?^ *```$", "", PAGES[name], flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", page):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        file = ((PROJECT / name).parent / path).resolve() if path else PROJECT / name
        assert file.is_file(), f"{name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in anchors, f"{name}: {target}"


def test_every_page_is_linked_from_readme() -> None:
    for name in PAGES:
        assert name == "README.md" or f"({name})" in README, name


def flow() -> ModuleType:
    spec = importlib.util.spec_from_file_location("flow", PROJECT / "docs/flow.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["flow"] = module  # its dataclasses look there
    spec.loader.exec_module(module)
    return module


def test_picture_and_table_of_steps_are_those_of_the_headers() -> None:
    drawn = flow()
    picture = (PROJECT / "docs/flow.svg").read_text(encoding="utf-8")
    assert picture == drawn.picture(), "docs/flow.svg is old: make flow"
    assert drawn.page_with_table(WORKING) == WORKING, "docs/how_it_works.md is old: make flow"
    rows = re.findall(r"^\| `(\d\d_\w+\.sql)` \| (.*) \| (.*) \|$", WORKING, re.MULTILINE)
    assert rows == [(step.path.name, step.purpose, step.scope) for step in steps()]
    texts = " ".join(re.findall(r"<text[^>]*>(.*?)</text>", picture)).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    for step in steps():
        assert f"{step.path.name[:2]} {step.table}" in texts
        if step.reads and step.path.name >= "10":
            assert f"reads {', '.join(step.reads)}" in texts


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.path.stem)
def test_header_says_grain_reads_scope_and_columns(step) -> None:
    text = step.path.read_text(encoding="utf-8")
    assert step.header.startswith(f"{step.table}: ")
    assert step.purpose and step.grain
    assert re.search(r"^Reads: ", step.header, re.MULTILINE)
    assert step.scope in (ONE_FILE, ONE_PROBLEM, ALL)
    body = text.partition("create or replace")[2]
    assert body.startswith(f" table {step.table} ")
    assert step.columns or step.table == "settings"
    for column in step.columns:
        assert re.search(rf"\b{column}\b", body), f"{step.table} has no column {column}"
    made = {other.table for other in steps()}
    code = re.sub(r"--.*", "", body)
    from_tables = set(re.findall(r"\b(?:from|join)\s+(\w+)", code)) & made - {step.table}
    assert from_tables <= set(step.reads), f"{step.table} reads more than it says"
    other_steps = {table for table in step.reads if table in made}
    named = {table for table in other_steps if re.search(rf"\b{table}\b", code)}
    assert other_steps == named, f"{step.table} says that it reads more than it does"
    before = {other.table for other in steps() if other.path.name < step.path.name}
    assert other_steps <= before, f"{step.table} reads a table that is made after it"


def test_toml_blocks_are_accepted(tmp_path: Path) -> None:
    found = all_blocks("toml")
    assert len(found) >= 3
    for i, (_, block) in enumerate(found):
        file = tmp_path / f"{i}.toml"
        file.write_text(block, encoding="utf-8")
        load(file, {}, tmp_path)


def test_datasets_toml_holds_every_key_with_a_line_of_help() -> None:
    document = tomllib.loads((PROJECT / "datasets.toml").read_text(encoding="utf-8"))
    named = {
        f"{key}.{sub}" if f"{key}.{sub}" in KEYS or key in {*TABLES} - {*NAMED_TABLES} else key
        for key, value in document.items()
        for sub in (value if isinstance(value, dict) else [""])
    }
    assert named - set(NAMED_TABLES) == set(KEYS)
    for key in KEYS:
        assert helps().get(key), f"{key} has no line of help in datasets.toml"
    plus = [int(i) for i in load(None, {}, PROJECT).benchmarks["mbpp-plus"]]
    assert len(plus) == 399 and sum(601 <= i <= 974 for i in plus) == 111


def test_keys_that_are_told_exist() -> None:
    known = {key.rpartition(".")[2] for key in KEYS}
    for name, page in USER_PAGES.items():
        for key in re.findall(r"`(\w+) = ", page):
            assert key in known | {"shortage"}, f"{name}: {key}"


@pytest.mark.parametrize("name", ["README.md", "docs/sources.md"])
def test_column_names_that_are_told_are_known(name: str) -> None:
    told = re.search(r"Common other names are known(.*?)\[columns\]", USER_PAGES[name], re.DOTALL)
    assert told
    names = set(re.findall(r"`(\w+)`", told[1]))
    assert len(names) >= 4
    assert names <= {name for names in ALIASES.values() for name in names}


def test_sources_that_are_told_exist() -> None:
    for page in (README, PAGES["docs/sources.md"]):
        first_cells = re.findall(r"^\| (`.*?) \|.*`\*?\w|^\| (`.*jsonl.*?) \|", page, re.MULTILINE)
        told = set(re.findall(r"`(\w+)`", " ".join(map("".join, first_cells))))
        assert {"evalplus", "livecodebench", "jsonl", "parquet"} <= told
    rows = re.findall(r"^\| (.*?) \|", README.partition("## What it reads")[2], re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert set(Library().names("sources")) <= set(names)


def test_every_command_has_an_example_in_its_help() -> None:
    commands = re.findall(r"^    (\w+) ", build_py("--help").stdout, re.MULTILINE)
    assert "datasets" in commands
    for command in commands:
        assert f"example: build.py {command}" in build_py(command, "--help").stdout


def test_no_file_of_the_project_names_a_path_of_one_machine() -> None:
    places = ["runs_to_datasets", "sql", "templates", "tests", "examples", "benchmarks", "docs"]
    files = [file for place in places for file in (PROJECT / place).rglob("*") if file.is_file()]
    files += [file for file in PROJECT.iterdir() if file.is_file()]
    endings = (".py", ".sql", ".j2", ".md", ".toml", ".txt", ".json", ".svg", "")
    files = [file for file in files if file.suffix in endings]
    assert len(files) > 100
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "/home" + "/" not in text and "/root" + "/" not in text, file


def test_sql_blocks_run(copy_of_project: Path) -> None:
    found = all_blocks("sql")
    assert found
    for _, block in found:
        for statement in block.strip().split(";\n"):
            done = build_py("query", statement, "--dir", copy_of_project / "datasets")
            assert done.returncode == 0, done.stderr
            assert len(done.stdout.splitlines()) > 1


def test_tables_that_are_told_exist(copy_of_project: Path) -> None:
    tables = {step.table for step in steps() if step.is_published}
    section = PAGES["docs/questions.md"].partition("## The database")[2]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(told) >= 8 and told <= tables


def test_questions_that_are_told_are_those_that_are_kept() -> None:
    section = PAGES["docs/questions.md"].partition("## Kept questions")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\w*) ?\| `(\w+)` \|", section, re.MULTILINE)
    assert [topic for topic, _ in rows if topic] == list(TOPICS)
    told, topic = {}, ""
    for word, name in rows:
        topic = word or topic
        told[name] = topic
    assert told == {question.name: question.topic for question in questions(Library())}


def test_fates_that_are_told_are_those_of_the_step() -> None:
    told = re.findall(r"^\| `(\w+)` \|", WORKING.partition("## Fates")[2], re.MULTILINE)
    steps_text = "".join(step.path.read_text(encoding="utf-8") for step in steps())
    for fate in told:
        assert f"'{fate}'" in steps_text, fate
    order = (PROJECT / "sql/macros/10_orders.sql").read_text(encoding="utf-8")
    known = re.search(r"'not_passed'.*?'drawn'", order, re.DOTALL)
    assert known and told == re.findall(r"'(\w+)'", known[0])


def test_the_answer_that_is_told_becomes_the_program_that_is_told() -> None:
    section = WORKING.partition("## From an answer to a program")[2]
    answer = re.search(r"^````markdown\n(.*?)^````$", section, re.MULTILINE | re.DOTALL)
    assert answer
    told = re.search(r"^```python\n(.*?)\n```$", section[answer.end() :], re.MULTILINE | re.DOTALL)
    assert told
    program = program_of(answer[1], "", "function", ["smallest_multiple"])
    assert (program.code, program.reason) == (told[1], None)
    names: dict = {}
    exec(program.code, names)
    assert names["smallest_multiple"](10) == 2520


def test_first_lines_of_the_formats_are_so(in_every_format: Path) -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| `(\{.*\})` \|", TRAINING, re.MULTILINE))
    formats = set(Library().names("formats")) - {"parquet"}
    assert set(told) == formats
    for name, line in told.items():
        file = file_name("balanced", "train", name)
        first = (in_every_format / file).read_text(encoding="utf-8").split("\n")[0]
        assert shape(json.loads(first)) == shape(json.loads(line)), name
        assert list(json.loads(first)) == list(json.loads(line)), name


def shape(value: object) -> object:
    """Names and nesting, with every text alike."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if key != "role"} | {
            key: item for key, item in value.items() if key in ("role", "from")
        }
    if isinstance(value, list):
        shapes = [shape(item) for item in value]
        return ["str"] if set(map(str, shapes)) == {"str"} else shapes
    return type(value).__name__


def test_snippets_name_files_and_fields_that_are_written(copy_of_project: Path) -> None:
    flags = [word for name in Library().names("formats") for word in ("--format", name)]
    config = str(PROJECT / "tests/formats.toml")
    more = ["--validation", "0.2", "--out", "written", "--config", config]
    done = build_py("datasets", *flags, *more, cwd=copy_of_project)
    assert done.returncode == 0, done.stderr
    written = copy_of_project / "written"
    named = set(re.findall(r"datasets/(dataset_[\w.]+\.jsonl)", TRAINING))
    assert len(named) >= 4
    for name in named:
        assert (written / name).exists(), name
    info = json.loads((written / "dataset_info.json").read_text(encoding="utf-8"))
    assert {"balanced", "balanced.sharegpt"} <= set(info)
    [columns] = re.findall(r"select_columns\((\[.*?\])\)", TRAINING)
    assert set(json.loads(columns)) <= set(first_record(written, "balanced.prompt_completion"))
    fields = set(re.findall(r'rows\[0\]\["(\w+)"\]', TRAINING))
    assert fields and fields <= set(first_record(written, "balanced"))
    for name, block in all_blocks("python"):
        compile(block, name, "exec")


def test_reward_of_the_recipe_tells_right_from_wrong(in_every_format: Path) -> None:
    row = first_record(in_every_format, "balanced.grpo")
    recipe: dict = {"__name__": "reward"}
    [block] = [block for block in blocks("python", TRAINING) if "def passes_tests" in block]
    exec(block.replace("from datasets import load_dataset", ""), recipe)
    answers = [
        row["reference"],
        f"Here it is:\n```python\n{row['reference']}\n```\nDone.",
        f"def {row['entry_point']}(*_): pass",
        "raise SystemExit",
        "",
    ]
    rewards = recipe["passes_tests"](
        completions=[[{"role": "assistant", "content": answer}] for answer in answers],
        test_cases=[row["test_cases"]] * len(answers), mbpp_id=[row["mbpp_id"]] * len(answers),
    )  # fmt: skip
    assert rewards == [1.0, 1.0, 0.0, 0.0, 0.0]


def first_record(folder: Path, name: str) -> dict:
    with (folder / f"dataset_{name}.jsonl").open(encoding="utf-8") as opened:
        return json.loads(opened.readline())


def test_picture_of_the_report_is_there() -> None:
    picture = (PROJECT / "docs/report.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 200_000
    assert int.from_bytes(picture[16:20]) == 1280  # pixels wide
