"""A build takes from the one before what still holds, and writes what a build from nothing writes."""

import csv
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, ask, build_py, write_run
from runs_to_datasets import places
from runs_to_datasets.again.keys import settings_read
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.pipeline.steps import published, steps

RUNS = sorted((PROJECT / "examples" / "runs").glob("*/results.csv"))[:4]


class Project:
    """Runs, a configuration, a file of held-out problems and one of tests, all of which change."""

    def __init__(self, folder: Path):
        self.folder = folder
        for run in RUNS[:3]:
            with run.open(newline="", encoding="utf-8") as opened:
                rows = [row for i, row in enumerate(csv.DictReader(opened)) if i % 2]
            write_run(folder / "runs" / run.parent.name / "results.csv", rows)
        self.choices: dict[str, object] = {}
        (folder / "holdout.csv").write_text("mbpp_id\n700\n")
        tests = {"task_id": 610, "test_list": ["assert f(1) == 1"]}
        (folder / "tests.jsonl").write_text(json.dumps(tests) + "\n")
        (folder / "own" / "formats").mkdir(parents=True)
        self.own_format = folder / "own" / "formats" / "mine.sql.j2"
        self.own_format.write_text("{#- Mine. -#}\nselect instruction as q from mix_rows\n")

    def runs(self) -> list[Path]:
        """The run files that there are now."""
        return sorted((self.folder / "runs").glob("*/*.csv"))

    def build(self, out: str, *options: str) -> str:
        """A build of it as it is now; what it said."""
        lines = [f"{key} = {json.dumps(value)}" for key, value in self.choices.items()]
        plain = [line for line in lines if "." not in line.partition(" = ")[0]]
        dotted = [line for line in lines if line not in plain]
        (self.folder / "my.toml").write_text(
            "\n".join(['runs = ["runs/*/*.csv"]', *plain, *dotted]) + "\n"
        )
        done = build_py(
            "datasets", "--config", self.folder / "my.toml", "--out", self.folder / out, *options
        )
        assert done.returncode in (0, 1), done.stderr
        self.refusal = done.stderr.splitlines()[-1] if done.returncode else ""
        return done.stdout + done.stderr


def written(folder: Path) -> dict[str, bytes]:
    """What a build wrote, but for its database, which is never the same bytes."""
    return {f.name: f.read_bytes() for f in folder.iterdir() if "duckdb" not in f.name}


def tables(folder: Path) -> dict[str, list]:
    """The rows of every table of a build, sorted."""
    return {
        name: sorted(ask(folder, f"select md5(t::varchar) from {name} as t"))
        for name in published()
    }


def changed_cell(project: Project, draw: random.Random, column: str, value: str) -> None:
    file = draw.choice(project.runs())
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    draw.choice(rows)[column] = value
    write_run(file, rows)


def one_byte(project: Project, draw: random.Random) -> None:
    """Another letter in a text of a run, with the time of the file as it was."""
    file = draw.choice(project.runs())
    data, was = bytearray(file.read_bytes()), file.stat()
    at = draw.choice([i for i, byte in enumerate(data) if chr(byte).isalpha()])
    data[at] = ord("q") if data[at] != ord("q") else ord("z")
    file.write_bytes(data)
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))


def another_run(project: Project, draw: random.Random) -> None:
    file = draw.choice(RUNS)
    target = project.folder / "runs" / f"more-{draw.randrange(10**6)}" / "results.csv"
    target.parent.mkdir()
    rows = file.read_text(encoding="utf-8").replace("return", "return ", draw.randrange(1, 30))
    target.write_text(rows.replace(file.parent.name, target.parent.name), encoding="utf-8")


def fewer_runs(project: Project, draw: random.Random) -> None:
    if len(project.runs()) > 2:
        shutil.rmtree(draw.choice(project.runs()).parent)


def renamed_run(project: Project, draw: random.Random) -> None:
    folder = draw.choice(project.runs()).parent
    folder.rename(folder.with_name(f"renamed-{draw.randrange(10**6)}"))


def touched(project: Project, draw: random.Random) -> None:
    draw.choice(project.runs()).touch()


