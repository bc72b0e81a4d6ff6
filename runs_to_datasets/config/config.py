"""One Config out of datasets.toml, the file of --config and the flags, each over the one before.

Every mistake is a BuildError with file, key, value and what is allowed.
"""

import dataclasses
import difflib
import glob
import os
import re
import shlex
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import lcm
from pathlib import Path
from typing import Any

from runs_to_datasets.config import values
from runs_to_datasets.config.keys import (
    AS_AVAILABLE,
    COLUMNS,
    COMPANIONS,
    KEYS,
    LEVELS,
    MIX_KEYS,
    NAMED_TABLES,
    TABLES,
    flag_of,
)
from runs_to_datasets.config.values import Check
from runs_to_datasets.errors import BuildError, UsageError
from runs_to_datasets.places import DEFAULTS, EXAMPLE_RUNS, EXAMPLE_TESTS, IS_CHECKOUT, ROOT


@dataclass(frozen=True)
class Mix:
    """A dataset: whole-number shares of easy, medium and hard, and what to do on a shortage.

    takes_all: shares are what there is of each level; then they are 0 here. pass_rate: the least
    and the highest of a problem in it.
    """

    shares: tuple[int, int, int]
    takes_all: bool = False
    shortage: str = "shrink"
    max_examples: int | None = None
    max_per_problem: int | None = None
    max_tokens: int | None = None
    pass_rate: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class Config:
    """Every choice of a build: config["max_per_problem"], by the keys of keys.KEYS.

    Paths and globs are absolute; thresholds are exact decimals; what is turned off is None.
    """

    chosen: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    verdict_words: Mapping[str, bool] = field(default_factory=dict)
    mixes: Mapping[str, Mix] = field(default_factory=dict)
    benchmarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.chosen[key]

    def only(self, keys: Iterable[str]) -> "Config":
        """A configuration that knows nothing but these keys."""
        return Config({key: self.chosen[key] for key in keys})

    @property
    def written_formats(self) -> tuple[str, ...]:
        """The formats that were chosen, each with the one that is written beside it."""
        chosen = self["formats"]
        beside = [COMPANIONS[name] for name in chosen if name in COMPANIONS]
        return tuple(dict.fromkeys([*chosen, *beside]))


def load(config_file: Path | None, flags: Mapping[str, object], here: Path) -> Config:
    """The Config of a build.

    config_file: the file of --config, or None. flags: {key as in KEYS: value}, relative to `here`.
    The shipped datasets.toml speaks of the project's folder; installed, of the current one, and
    where there are no runs in it, of the example runs that are shipped. These come with tests.
    """
    shipped_from = ROOT if IS_CHECKOUT else here
    config = _overlay(Config(), _read(DEFAULTS), DEFAULTS.name, shipped_from)
    if not IS_CHECKOUT and not any(map(glob.glob, config["runs"])):
        config = dataclasses.replace(config, chosen={**config.chosen, "runs": (EXAMPLE_RUNS,)})
    if config_file is not None and config_file.absolute() != DEFAULTS:
        document = _read(config_file)
        config = _overlay(config, document, config_file.name, config_file.resolve().parent)
    chosen = dict(config.chosen)
    for key, value in flags.items():
        try:
            chosen[key] = _checked(KEYS[key].check, value, here, flag_of(key))
        except BuildError as error:
            raise UsageError(str(error)) from None
    if chosen["runs"] == (EXAMPLE_RUNS,) and not chosen["tests.files"]:
        chosen["tests.files"] = (EXAMPLE_TESTS,)
    config = dataclasses.replace(config, chosen=chosen)
    _check_together(config)
    return config


