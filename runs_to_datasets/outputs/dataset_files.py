"""The dataset files: a CSV and a file per format for each side of each mix, and the summary."""

from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import as_glob
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.inputs import Inputs
from runs_to_datasets.library import Library
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.steps import step_of

SUMMARY = "datasets_summary.csv"
# How a file of a format ends; the others are JSON lines that carry the name of their format.
ENDINGS = {"csv": ".csv", "alpaca": ".jsonl", "parquet": ".parquet"}


def check_formats(library: Library, *formats: str) -> None:
    """Raises BuildError for a format that has no file in templates/formats."""
    known = library.names("formats")
    if not formats:
        raise BuildError(f"formats = []: name at least one of {', '.join(known)}")
    for name in formats:
        if name not in known:
            raise BuildError(f'formats = ["{name}"]: there are {", ".join(known)}')


def try_own_formats(build: Build) -> None:
    """Writes each format of an extension over no rows, so that a slip in it is said at once.

    build: one whose tables are there and empty. Raises BuildError with the file of the format.
    """
    for form in build.config["formats"]:
        if form in build.library.own("formats"):
            _write(build, next(iter(build.config.mixes)), "train", [form])
            (
                build.engine.folder / file_name(next(iter(build.config.mixes)), "train", form)
            ).unlink()


def checks_left_out(config: Config) -> tuple[str, ...]:
    """The checks of files that this build does not write."""
    formats = set(config["formats"])
    left_out = () if "alpaca" in formats else ("files__jsonl_same_rows",)
    return left_out + (("files__as_many_rows",) if formats == {"parquet"} else ())


def check_carried(config: Config, inputs: Inputs) -> None:
    """Raises BuildError for a name of [output] columns that no file has, or is written anyway."""
    carried = config["output.columns"]
    headers = [record.header for record in inputs.records if record.header is not None]
    if carried and not headers:
        raise BuildError(f'[output] columns: source = "{config["source"]}" has no others')
    there = dict.fromkeys(column.name for header in headers for column in header.columns)
    written = {*step_of("drawn_examples").columns, "output"}
    for name in carried:
        if name in written:
            raise BuildError(f'[output] columns = "{name}": the dataset files have it anyway')
        if name not in there:
            raise BuildError(
                f'[output] columns = "{name}": no such column; there are {", ".join(there)[:300]}'
            )


def write_datasets(build: Build) -> None:
    """All dataset files and the summary.

    The table `files` has a row for each but the summary afterwards.
    """
    engine, config = build.engine, build.config
    written = [
        row
        for mix in drawn_mixes(build)
        for side in (("train", "validation") if config["validation"] else ("train",))
        for row in _write(build, mix, side, ["csv", *config.written_formats])
    ]
    engine.insert("files", written)
    engine.set_variable("csv_file", str(engine.folder / SUMMARY))
    engine.run(build.library.sql("summary.sql.j2"), where="templates/summary.sql.j2")
    for variable, forms in (
        ("csv_files", ["csv"]),
        ("jsonl_files", ["alpaca"]),
        ("all_jsonl_files", [form for form in config.written_formats if form != "parquet"]),
    ):
        files = [as_glob(engine.folder / name) for name, *_, form, _ in written if form in forms]
        engine.set_variable(variable, files)
    largest = max(file.stat().st_size for file in engine.folder.glob("dataset_*"))
    engine.set_variable("largest_file", largest + (1 << 16))


def drawn_mixes(build: Build) -> list[str]:
    """The mixes that hold an example to train on, in their order; the others are left out."""
    drawn = {q["mix"] for q in build.engine.rows("quotas") if q["side"] == "train" and q["n_drawn"]}
    return [mix for mix in build.config.mixes if mix in drawn]


def _write(
    build: Build, mix: str, side: str, formats: list[str]
) -> list[tuple[str, str, str, str, int]]:
    """The files of one side of a mix: (file, mix, side, format, rows)."""
    engine, library = build.engine, build.library
    engine.set_variable("mix", mix)
    engine.set_variable("side", side)
    engine.run(library.sql("export.sql.j2"), where="templates/export.sql.j2")
    written = []
    for form in formats:
        name = file_name(mix, side, form)
        engine.set_variable("file", str(engine.folder / name))
        where = "templates/copy.sql.j2" if form == "csv" else library.label("formats", form)
        copy = library.sql("copy.sql.j2", format=form, carried=build.config["output.columns"])
        [(n_rows,)] = engine.run(copy, where=where)
        written.append((name, mix, side, form, n_rows))
    return written


def file_name(mix: str, side: str, form: str) -> str:
    """dataset_<mix>[.validation][.<format>].<ending>: alpaca, CSV and Parquet need no format."""
    of_side = "" if side == "train" else f".{side}"
    return f"dataset_{mix}{of_side}" + ENDINGS.get(form, f".{form}.jsonl")
