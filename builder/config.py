"""What to build: datasets.toml, the file of --config and the flags, read into one Config.

The built-in defaults are those of Config; the project's datasets.toml is read over them, then the
file of --config, then the flags. Every mistake is a BuildError with file, key, value and what is
allowed.
"""

import dataclasses
import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import lcm
from pathlib import Path

from builder import BuildError, UsageError

PROJECT = Path(__file__).resolve().parent.parent
LEVELS = ("easy", "medium", "hard")
SHORTAGES = ("shrink", "fill", "repeat", "fail")
COLUMNS = ("mbpp_id", "prompt", "response", "passed", "difficulty", "run_id", "split", "test_cases")
TEMPLATE = """\
{{ prompt }}{% if test_cases %}

Your code should pass these tests:
{{ test_cases | join("\\n") }}{% elif entry_point %}

Your code should define `{{ entry_point }}`.{% endif %}"""


@dataclass(frozen=True)
class Mix:
    """A dataset: whole-number shares of easy, medium and hard, and what to do on a shortage."""

    shares: tuple[int, int, int]
    shortage: str = "shrink"
    max_examples: int | None = None
    max_per_problem: int | None = None


@dataclass(frozen=True)
class Config:
    """Every choice of a build. Paths and globs are absolute; thresholds are exact decimals."""

    runs: tuple[str, ...] = ()
    out: Path = Path("datasets")
    seed: int = 42
    dedup: str = "structure"
    max_per_problem: int = 4
    min_agreement: int = 1
    same_size: bool = False
    keep_results: str = "all"
    source: str = "csv"
    problems: Path | None = None
    formats: tuple[str, ...] = ("alpaca",)
    validation: Decimal = Decimal("0.0")
    columns: Mapping[str, str] = field(default_factory=dict)
    difficulty_source: str = "auto"
    easy_at_least: Decimal = Decimal("0.75")
    medium_at_least: Decimal = Decimal("0.30")
    holdout_benchmarks: tuple[str, ...] = ("mbpp",)
    holdout_splits: tuple[str, ...] = ("test", "validation")
    holdout_files: tuple[Path, ...] = ()
    near_copy_at_least: Decimal | None = Decimal("0.7")
    excluded: tuple[str, ...] = ()
    template: str = TEMPLATE
    output: str = "{{ code }}"
    system: str = ""
    mixes: Mapping[str, Mix] = field(
        default_factory=lambda: {
            "balanced": Mix((1, 1, 1)),
            "easy_heavy": Mix((70, 20, 10)),
            "medium_heavy": Mix((15, 70, 15)),
            "hard_heavy": Mix((10, 20, 70)),
        }
    )
    benchmarks: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"mbpp": tuple(map(str, range(1, 601)))}
    )


# ---- what a value may be: each returns it as Config holds it, or says what is allowed -----------


def whole(least: int, most: int = 10**9) -> Callable:
    def check(value, folder):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return check


def choice(*allowed: str) -> Callable:
    def check(value, folder):
        if value not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return value

    return check


def flag(value, folder):
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def fraction(value, folder):
    """A decimal from 0 to 1 with six digits at most, as the tables hold it."""
    if not _is_number(value) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    if Decimal(value) != round(Decimal(value), 6):
        raise ValueError("a number from 0 to 1 with at most six decimals")
    return Decimal(value)


def _is_number(value) -> bool:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return is_number and Decimal(value).is_finite()


def fraction_below_one(value, folder):
    if fraction(value, folder) == 1:
        raise ValueError("a number from 0 to below 1: some problems must be left to train on")
    return Decimal(value)


def fraction_or_false(value, folder):
    if value is False:
        return None
    try:
        return fraction(value, folder)
    except ValueError:
        raise ValueError("a number from 0 to 1, or false to turn it off") from None


def share(value, folder):
    """A part of a mix in any unit, with six decimals at most: whole numbers stand for it."""
    if (
        not _is_number(value)
        or not 0 <= value <= 10**6
        or Decimal(value) != round(Decimal(value), 6)
    ):
        raise ValueError("a number from 0 to 1000000 with at most six decimals")
    return Decimal(value)


def text(value, folder):
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def texts(value, folder):
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError('a list of texts, such as ["a", "b"]')
    return tuple(value)


def labels(value, folder):
    return tuple(item.strip().lower() for item in texts(value, folder))


def path(value, folder):
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("a path")
    return Path(os.path.normpath(folder / value))


def path_or_empty(value, folder):
    return None if value == "" else path(value, folder)