def only_mixes(config: Config, names: Iterable[str]) -> Config:
    """The configuration with just these of its mixes; UsageError for one that is not there."""
    for name in names:
        if name not in config.mixes:
            raise UsageError(f"--mix {name}: no such mix; there are {', '.join(config.mixes)}")
    mixes = {name: mix for name, mix in config.mixes.items() if name in names}
    return dataclasses.replace(config, mixes=mixes)


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            return tomllib.load(opened, parse_float=Decimal)
    except OSError as error:
        raise BuildError(f"{file}: {error.strerror}: name an existing file with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BuildError(f"{file}: not TOML: {error}") from None


def _overlay(config: Config, document: dict[str, Any], file: str, folder: Path) -> Config:
    """config with what a file says in its place. [mixes] replaces, [benchmarks] adds by name."""
    chosen = dict(config.chosen)
    for key, value in document.items():
        if key in TABLES:
            if not isinstance(value, dict):
                raise BuildError(f"{file}: {key} is a table: write [{key}]")
        elif key not in KEYS:
            raise _unknown(file, "", key, [k for k in KEYS if "." not in k] + list(TABLES))
        else:
            chosen[key] = _checked(KEYS[key].check, value, folder, f"{file}: {key}")
    for table in TABLES:
        known = [k.partition(".")[2] for k in KEYS if k.startswith(table + ".")]
        for name, value in document.get(table, {}).items():
            if name not in known and table in NAMED_TABLES:
                continue
            if name not in known:
                raise _unknown(file, f"[{table}] ", name, known)
            key = f"{table}.{name}"
            chosen[key] = _checked(KEYS[key].check, value, folder, f"{file}: [{table}] {name}")
    changes: dict[str, Any] = {"chosen": chosen}
    if "columns" in document:
        changes["columns"] = _columns(document["columns"], file)
    if "passed" in document:
        changes["verdict_words"] = _verdict_words(document["passed"], file)
    if "mixes" in document:
        changes["mixes"] = _mixes(document["mixes"], file)
    if "benchmarks" in document:
        changes["benchmarks"] = benchmarks = dict(config.benchmarks)
        for name, value in document["benchmarks"].items():
            benchmarks[name] = _checked(values.ids, value, folder, f"{file}: [benchmarks] {name}")
            if sum(map(len, benchmarks.values())) > values.MOST_IDS:
                raise BuildError(
                    f"{file}: [benchmarks] {name}: more than {values.MOST_IDS:,} ids in all lists "
                    "together: name those that the runs hold"
                )
    return dataclasses.replace(config, **changes)


def _columns(document: dict[str, Any], file: str) -> dict[str, str]:
    for key, value in document.items():
        if key not in COLUMNS:
            raise _unknown(file, "[columns] ", key, list(COLUMNS))
        if not _checked(values.text, value, Path(), f"{file}: [columns] {key}").strip():
            raise BuildError(f'{file}: [columns] {key} = "": name a column, or write an expression')
    return dict(document)


def _verdict_words(document: dict[str, Any], file: str) -> dict[str, bool]:
    words: dict[str, bool] = {}
    for word, says in document.items():
        if f"passed.{word}" in KEYS:
            continue
        if not isinstance(says, bool):
            raise BuildError(
                f'{file}: [passed] "{word}" = {_shown(says)}: true or false: whether it has passed'
            )
        if words.setdefault(word.strip().lower(), says) != says:
            raise BuildError(f'{file}: [passed] "{word}": both true and false, in another case')
    return words


def _mixes(document: dict[str, Any], file: str) -> dict[str, Mix]:
    mixes = {name: _mix(name, value, file) for name, value in document.items()}
    if not mixes:
        raise BuildError(f"{file}: [mixes] is empty: name at least one mix, as [mixes.balanced]")
    for one, other in pairwise(sorted(mixes, key=str.lower)):
        if one.lower() == other.lower():
            raise BuildError(f"{file}: [mixes] {one} and {other}: the same name to some disks")
    return mixes


def _mix(name: str, document: object, file: str) -> Mix:
    where = f"{file}: [mixes.{name}]"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name):
        raise BuildError(f"{where}: a mix is named in letters, digits and _, as it names files")
    if not isinstance(document, dict):
        raise BuildError(f"{where} is a table: easy = 1, medium = 1, hard = 1")
    shares: dict[str, Decimal] = dict.fromkeys(LEVELS, Decimal(0))
    options: dict[str, Any] = {}
    for key, value in document.items():
        if key == "shares":
            if value != AS_AVAILABLE:
                raise BuildError(
                    f'{where} shares = {_shown(value)}: "{AS_AVAILABLE}" takes every example; else '
                    "write easy = 1, medium = 1, hard = 1"
                )
            options["takes_all"] = True
        elif key in LEVELS:
            shares[key] = _checked(values.share, value, Path(), f"{where} {key}")
        elif key in MIX_KEYS:
            options[key] = _checked(MIX_KEYS[key].check, value, Path(), f"{where} {key}")
        else:
            raise _unknown(file, f"[mixes.{name}] ", key, ["shares", *LEVELS, *MIX_KEYS])
    if options.get("takes_all"):
        if any(level in document for level in LEVELS) or "shortage" in document:
            raise BuildError(f'{where}: shares = "{AS_AVAILABLE}" leaves no room for others')
    elif not any(shares.values()):
        raise BuildError(f"{where}: all shares are 0: give easy, medium or hard a share above 0")
    return Mix(_whole_shares(shares), **options)


