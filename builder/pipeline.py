"""The order of a build: the files of sql/ one after the other, and what Python adds."""

import re
import threading
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from builder import BuildError, run_files, templates
from builder.config import COLUMNS, LEVELS, PROJECT, Config
from builder.engine import Engine, OutOfResources
from builder.holdout import holdout_rows
from builder.run_files import FileRefusal, Header, Look, RunFile
from builder.screen import Screen
from builder.verdicts import verdicts

SQL = PROJECT / "sql"
# Steps not published under their name: no table, several, or one that repeats others' text.
UNPUBLISHED = ("settings", "macros", "codes", "programs")


@dataclass(frozen=True)
class Step:
    """A file of sql/: `05_macros.sql` is the step `05_macros` and makes the table `macros`."""

    path: Path

    @property
    def table(self) -> str:
        return self.path.stem.partition("_")[2]

    @property
    def header(self) -> list[str]:
        """The comment at the top, a line each; the first says `<table>: <what it is>.`"""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [line[2:].strip() for line in lines[: lines.index("")] if line.startswith("--")]

    @property
    def columns(self) -> dict[str, str]:
        """{column: what it is}, from the lines of the header below `Columns:`."""
        text = self.path.read_text(encoding="utf-8").partition("\n\n")[0]
        return dict(re.findall(r"^--   (\w+): (.+)$", text, re.MULTILINE))

    @property
    def purpose(self) -> str:
        """The first sentence of the header, without the table's name."""
        return re.split(r"\. |\.$", " ".join(self.header).partition(": ")[2].split(" Grain:")[0])[0]


def steps() -> list[Step]:
    """The files of sql/, sorted: the order of the run."""
    return [Step(path) for path in sorted(SQL.glob("[0-9]*.sql"))]


@dataclass
class Inputs:
    """The run files of a build, their headers, the copies left out, and what was seen of each."""

    files: list[RunFile]
    headers: dict[RunFile, Header]
    copies: dict[RunFile, RunFile] = field(default_factory=dict)
    looks: dict[RunFile, Look] = field(default_factory=dict)
    refused: dict[RunFile, str] = field(default_factory=dict)

    def shape_of(self, file: RunFile) -> tuple[bool, tuple[str, ...]]:
        """What files read in one go have in common."""
        return file.is_gzip, self.headers[file].names


@dataclass(frozen=True)
class Notice:
    """Something a build says of its data. level: error (nothing is built), warning or note."""

    level: str
    text: str


def gather(config: Config, refused: dict[RunFile, str]) -> Inputs:
    """The files under the globs with their headers, without copies and those refused before.

    Raises FileRefusal for one that cannot be trusted.
    """
    files = [file for file in run_files.find(config.runs, config.source) if file not in refused]
    for file in files:
        run_files.check_kind(file)
    copies = run_files.copies(files)
    files = [file for file in files if file not in copies]
    if not files:
        raise BuildError("no run file is left: nothing to build")
    if config.source != "csv":
        return Inputs(files, {}, copies, refused=refused)
    headers = {file: run_files.read_header(file, config.columns) for file in files}
    inputs = Inputs(files, headers, copies, refused=refused)
    files.sort(key=inputs.shape_of)  # stable: within a shape, by path
    return inputs


def check_source(config: Config) -> None:
    """Raises BuildError for a source without a template, or without the problems file it reads."""
    known = templates.names("sources")
    if config.source not in known:
        raise BuildError(f'source = "{config.source}": there are {", ".join(known)}')
    if config.source != "csv" and config.columns:
        raise BuildError(f'[columns] is for CSVs: source = "{config.source}" names its own columns')
    if templates.mentions("sources", config.source, "problems_file") and config.problems is None:
        raise BuildError(
            f'source = "{config.source}": its results hold no prompts: name the harness\'s file of '
            "problems with --problems FILE"
        )
    if config.problems and not config.problems.is_file():
        raise BuildError(f"{run_files.shown(config.problems)}: no such file: see --problems")


def published_as_made(config: Config, cluster=None) -> list[str]:
    """The tables that go into results.duckdb as they are: all, or none where text is left out.

    None with a cluster either, whose tables arrive in memory.
    """
    if cluster is not None or config.keep_results != "all":
        return []
    return [step.table for step in steps() if step.table not in UNPUBLISHED]