def paths(value, folder):
    return tuple(path(item, folder) for item in texts(value, folder))


def globs(value, folder):
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
        raise ValueError('one or more globs, such as ["runs/*/results.csv"]')
    return tuple(os.path.normpath(os.path.join(folder, item)) for item in value)


def ids(value, folder):
    """Ids and ranges of numbers: ["1-600", "HumanEval/0"]."""
    found: list[str] = []
    for item in texts(
        [str(v) if type(v) is int else v for v in value] if isinstance(value, list) else value,
        folder,
    ):
        ends = re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", item)
        if ends is None:
            if re.fullmatch(r"[\d\s.,;:-]*", item) and not re.fullmatch(r"\s*\d+\s*", item):
                raise ValueError(f'ids or ranges such as "11" or "601-974", not "{item}"')
            found.append(item.strip())
            continue
        first, last = int(ends[1]), int(ends[2])
        if first > last or last - first >= 1_000_000:
            raise ValueError(f'ranges from low to high of at most a million ids, not "{item}"')
        found += map(str, range(first, last + 1))
    return tuple(dict.fromkeys(found))


# Key in the file -> (field of Config, what it may be). The same keys without their table are flags.
KEYS: dict[str, tuple[str, Callable]] = {
    "runs": ("runs", globs),
    "out": ("out", path),
    "seed": ("seed", whole(0, 2**62)),
    "dedup": ("dedup", choice("structure", "text", "none")),
    "max_per_problem": ("max_per_problem", whole(1)),
    "min_agreement": ("min_agreement", whole(1)),
    "same_size": ("same_size", flag),
    "keep_results": ("keep_results", choice("all", "drawn", "none")),
    "source": ("source", text),
    "problems": ("problems", path_or_empty),
    "formats": ("formats", texts),
    "validation": ("validation", fraction_below_one),
    "difficulty.source": ("difficulty_source", choice("auto", "label", "pass_rate")),
    "difficulty.easy_at_least": ("easy_at_least", fraction),
    "difficulty.medium_at_least": ("medium_at_least", fraction),
    "holdout.benchmarks": ("holdout_benchmarks", texts),
    "holdout.splits": ("holdout_splits", labels),
    "holdout.files": ("holdout_files", paths),
    "holdout.near_copy_at_least": ("near_copy_at_least", fraction_or_false),
    "exclude.ids": ("excluded", ids),
    "instruction.template": ("template", text),
    "output.template": ("output", text),
    "messages.system": ("system", text),
}
TABLES = (
    "columns", "difficulty", "holdout", "exclude", "instruction", "output", "messages", "mixes",
    "benchmarks",
)  # fmt: skip
MIX_KEYS: dict[str, Callable] = {
    "shortage": choice(*SHORTAGES),
    "max_examples": whole(1),
    "max_per_problem": whole(1),
}


def load(config_file: Path | None, flags: Mapping[str, object], here: Path) -> Config:
    """The Config of a build.

    config_file: the file of --config, or None. flags: {key as in KEYS: value}, relative to `here`.
    """
    config = Config()
    for file in dict.fromkeys(filter(None, [PROJECT / "datasets.toml", config_file])):
        if file == config_file or file.exists():
            config = _overlay(config, _read(file), file.name, file.resolve().parent)
    for key, value in flags.items():
        name, check = KEYS[key]
        try:
            config = dataclasses.replace(config, **{name: _checked(check, value, here, _flag(key))})
        except BuildError as error:
            raise UsageError(str(error)) from None
    _check_together(config)
    return config


def _flag(key: str) -> str:
    return "--" + {"formats": "format", "difficulty.source": "difficulty-source"}.get(
        key, key.rpartition(".")[2].replace("_", "-")
    )


