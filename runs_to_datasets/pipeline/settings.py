"""What the user chose, as rows: Python fills these tables, and SQL reads nothing else of it."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import KEYS, LEVELS, helps, name_of
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.inputs.problem_files import holdout_rows, test_rows
from runs_to_datasets.library import Library
from runs_to_datasets.rendering import output_parts

Rows = list[tuple[Any, ...]]


def bind_settings(engine: Engine, config: Config) -> None:
    """The values and types of `settings`, for 00_settings.sql. Paths of this machine are not in it.

    Decimals travel as texts, so that none becomes a double on the way.
    """
    types: dict[str, object] = {}
    values: dict[str, object] = {}
    for key, kind in KEYS.items():
        if kind.sql is not None:
            is_list = kind.sql.endswith("[]")
            types[name_of(key)] = [kind.sql.removesuffix("[]")] if is_list else kind.sql
            values[name_of(key)] = config[key]
    engine.set_variable("settings", json.dumps(values, default=_as_text))
    engine.set_variable("settings_types", json.dumps(types))


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a setting")


def settings_columns() -> dict[str, str]:
    """{column of `settings`: what it is}: the help of its key."""
    return {name_of(key): helps()[key] for key, kind in KEYS.items() if kind.sql is not None}


def _mixes(config: Config, library: Library) -> Rows:
    most = config["max_per_problem"]
    return [
        (
            i, name, mix.takes_all, mix.shortage, mix.max_examples, mix.max_per_problem or most,
            mix.max_tokens, *(mix.pass_rate or (None, None)),
        )
        for i, (name, mix) in enumerate(config.mixes.items())
    ]  # fmt: skip


def _shares(config: Config, library: Library) -> Rows:
    return [
        (name, i, level, share)
        for name, mix in config.mixes.items()
        for i, (level, share) in enumerate(zip(LEVELS, mix.shares, strict=True), start=1)
    ]


def _benchmarks(config: Config, library: Library) -> Rows:
    return [(name, i) for name, ids in config.benchmarks.items() for i in ids]


def _holdout_rules(config: Config, library: Library) -> Rows:
    return holdout_rows(config)


def _test_files(config: Config, library: Library) -> Rows:
    return [*test_rows(config)]


def _excluded(config: Config, library: Library) -> Rows:
    return [(i,) for i in config["exclude.ids"]]


def _verdict_words(config: Config, library: Library) -> Rows:
    return [*config.verdict_words.items()]


def _wanted(config: Config, library: Library) -> Rows:
    return [
        (any(library.mentions("formats", name, "rejected") for name in config.written_formats),)
    ]


def _output_parts(config: Config, library: Library) -> Rows:
    return [*output_parts(config["output.template"])]


# {table: its rows}; the files of sql/ of these tables say `Python: fills it`.
FILLED: dict[str, Callable[[Config, Library], Rows]] = {
    "mixes": _mixes,
    "shares": _shares,
    "benchmarks": _benchmarks,
    "holdout_rules": _holdout_rules,
    "excluded": _excluded,
    "test_files": _test_files,
    "verdict_words": _verdict_words,
    "wanted": _wanted,
    "output_parts": _output_parts,
}