CHOICES: dict[str, list[object]] = {
    "seed": [1, 2, 42],
    "dedup": ["structure", "loose", "text", "none"],
    "max_per_problem": [1, 2, 4],
    "min_agreement": [1, 2],
    "same_size": [True, False],
    "validation": [0.0, 0.3],
    "formats": [["alpaca"], ["messages", "dpo"], ["parquet"], ["mine", "alpaca"], ["grpo"]],
    "keep_results": ["all", "all", "drawn"],
    "answer.take": ["program", "program", "text"],
    "difficulty.source": ["auto", "pass_rate"],
    "difficulty.easy_at_least": [0.75, 0.9],
    "difficulty.forgive_names": [True, False],
    "holdout.benchmarks": [["mbpp"], [], ["mbpp", "mbpp-plus"]],
    "holdout.files": [["holdout.csv"], []],
    "holdout.near_copy_at_least": [0.7, 0.4, False],
    "exclude.ids": [[], ["650-660"]],
    "tests.files": [["tests.jsonl"], []],
    "tests.in_prompt": [True, False],
    "instruction.template": ["{{ prompt }}", "Do this: {{ prompt }}"],
    "output.template": ["{{ code }}", "```python\n{{ code }}\n```"],
    "messages.system": ["", "You write Python."],
    "input.strict": [True, False],
    "columns.prompt": ["upper(prompt)", "prompt"],
    "passed.at_least": [0.5, False],
    "mixes.one": [{"easy": 1, "medium": 1, "shortage": "fill"}, {"shares": "as_available"}],
    "mixes.two": [{"hard": 1, "max_tokens": 60}, {"easy": 2, "hard": 1, "max_examples": 5}],
}


def chosen(project: Project, draw: random.Random) -> None:
    """Another value of one or two keys."""
    for key in draw.sample(sorted(CHOICES), draw.choice([1, 1, 2])):
        project.choices[key] = draw.choice(CHOICES[key])


def held_out(project: Project, draw: random.Random) -> None:
    (project.folder / "holdout.csv").write_text(f"mbpp_id\n{draw.randrange(601, 640)}\n")


def other_tests(project: Project, draw: random.Random) -> None:
    number = draw.randrange(601, 640)
    tests = {"task_id": number, "test_list": [f"assert f({number}) == 1"]}
    (project.folder / "tests.jsonl").write_text(json.dumps(tests) + "\n")


def format_changed(project: Project, draw: random.Random) -> None:
    name = draw.choice("abc")
    project.own_format.write_text(f"{{#- Mine. -#}}\nselect instruction as {name} from mix_rows\n")


CHANGES: list[Callable[[Project, random.Random], None]] = [
    lambda project, draw: changed_cell(project, draw, "passed", draw.choice(["True", "False"])),
    lambda project, draw: changed_cell(project, draw, "response", "def other(x):\n    return x"),
    lambda project, draw: changed_cell(project, draw, "mbpp_id", "701"),
    one_byte, another_run, fewer_runs, renamed_run, touched, held_out, other_tests,
    format_changed, *[chosen] * 9,
]  # fmt: skip


def try_changes(project: Project, draw: random.Random, n_changes: int) -> None:
    """Builds again after each change, and from nothing; both write the same."""
    project.choices["extend.folder"] = "own"
    for _ in range(n_changes):
        change = draw.choice(CHANGES)
        change(project, draw)
        project.build("again")
        refusal = project.refusal
        project.build("fresh", "--fresh")
        assert project.refusal.replace("fresh", "again") == refusal.replace("fresh", "again")
        if not refusal:
            again, fresh = project.folder / "again", project.folder / "fresh"
            assert written(again) == written(fresh), (change, project.choices)
            assert tables(again) == tables(fresh), (change, project.choices)
        if draw.random() < 0.3 or refusal:
            project.choices = {"extend.folder": "own"}


# What decides what a build makes, changed: a step, a macro, a template, Python.
PROJECT_CHANGES = {
    "sql/40_examples.sql": ("n_responses desc, length(code) asc", "n_responses asc, length(code) desc"),
    "sql/11_results.sql": ("coalesce(prompt, '') as", "coalesce(prompt, '') || ' Please.' as"),
    "sql/macros/25_keys.sql": ("chr(31)", "chr(30)"),
    "templates/formats/alpaca.sql.j2": ("'' as input", "' ' as input"),
    "runs_to_datasets/programs/structure.py": ('"\\x1f".join', '"\\x1e".join'),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("file", PROJECT_CHANGES)
def test_another_program_takes_nothing_that_it_would_make_otherwise(tmp_path: Path, file: str):
    for part in ("sql", "templates", "runs_to_datasets", "build.py", "datasets.toml"):
        source = PROJECT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / part)
    project = Project(tmp_path / "here")

    def built(out: str) -> dict[str, bytes]:
        subprocess.run(
            [sys.executable, tmp_path / "build.py", "datasets", "--out", project.folder / out]
            + ["--runs", f"{project.folder}/runs/*/*.csv"],
            check=True, capture_output=True,
        )  # fmt: skip
        return written(project.folder / out)

    before = built("again")
    text = (tmp_path / file).read_text()
    old, new = PROJECT_CHANGES[file]
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    again = built("again")
    assert again == built("fresh")
    assert again != before