def _read(file: Path) -> dict:
    try:
        with file.open("rb") as opened:
            return tomllib.load(opened, parse_float=Decimal)
    except OSError as error:
        raise BuildError(f"{file}: {error.strerror}: name an existing file with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BuildError(f"{file}: not TOML: {error}") from None


def _overlay(config: Config, document: dict, file: str, folder: Path) -> Config:
    """config with what a file says in its place. [mixes] replaces, [benchmarks] adds by name."""
    changes: dict[str, object] = {}
    for key, value in document.items():
        if key in TABLES:
            if not isinstance(value, dict):
                raise BuildError(f"{file}: {key} is a table: write [{key}]")
        elif key not in KEYS:
            raise _unknown(file, "", key, [k for k in KEYS if "." not in k] + list(TABLES))
        else:
            changes[KEYS[key][0]] = _checked(KEYS[key][1], value, folder, f"{file}: {key}")
    for table in dict.fromkeys(key.partition(".")[0] for key in KEYS if "." in key):
        known = [k.partition(".")[2] for k in KEYS if k.startswith(table + ".")]
        for key, value in document.get(table, {}).items():
            if key not in known:
                raise _unknown(file, f"[{table}] ", key, known)
            name, check = KEYS[f"{table}.{key}"]
            changes[name] = _checked(check, value, folder, f"{file}: [{table}] {key}")
    if "columns" in document:
        for key, value in document["columns"].items():
            if key not in COLUMNS:
                raise _unknown(file, "[columns] ", key, list(COLUMNS))
            _checked(text, value, folder, f"{file}: [columns] {key}")
        changes["columns"] = dict(document["columns"])
    if "mixes" in document:
        changes["mixes"] = {
            name: _mix(name, value, file) for name, value in document["mixes"].items()
        }
        if not changes["mixes"]:
            raise BuildError(
                f"{file}: [mixes] is empty: name at least one mix, as [mixes.balanced]"
            )
        for one, other in pairwise(sorted(changes["mixes"], key=str.lower)):
            if one.lower() == other.lower():
                raise BuildError(f"{file}: [mixes] {one} and {other}: the same name to some disks")
    if "benchmarks" in document:
        changes["benchmarks"] = dict(config.benchmarks) | {
            name: _checked(ids, value, folder, f"{file}: [benchmarks] {name}")
            for name, value in document["benchmarks"].items()
        }
    return dataclasses.replace(config, **changes)


def _mix(name: str, document: object, file: str) -> Mix:
    where = f"{file}: [mixes.{name}]"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name):
        raise BuildError(f"{where}: a mix is named in letters, digits and _, as it names files")
    if not isinstance(document, dict):
        raise BuildError(f"{where} is a table: easy = 1, medium = 1, hard = 1")
    shares: dict[str, Decimal] = dict.fromkeys(LEVELS, Decimal(0))
    options = {}
    for key, value in document.items():
        if key in LEVELS:
            shares[key] = _checked(share, value, Path(), f"{where} {key}")
        elif key in MIX_KEYS:
            options[key] = _checked(MIX_KEYS[key], value, Path(), f"{where} {key}")
        else:
            raise _unknown(file, f"[mixes.{name}] ", key, [*LEVELS, *MIX_KEYS])
    if not any(shares.values()):
        raise BuildError(f"{where}: all shares are 0: give easy, medium or hard a share above 0")
    return Mix(_whole_shares(list(shares.values())), **options)


def _whole_shares(shares: list[Decimal]) -> tuple[int, int, int]:
    """Shares as they are, or the smallest whole numbers in proportion: 0.7, 0.2, 0.1 -> 7, 2, 1."""
    ratios = [share.as_integer_ratio() for share in shares]
    scale = lcm(*(below for _, below in ratios))
    return tuple(above * scale // below for above, below in ratios)


def _check_together(config: Config) -> None:
    if config.medium_at_least > config.easy_at_least:
        raise BuildError(
            f"[difficulty] medium_at_least = {config.medium_at_least} is above "
            f"easy_at_least = {config.easy_at_least}: no problem could be medium"
        )
    for name in config.holdout_benchmarks:
        if name not in config.benchmarks:
            raise BuildError(
                f'[holdout] benchmarks = "{name}": no such benchmark'
                + _suggestion(name, list(config.benchmarks), "under [benchmarks] are")
            )
    for name, mix in config.mixes.items():
        if (mix.max_per_problem or 0) > config.max_per_problem:
            raise BuildError(
                f"[mixes.{name}] max_per_problem = {mix.max_per_problem} is above the one for all, "
                f"{config.max_per_problem}: raise that one"
            )
        if config.same_size and mix.shortage == "fill":
            raise BuildError(
                f'[mixes.{name}] shortage = "fill" with same_size = true: a filled mix may come '
                "out smaller; choose one of the two"
            )


def _checked(check: Callable, value: object, folder: Path, where: str) -> object:
    try:
        return check(value, folder)
    except ValueError as allowed:
        raise BuildError(f"{where} = {_shown(value)}: {allowed}") from None


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _unknown(file: str, table: str, key: str, known: list[str]) -> BuildError:
    return BuildError(f"{file}: {table}unknown key {key}" + _suggestion(key, known, "known are"))


def _suggestion(name: str, known: list[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    return f": did you mean {' or '.join(near)}?" if near else f": {otherwise} {', '.join(known)}"