def run(
    engine: Engine, config: Config, inputs: Inputs, screen: Screen, cluster=None
) -> list[Notice]:
    """Every step from the files to the summary; all tables are there afterwards.

    cluster: a spark.Cluster that makes some of the tables, or None. Returns the notices, none of
    them an error: those are raised.
    """
    said: list[Notice] = []
    in_file = published_as_made(config, cluster)
    with _looking(() if cluster else inputs.files, inputs) as looks:
        for step in steps():
            with screen.step(step.path.stem) as progress:
                engine.make_tables_in("build" if step.table in in_file else "work")
                if cluster is None or not cluster.makes(step.table, engine):
                    _run_step(step, engine, config, inputs, looks)
                    _after(step, engine, config, inputs, looks)
                elif step.table == "results":
                    insert_looks(engine, inputs)
                if step.table not in ("settings", "macros", *(cluster.unseen if cluster else ())):
                    progress.n_rows = engine.count(step.table)
            said += notices(step.table, engine, inputs, screen)
    engine.make_tables_in("work")
    return said


@contextmanager
def _looking(files: Iterable[RunFile], inputs: Inputs) -> Iterator[dict[RunFile, Future]]:
    """The look at each file, in a thread beside DuckDB's scan."""
    stopped = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="look") as reader:
        try:
            yield {
                file: reader.submit(run_files.look, file, inputs.headers[file], stopped)
                if inputs.headers
                else reader.submit(run_files.look_at_bytes, file)
                for file in files
            }
        finally:
            stopped.set()
            reader.shutdown(cancel_futures=True)


def step_of(table: str) -> Step:
    """The file of sql/ that makes a table."""
    return next(step for step in steps() if step.table == table)


def read_file(engine: Engine, config: Config, inputs: Inputs) -> None:
    """`results` of one file alone, with every check that a file gets; for a task of a cluster.

    Raises FileRefusal as a build on one machine does.
    """
    prepare(engine, config)
    step = step_of("results")
    with _looking(inputs.files, inputs) as looks:
        _run_step(step, engine, config, inputs, looks)
        _after(step, engine, config, inputs, looks)
    for path in _queries("notices", "results"):
        for level, text, *place in engine.run(
            path.read_text(encoding="utf-8"), where=f"sql/notices/{path.name}"
        ):
            if level == "error" and place and place[0] is not None:
                raise _refusal(inputs, text, *place)


def prepare(engine: Engine, config: Config) -> None:
    """Settings and macros."""
    for table in ("settings", "macros"):
        step = step_of(table)
        engine.run(step.path.read_text(encoding="utf-8"), where=f"sql/{step.path.name}")
    load_settings(engine, config)


def reduce_problems(engine: Engine, config: Config, held_out, draws) -> tuple[str, ...]:
    """From `results` to the examples of these problems alone; for a task of a cluster.

    held_out, draws: those tables as Arrow; draws is None before the draw, and with it the wrong
    answers are made too. Returns the names of the tables that are asked for.
    """
    prepare(engine, config)
    engine.load("held_out", held_out)
    made = [step.table for step in steps()]
    for step in steps()[made.index("held_out") + 1 : made.index("examples") + 1]:
        _run_step(step, engine, config, Inputs([], {}), {})
    if draws is None:
        _after(step, engine, config, Inputs([], {}), {})
        return (
            "prompts", "near_copies", "problems", "solutions", "entry_points", "examples",
            "instructions", "verdicts",
        )  # fmt: skip
    engine.load("draws", draws)
    step = step_of("failures")
    _run_step(step, engine, config, Inputs([], {}), {})
    _after(step, engine, config, Inputs([], {}), {})
    return ("failures", "failure_verdicts")


def _run_step(
    step: Step, engine: Engine, config: Config, inputs: Inputs, looks: dict[RunFile, Future]
) -> None:
    try:
        if step.table == "results" and inputs.headers:
            load_inputs(engine, inputs)
        elif step.table == "results":
            load_harness_files(engine, config, inputs)
        engine.run(step.path.read_text(encoding="utf-8"), where=f"sql/{step.path.name}")
    except OutOfResources:
        raise  # or --quarantine would blame a good file
    except BuildError:
        if step.table == "results":  # the fault of a file has a better message than DuckDB's
            _finish_looks(inputs, looks)
            for file, header in inputs.headers.items():
                if fault := run_files.diagnose(file, header):
                    raise fault from None
            if refusal := _unreadable_by_duckdb(step, engine, inputs):
                raise refusal from None
        raise