@pytest.mark.slow
def test_a_build_says_what_it_took_and_what_it_made(tmp_path: Path):
    project = Project(tmp_path)
    first = project.build("out")
    assert "from the build before" not in first
    n_rows = ask(tmp_path / "out", "select count(*) from results")[0][0]
    project.choices["seed"] = 7
    again = project.build("out")
    assert re.search(rf"^11_results +{n_rows:,} rows  from the build before$", again, re.MULTILINE)
    assert re.search(r"^40_examples .* s$", again, re.MULTILINE)
    assert "23_readings" not in again, "nothing reads what it would make"
    assert "from the build before" not in project.build("out", "--fresh")


def test_nothing_is_built_where_nothing_has_changed(tmp_path: Path):
    project = Project(tmp_path)
    first = project.build("out")
    number = os.readlink(tmp_path / "out")
    again = project.build("out")
    assert os.readlink(tmp_path / "out") == number
    assert "nothing has changed: " in again and "14_runs" not in again
    said = [line for line in first.splitlines() if line.startswith(("note: ", "warning: "))]
    assert said and set(said) <= set(again.splitlines()), "what it said holds too"
    (tmp_path / "out" / "dataset_all.csv").write_text("mine")
    project.build("out")
    assert os.readlink(tmp_path / "out") != number, "what was written was changed by hand"
    assert (tmp_path / "out" / "dataset_all.csv").read_text() != "mine"


@pytest.mark.parametrize(
    "file",
    ["sql/report/fates.sql", "sql/checks/draws__only_passing.sql", "sql/python/estimated_tokens.sql",
     "sql/notices/losses__many.sql", "sql/explore/leaderboard.sql", "templates/report/style.css",
     "datasets.toml", "runs_to_datasets/programs/plain.py"],
)  # fmt: skip
def test_whatever_decides_a_build_is_in_the_version(tmp_path, monkeypatch, file: str):
    before = places.version_now()
    for name in ("SQL", "TEMPLATES", "PACKAGE", "DEFAULTS"):
        part = getattr(places, name)
        (shutil.copytree if part.is_dir() else shutil.copy)(part, tmp_path / part.name)
        monkeypatch.setattr(places, name, tmp_path / part.name)
    monkeypatch.setattr(places, "ROOT", tmp_path)
    assert places.version_now() == before
    with (tmp_path / file).open("a") as opened:
        opened.write(" ")
    assert places.version_now() != before


def test_files_of_several_shapes_are_built_again_too(tmp_path: Path):
    project = Project(tmp_path)
    first, second = project.runs()[:2]
    with second.open(newline="", encoding="utf-8") as opened:
        rows = [row | {"other": "column"} for row in csv.DictReader(opened)]
    write_run(second, rows)
    (first.parent / "results.csv.gz").write_bytes(gzip.compress(first.read_bytes()))
    first.unlink()
    project.build("out", "--runs", f"{tmp_path}/runs/*/*")
    assert "nothing has changed" in project.build("out", "--runs", f"{tmp_path}/runs/*/*")


def run_as(source: str, folder: Path, name: str, n: int) -> None:
    """A run of a source: every n-th row of an example."""
    with RUNS[0].open(newline="", encoding="utf-8") as opened:
        rows = [row for i, row in enumerate(csv.DictReader(opened)) if i % n == 0]
    for row in rows:
        row["response"] += f"\n# {name}"
    target = folder / f"{name}.{source}"
    if source == "csv":
        write_run(target, rows)
    elif source == "jsonl":
        target.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif source == "parquet":
        text = folder / "rows.txt"
        text.write_text("".join(json.dumps(row) + "\n" for row in rows))
        duckdb.sql(f"copy (from read_ndjson('{text}')) to '{target}' (format parquet)")
        text.unlink()
    else:
        samples: dict[str, list] = {}
        for row in rows:
            task = f"Mbpp/{row['mbpp_id']}"
            status = "pass" if row["passed"].lower() == "true" else "fail"
            samples.setdefault(task, []).append(
                {"task_id": task, "solution": row["response"], "base_status": status}
            )
        (folder / f"{name}_eval_results.json").write_text(json.dumps({"eval": samples}))