def _whole_shares(shares: Mapping[str, Decimal]) -> tuple[int, int, int]:
    """Shares as they are, or the smallest whole numbers in proportion: 0.7, 0.2, 0.1 -> 7, 2, 1."""
    ratios = [shares[level].as_integer_ratio() for level in LEVELS]
    scale = lcm(*(below for _, below in ratios))
    easy, medium, hard = (above * scale // below for above, below in ratios)
    return easy, medium, hard


def _check_together(config: Config) -> None:
    easy, medium = config["difficulty.easy_at_least"], config["difficulty.medium_at_least"]
    if medium > easy:
        raise BuildError(
            f"[difficulty] medium_at_least = {medium} is above easy_at_least = {easy}: "
            "no problem could be medium"
        )
    if config["tests.run"] and config["answer.take"] != "program":
        raise BuildError(
            f'[tests] run with [answer] take = "{config["answer.take"]}": only programs can be '
            'run: take = "program", or leave run out'
        )
    walls = config["tests.sandbox"]
    try:
        shlex.split(walls)
    except ValueError as error:
        raise BuildError(f'[tests] sandbox = "{walls}": no command line: {error}') from None
    if walls not in ("bwrap", "none") and "{worker}" not in walls:
        raise BuildError(
            f'[tests] sandbox = "{walls}": bwrap, none, or a command line with {{worker}}, such as '
            '"docker run --rm -i --network none python:3.11 {worker}"'
        )
    for name in config["holdout.benchmarks"]:
        if name not in config.benchmarks:
            raise BuildError(
                f'[holdout] benchmarks = "{name}": no such benchmark'
                + _suggestion(name, config.benchmarks, "under [benchmarks] are")
            )
    folder = config["extend.folder"]
    if folder is not None and not folder.is_dir():
        raise BuildError(f"[extend] folder = {os.path.relpath(folder)}: no such folder")
    for name, mix in config.mixes.items():
        if (mix.max_per_problem or 0) > config["max_per_problem"]:
            raise BuildError(
                f"[mixes.{name}] max_per_problem = {mix.max_per_problem} is above the one for all, "
                f"{config['max_per_problem']}: raise that one"
            )
        if config["same_size"] and mix.shortage == "fill":
            raise BuildError(
                f'[mixes.{name}] shortage = "fill" with same_size = true: a filled mix may come '
                "out smaller; choose one of the two"
            )


def _checked(check: Check, value: object, folder: Path, where: str) -> Any:
    try:
        return check(value, folder)
    except ValueError as allowed:
        raise BuildError(f"{where} = {_shown(value)}: {allowed}") from None


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _unknown(file: str, table: str, key: str, known: Iterable[str]) -> BuildError:
    return BuildError(f"{file}: {table}unknown key {key}" + _suggestion(key, known, "known are"))


def _suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f": did you mean {' or '.join(near)}?" if near else f": {otherwise} {', '.join(known)}"