def _unreadable_by_duckdb(step: Step, engine: Engine, inputs: Inputs) -> FileRefusal | None:
    """Which file DuckDB refuses where we see no fault: each is read alone. Slow: refusals only."""
    for file in inputs.headers:
        try:
            view_files(engine, Inputs([file], {file: inputs.headers[file]}))
            engine.run(step.path.read_text(encoding="utf-8"))
        except OutOfResources:
            raise
        except BuildError as error:
            reason = str(error).removeprefix("DuckDB: ").removeprefix("templates/sources/")
            if "Maximum line size" in reason:
                return FileRefusal(file, "a row too long for this --memory-limit: raise it")
            return FileRefusal(file, f"DuckDB cannot read it: {reason}: write the file again")
    return None


def _after(
    step: Step, engine: Engine, config: Config, inputs: Inputs, looks: dict[RunFile, Future]
) -> None:
    if step.table == "settings":
        load_settings(engine, config)
    elif step.table == "results":
        _finish_looks(inputs, looks)
        if not inputs.headers:
            _count_rows_of_harness_files(engine, inputs)
        insert_looks(engine, inputs)
    elif step.table == "examples":
        instruct(engine, config)
        judge(engine, "to_judge.sql")
    elif step.table == "failures":
        judge(engine, "to_judge_failures.sql")


def insert_looks(engine: Engine, inputs: Inputs) -> None:
    """How many rows each file has, counted apart from DuckDB."""
    engine.insert(
        "looks",
        [(i, inputs.looks[file].n_rows) for i, file in enumerate(inputs.files)],
    )


def _finish_looks(inputs: Inputs, looks: dict[RunFile, Future]) -> None:
    for file, look in looks.items():
        inputs.looks[file] = look.result()


def _count_rows_of_harness_files(engine: Engine, inputs: Inputs) -> None:
    """There is no second reader of a harness's files: the rows are those that came out of them."""
    counts = engine.run((SQL / "python" / "rows_per_file.sql").read_text(encoding="utf-8"))
    for file_id, n_rows in counts:
        file = inputs.files[file_id]
        inputs.looks[file] = replace(inputs.looks[file], n_rows=n_rows)


# ---- what Python knows, as rows -----------------------------------------------------------------


def load_settings(engine: Engine, config: Config) -> None:
    """The configuration into the tables of 00_settings.sql."""
    engine.insert(
        "settings",
        [(
            config.seed, config.dedup, config.max_per_problem, config.min_agreement,
            config.same_size, config.keep_results, config.difficulty_source,
            config.easy_at_least, config.medium_at_least, config.near_copy_at_least,
            config.validation,
            any(templates.mentions("formats", name, "rejected") for name in config.formats),
            *templates.around_code(config.output), config.system or None,
        )],
    )  # fmt: skip
    engine.insert(
        "mixes",
        [
            (i, name, mix.shortage, mix.max_examples, mix.max_per_problem or config.max_per_problem)
            for i, (name, mix) in enumerate(config.mixes.items())
        ],
    )
    engine.insert(
        "shares",
        [
            (name, i, level, share)
            for name, mix in config.mixes.items()
            for i, (level, share) in enumerate(zip(LEVELS, mix.shares, strict=True), start=1)
        ],
    )
    engine.insert("benchmarks", [(name, i) for name, ids in config.benchmarks.items() for i in ids])
    engine.insert("excluded", [(i,) for i in config.excluded])
    engine.insert("holdout", holdout_rows(config))


def load_inputs(engine: Engine, inputs: Inputs) -> None:
    """The files as rows of `inputs`, and the view over them."""
    insert_inputs(engine, inputs)
    view_files(engine, inputs)


def insert_inputs(engine: Engine, inputs: Inputs) -> None:
    """The files as rows of `inputs`."""
    engine.insert(
        "inputs",
        [
            (
                i, file.name, file.run_id,
                *map(inputs.headers[file].written_as, ("mbpp_id", "prompt")),
            )
            for i, file in enumerate(inputs.files)
        ],
    )  # fmt: skip


