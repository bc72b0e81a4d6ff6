"""What the value of a key may be: each kind reads it, or says in words what is allowed."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

MOST_IDS = 2_000_000  # of a list, and of all [benchmarks] together

# A value as TOML has it, and the folder that its paths start from -> the value as Config holds it.
# Raises ValueError with what is allowed.
Check = Callable[[object, Path], Any]


@dataclass(frozen=True)
class Kind:
    """What a key may be. sql: its type in the table `settings`; None for what is this machine's."""

    sql: str | None
    check: Check
    metavar: str = "VALUE"


def whole(least: int, most: int = 10**9) -> Kind:
    """A whole number between two, both included."""

    def check(value: object, folder: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return Kind("BIGINT", check, "N")


def choice(*allowed: str) -> Kind:
    """One of several words."""

    def check(value: object, folder: Path) -> object:
        if value not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return value

    return Kind("VARCHAR", check, "|".join(allowed))


def _flag(value: object, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _is_number(value: object) -> bool:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return is_number and Decimal(str(value)).is_finite()


def _decimal(value: object, most: int) -> Decimal | None:
    """A number from 0 to `most` with six decimals at most, as the tables hold it; else None."""
    if not _is_number(value):
        return None
    number = Decimal(str(value))
    return number if 0 <= number <= most and number == round(number, 6) else None


def _fraction(value: object, folder: Path) -> Decimal:
    number = _decimal(value, 1)
    if number is None:
        is_fine = _is_number(value) and 0 <= Decimal(str(value)) <= 1
        raise ValueError("a number from 0 to 1" + (" with at most six decimals" if is_fine else ""))
    return number


def _fractions(value: object, folder: Path) -> tuple[Decimal, Decimal]:
    is_pair = isinstance(value, list) and len(value) == 2
    found = [_decimal(item, 1) for item in value] if is_pair and isinstance(value, list) else []
    if len(found) != 2 or found[0] is None or found[1] is None or found[0] > found[1]:
        raise ValueError("two numbers from 0 to 1, the lower one first, such as [0.1, 0.9]")
    return found[0], found[1]


def _fraction_below_one(value: object, folder: Path) -> Decimal:
    number = _fraction(value, folder)
    if number == 1:
        raise ValueError("a number from 0 to below 1: some problems must be left to train on")
    return number


def _fraction_or_false(value: object, folder: Path) -> Decimal | None:
    if value is False:
        return None
    try:
        return _fraction(value, folder)
    except ValueError:
        raise ValueError("a number from 0 to 1, or false to turn it off") from None


def _number_or_false(value: object, folder: Path) -> Decimal | None:
    if value is False:
        return None
    number = _decimal(value, 10**6)
    if number is None:
        raise ValueError("a number from 0 to 1000000, or false to turn it off")
    return number


def share(value: object, folder: Path) -> Decimal:
    """A part of a mix in any unit, with six decimals at most: whole numbers stand for it."""
    number = _decimal(value, 10**6)
    if number is None:
        raise ValueError("a number from 0 to 1000000 with at most six decimals")
    return number


def text(value: object, folder: Path) -> str:
    """A text; it may be empty."""
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def texts(value: object, folder: Path) -> tuple[str, ...]:
    """A list of texts that are not empty."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError('a list of texts, such as ["a", "b"]')
    return tuple(dict.fromkeys(value))


def _labels(value: object, folder: Path) -> tuple[str, ...]:
    return tuple(item.strip().lower() for item in texts(value, folder))


def _path(value: object, folder: Path) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("a path")
    return Path(os.path.normpath(folder / value))


def _path_or_empty(value: object, folder: Path) -> Path | None:
    return None if value == "" else _path(value, folder)


def _paths(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_path(item, folder) for item in texts(value, folder))


def _globs(value: object, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
        raise ValueError('one or more globs, such as ["runs/*/results.csv"]')
    return tuple(os.path.normpath(os.path.join(folder, item)) for item in value)


def ids(value: object, folder: Path) -> tuple[str, ...]:
    """Ids and ranges of them: ["1-600", "HumanEval/0", "HumanEval/0-163"]."""
    written = [str(v) if type(v) is int else v for v in value] if isinstance(value, list) else value
    found: list[str] = []
    for item in texts(written, folder):
        ends = re.fullmatch(r"\s*(?:(.*/)(?=\d))?(\d+)\s*-\s*(\d+)\s*", item)
        if ends is None:
            if re.fullmatch(r"[\d\s.,;:-]*", item) and not re.fullmatch(r"\s*\d+\s*", item):
                raise ValueError(f'ids or ranges such as "11" or "601-974", not "{item}"')
            found.append(item.strip())
            continue
        prefix, first, last = ends[1] or "", int(ends[2]), int(ends[3])
        if first > last or last - first >= 1_000_000:
            raise ValueError(f'ranges from low to high of at most a million ids, not "{item}"')
        found += [f"{prefix}{number}" for number in range(first, last + 1)]
        if len(found) > MOST_IDS:
            raise ValueError(f"at most {MOST_IDS:,} ids: name those that the runs hold")
    return tuple(dict.fromkeys(found))


def _license(value: object, folder: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([a-z0-9][a-z0-9.+-]*)?", value):
        raise ValueError("the Hub's name of a license, such as mit, apache-2.0, cc-by-4.0 or other")
    return value


def _size(value: object, folder: Path) -> int:
    """Bytes, of a text such as "1GB"; units are powers of 1024, as DuckDB's `GiB`."""
    found = re.fullmatch(r"(\d{1,6})\s*([KMG])i?B", value, re.I) if isinstance(value, str) else None
    if not found:
        raise ValueError('a size such as "512MB" or "1GB"')
    return int(found[1]) << {"K": 10, "M": 20, "G": 30}[found[2].upper()]


FLAG = Kind("BOOLEAN", _flag)
FRACTION = Kind("DECIMAL(9,6)", _fraction, "SHARE")
FRACTION_BELOW_ONE = Kind("DECIMAL(9,6)", _fraction_below_one, "SHARE")
FRACTION_OR_FALSE = Kind("DECIMAL(9,6)", _fraction_or_false, "SHARE|false")
NUMBER_OR_FALSE = Kind("DECIMAL(18,6)", _number_or_false, "NUMBER|false")
FRACTIONS = Kind("DECIMAL(9,6)[]", _fractions, "SHARES")
TEXT = Kind("VARCHAR", text, "TEXT")
LICENSE = Kind("VARCHAR", _license, "NAME")
COMMAND = Kind(None, text, "COMMAND")
SIZE = Kind("BIGINT", _size, "SIZE")
TEXTS = Kind("VARCHAR[]", texts, "NAME")
LABELS = Kind("VARCHAR[]", _labels, "NAME")
IDS = Kind("VARCHAR[]", ids, "ID")
PATH = Kind(None, _path, "PATH")
PATH_OR_EMPTY = Kind(None, _path_or_empty, "PATH")
PATHS = Kind(None, _paths, "FILE")
GLOBS = Kind(None, _globs, "GLOB")