@pytest.mark.parametrize("source", ["csv", "jsonl", "parquet", "evalplus"])
def test_one_run_more_is_read_without_the_others(tmp_path: Path, source: str):
    (tmp_path / "runs").mkdir()
    options = ["--runs", f"{tmp_path}/runs/*", "--source", source]
    if source == "evalplus":
        problems = tmp_path / "problems.jsonl"
        asked = [{"task_id": f"Mbpp/{i}", "prompt": f"Write f{i}."} for i in range(600, 1000)]
        problems.write_text("".join(json.dumps(task) + "\n" for task in asked))
        options += ["--problems", str(problems)]

    def built(out: str, *more: str) -> str:
        done = build_py("datasets", *options, "--out", tmp_path / out, *more)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def is_as_from_nothing() -> None:
        built("fresh", "--fresh")
        assert written(tmp_path / "again") == written(tmp_path / "fresh")
        assert tables(tmp_path / "again") == tables(tmp_path / "fresh")

    for name, n in (("a", 1), ("c", 2)):
        run_as(source, tmp_path / "runs", name, n)
    built("again")
    run_as(source, tmp_path / "runs", "b", 3)  # between them: all ids behind it are others
    told = re.search(r"^11_results .*", built("again"), re.MULTILINE)
    assert told and told[0].endswith(" s  2 files from the build before")
    is_as_from_nothing()
    next((tmp_path / "runs").glob("a*")).unlink()
    told = re.search(r"^11_results .*", built("again"), re.MULTILINE)
    assert told and told[0].endswith(" s  2 files from the build before")
    is_as_from_nothing()


def test_a_file_of_another_shape_has_all_read_again(tmp_path: Path):
    project = Project(tmp_path)
    project.build("again")
    first = project.runs()[0]
    with first.open(newline="", encoding="utf-8") as opened:
        rows = [row | {"top_p": "0.9"} for row in csv.DictReader(opened)]
    write_run(first, rows)
    assert "files from the build before" not in project.build("again")
    project.build("fresh", "--fresh")
    assert written(tmp_path / "again") == written(tmp_path / "fresh")
    assert tables(tmp_path / "again") == tables(tmp_path / "fresh")