def view_files(engine: Engine, inputs: Inputs) -> None:
    """The view `source_rows` over the files: one read_csv for each header among them.

    DuckDB sets sixteen of the longest rows aside per thread, twice: within a quarter of its memory.
    """
    longest = min(run_files.LONGEST_ROW, engine.memory_bytes // (engine.n_threads * 128))
    engine.set_variable("longest_row", longest)
    shapes = []
    for shape, group in groupby(inputs.files, inputs.shape_of):
        files, i = list(group), len(shapes)
        engine.set_variable(f"files_{i}", [file.duckdb_name for file in files])
        engine.set_variable(f"run_ids_{i}", [file.run_id for file in files])
        engine.set_variable(f"names_{i}", list(shape[1]))
        shapes.append(
            {
                "first_file_id": inputs.files.index(files[0]),
                "files": f"files_{i}",
                "run_ids": f"run_ids_{i}",
                "names": f"names_{i}",
                "compression": "gzip" if shape[0] else "none",
            }
        )
    source = templates.sql("sources/csv.sql.j2", known_columns=COLUMNS, shapes=shapes)
    engine.run(source, where="templates/sources/csv.sql.j2")


def load_harness_files(engine: Engine, config: Config, inputs: Inputs) -> None:
    """The same for the files of a harness, read by the template of its name."""
    engine.insert("inputs", [(i, f.name, f.run_id, "", "") for i, f in enumerate(inputs.files)])
    engine.set_variable("files", [file.duckdb_name for file in inputs.files])
    engine.set_variable("run_ids", [file.run_id for file in inputs.files])
    # DuckDB sets twice this size aside at once
    largest = max(file.path.stat().st_size for file in inputs.files)
    engine.set_variable("largest_file", min(largest + (1 << 16), (1 << 31) - 1))
    if config.problems:
        engine.set_variable("problems_file", str(config.problems))
    source = templates.sql("source.sql.j2", known_columns=COLUMNS, source=config.source)
    engine.run(source, where=f"templates/sources/{config.source}.sql.j2")


def instruct(engine: Engine, config: Config) -> None:
    """Renders the instruction of every problem that has an example into `instructions`."""
    render = templates.instruction_renderer(config.template)
    rows = engine.run((SQL / "python" / "to_instruct.sql").read_text(encoding="utf-8"))
    engine.insert(
        "instructions",
        [
            (
                mbpp_id,
                render(
                    {
                        "mbpp_id": mbpp_id,
                        "prompt": prompt,
                        "test_cases": templates.test_list(test_cases),
                        "entry_point": entry_point,
                        "difficulty": difficulty,
                    }
                ),
            )
            for mbpp_id, prompt, test_cases, entry_point, difficulty in rows
        ],
    )


def judge(engine: Engine, query: str) -> None:
    """Python's verdict on every program that a query of sql/python gives into `verdicts`."""
    rows = engine.run((SQL / "python" / query).read_text(encoding="utf-8"))
    engine.insert(
        "verdicts",
        [(id_, reason is None, reason) for id_, reason in verdicts(rows, engine.n_threads)],
    )


# ---- notices and checks -------------------------------------------------------------------------


def _queries(folder: str, table: str) -> Iterator[Path]:
    return iter(sorted((SQL / folder).glob(f"{table}__*.sql")))


def notices(table: str, engine: Engine, inputs: Inputs, screen: Screen) -> list[Notice]:
    """What sql/notices has to say of a table, said; an error among it is raised."""
    said = []
    for path in _queries("notices", table):
        for level, text, *place in engine.run(
            path.read_text(encoding="utf-8"), where=f"sql/notices/{path.name}"
        ):
            if level == "error":
                raise _refusal(inputs, text, *place)
            screen.notice(level, text)
            said.append(Notice(level, text))
    return said


def _refusal(
    inputs: Inputs,
    text: str,
    file_id: int | None = None,
    record: int | None = None,
    column: str | None = None,
) -> BuildError:
    """The error of a notice; one about a row gets the line and the value from the file itself."""
    if file_id is None:
        return BuildError(text)
    file = inputs.files[file_id]
    if file not in inputs.headers:
        where = "" if record is None else f"response {record + 1}: "
        return FileRefusal(file, where + text.replace("{value}", "missing or unclear"))
    if record is None:
        return run_files.diagnose(file, inputs.headers[file]) or FileRefusal(file, text)
    line, values = run_files.locate(file, inputs.headers[file], record)
    written = values.get(column, "")
    return FileRefusal(file, text.replace("{value}", f'"{run_files.shown(written)[:80]}"'), line)


def check(engine: Engine, screen: Screen, left_out: Collection[str] = ()) -> int:
    """Runs sql/checks: each returns the rows that break a promise. Returns how many checks ran.

    left_out: names of checks of what this build does not have. Raises BuildError with the name, the
    count and a few rows of all that fail.
    """
    failed = []
    paths = [p for p in sorted((SQL / "checks").glob("*.sql")) if p.stem not in left_out]
    with screen.step("checks") as progress:
        for path in paths:
            rows = engine.run(path.read_text(encoding="utf-8"), where=f"sql/checks/{path.name}")
            if rows:
                sample = "".join(f"\n    {row}" for row in rows[:3])
                failed.append(f"check {path.stem}: {len(rows):,} rows break it, such as{sample}")
        progress.n_rows = len(paths)
        progress.unit = "checks"
    if failed:
        raise BuildError("nothing was published: " + "\n".join(failed))
    return len(paths)