def test_a_source_of_ones_own_has_all_read_again(tmp_path: Path):
    """Its columns may follow from all files."""
    (tmp_path / "own" / "sources").mkdir(parents=True)
    (tmp_path / "own" / "sources" / "mine.sql.j2").write_text(
        "{#- Mine.\n    Records: lines.* with passed -#}\n"
        "select id as mbpp_id, passed::varchar as passed, * exclude (id, passed), file_index\n"
        "from read_ndjson(getvariable('files'), union_by_name = true)\n"
    )

    def run(name: str, **more: object) -> None:
        rows = [
            {"id": i, "prompt": f"Task {i}.", "response": f"def f{i}(): return '{name}'"}
            | {"passed": True}
            | more
            for i in range(605, 609)
        ]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def built(out: str, *more: str) -> None:
        done = build_py(
            "datasets", "--source", "mine", "--extend-folder", tmp_path / "own",
            "--runs", f"{tmp_path}/*.jsonl", "--out", tmp_path / out, *more,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    run("b", score=1)
    run("c", score=2)
    built("again")
    run("a", score=1.5, more="z")
    for change in (lambda: None, (tmp_path / "a.jsonl").unlink):
        change()
        built("again")
        built("fresh", "--fresh")
        assert written(tmp_path / "again") == written(tmp_path / "fresh")
        assert tables(tmp_path / "again") == tables(tmp_path / "fresh")


def test_a_broken_file_of_a_harness_is_named_beside_files_from_before(tmp_path: Path):
    problems = [{"task_id": f"Mbpp/{i}", "prompt": f"Write f{i}.", "entry_point": f"f{i}",
                 "test": "def check(f): pass"} for i in range(605, 609)]  # fmt: skip
    (tmp_path / "problems.jsonl").write_text("".join(json.dumps(p) + "\n" for p in problems))

    def run(name: str, passed: object) -> None:
        rows = [{"task_id": p["task_id"], "completion": f"def {p['entry_point']}(): return 1  # {name}",
                 "result": "x", "passed": passed} for p in problems]  # fmt: skip
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{name}_results.jsonl").write_text(text)

    def built(*more: str) -> subprocess.CompletedProcess:
        return build_py(
            "datasets", "--source", "human_eval", "--problems", tmp_path / "problems.jsonl",
            "--runs", f"{tmp_path}/*_results.jsonl", "--out", tmp_path / "out", *more,
        )  # fmt: skip

    run("a", True)
    assert built().returncode == 0
    run("b", "maybe")
    refused = built()
    assert refused.returncode == 1
    assert f"error: {tmp_path}/b_results.jsonl, line 1: " in refused.stderr
    kept = built("--quarantine")
    assert kept.returncode == 1 and "quarantined: " in kept.stderr
    assert (tmp_path / "out").exists()


def test_an_own_check_in_any_writing_finds_what_it_reads(tmp_path: Path):
    project = Project(tmp_path)
    project.choices["extend.folder"] = "own"
    (tmp_path / "own" / "checks").mkdir()
    check = '-- Codes are there.\nSELECT * FROM "codes", READINGS WHERE false\n'
    (tmp_path / "own" / "checks" / "codes__mine.sql").write_text(check)
    project.build("out")
    project.choices["seed"] = 7
    assert "from the build before" in project.build("out")
    assert not project.refusal


@pytest.mark.slow
def test_what_was_left_out_is_not_in_the_file_any_more(tmp_path: Path):
    project = Project(tmp_path)
    project.choices |= {"messages.system": "a word that shall go", "exclude.ids": ["that-one"]}
    project.build("out")
    del project.choices["messages.system"], project.choices["exclude.ids"]
    assert "from the build before" in project.build("out")
    data = (tmp_path / "out" / "results.duckdb").read_bytes()
    assert b"a word that shall go" not in data and b"that-one" not in data


def test_a_dry_run_prints_the_mixes_where_nothing_has_changed(tmp_path: Path):
    project = Project(tmp_path)
    project.build("out")
    made = {f.name: f.read_bytes() for f in (tmp_path / ".out.builds").iterdir() if f.is_file()}
    assert "The mixes" in project.build("out", "--dry-run")
    assert made == {
        f.name: f.read_bytes() for f in (tmp_path / ".out.builds").iterdir() if f.is_file()
    }


def test_a_damaged_memory_is_read_past(tmp_path: Path):
    project = Project(tmp_path)
    project.build("out")
    memory = tmp_path / ".out.builds" / "programs.duckdb"
    data = bytearray(memory.read_bytes())
    for at in range(3 * 4096 + 2000, len(data), 4096):
        data[at] ^= 0xFF
    memory.write_bytes(bytes(data))
    another_run(project, random.Random(1))
    project.build("out")
    assert not project.refusal


def test_a_database_that_was_changed_is_not_taken(tmp_path: Path):
    project = Project(tmp_path)
    project.build("out")
    with duckdb.connect(str(tmp_path / "out" / "results.duckdb")) as connection:
        connection.execute("update results set passed = true")
    project.choices["seed"] = 7
    assert "from the build before" not in project.build("out")
    assert ask(tmp_path / "out", "select bool_and(passed) from results") == [(False,)]


@pytest.mark.slow
def test_programs_are_read_once_while_their_answers_stay(tmp_path: Path):
    project = Project(tmp_path)
    project.build("out")
    another_run(project, random.Random(1))
    project.build("out")
    remembered = tmp_path / ".out.builds" / "programs.duckdb"
    with duckdb.connect(str(remembered), read_only=True) as connection:
        [(n_kept,)] = connection.execute("select count(*) from readings").fetchall()
    n_texts = ask(tmp_path / "out", "select count(distinct response) from results where passed")
    assert n_kept == n_texts[0][0], "what is kept is what this build read"
    project.choices["keep_results"] = "drawn"
    project.build("out")
    assert not remembered.exists(), "no text stays that the database leaves out"


@pytest.mark.slow
@pytest.mark.parametrize("content", ["{", '{"build": 1}'])
def test_a_broken_memory_is_no_fault(tmp_path: Path, content: str):
    project = Project(tmp_path)
    project.build("out")
    for name in ("made.json", "programs.duckdb"):
        (tmp_path / ".out.builds" / name).write_text(content)
    assert "from the build before" not in project.build("out")
    assert not project.refusal


def test_a_step_reads_no_setting_that_its_key_does_not_know(engine: Engine):
    """With a table `settings` of the columns alone that stand in a step as settings.<column>."""
    engine.run("create table work.all_settings as from settings")
    for step in steps():
        if "settings" not in step.reads or step.table == "results":
            continue
        columns = ", ".join(settings_read(step)) or "1 as none"
        engine.run(f"create or replace table work.settings as select {columns} from all_settings")
        engine.run_file(step.path)


def test_a_build_again_writes_what_a_build_from_nothing_writes(tmp_path: Path):
    try_changes(Project(tmp_path), random.Random(1), 3)


@pytest.mark.slow
def test_so_does_it_after_many_changes(tmp_path: Path):
    try_changes(Project(tmp_path), random.Random(2), int(os.environ.get("CHANGES", "25")))
