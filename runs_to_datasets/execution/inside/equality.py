"""When two values are equal: by plain types first, so that an object's own `__eq__` cannot lie."""

import collections
import datetime
import decimal
import fractions
import math
import types
from decimal import Decimal, InvalidOperation
from typing import Any

RTOL = 1e-7  # of numpy's assert_allclose, by which EvalPlus compares
_mro = type.__dict__["__mro__"].__get__  # past a metaclass, which could lie
_dict = type.__dict__["__dict__"].__get__
# Python's own classes whose __eq__ is written in Python.
_TRUSTED = {
    found
    for kind in (
        collections.Counter, collections.UserDict, collections.UserList, collections.UserString,
        fractions.Fraction, datetime.datetime, datetime.date, datetime.timedelta, decimal.Decimal,
        types.SimpleNamespace,
    )
    for found in [kind.__eq__]
}  # fmt: skip


def has_own_equality(value: object) -> bool:
    """Whether `==` of a value is a program's own function."""
    for kind in _mro(type(value)):
        if "__eq__" in _dict(kind):
            found = _dict(kind)["__eq__"]
            if type(found) is types.WrapperDescriptorType:
                return False
            return not any(found is trusted for trusted in _TRUSTED)  # `in` would ask it
    return True


def is_plain(value: object, depth: int = 50) -> bool:
    """Whether no part of a value has an equality of its own."""
    if has_own_equality(value):
        return False
    if depth and isinstance(value, list | tuple | set | frozenset):
        return all(is_plain(item, depth - 1) for item in value)
    if depth and isinstance(value, dict):
        return all(is_plain(k, 0) and is_plain(v, depth - 1) for k, v in value.items())
    return True


def equal(one: Any, other: Any) -> bool:
    """`one == other`; False where just one of them has an equality of its own."""
    if is_plain(one) == is_plain(other):
        return bool(one == other)
    return False


def is_close(out: Any, expected: Any, atol: float) -> bool:
    """Numbers within atol + RTOL * |expected|, in lists and tuples of equal length."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(out, list | tuple)
            and len(out) == len(expected)
            and all(is_close(a, b, atol) for a, b in zip(out, expected))  # noqa: B905
        )
    try:
        difference = abs(out - expected)
        return bool(out == expected or difference <= atol + RTOL * abs(expected))
    except TypeError:
        return bool(out == expected)


def is_floats(value: object) -> bool:
    """A float, or a list or tuple of nothing else: EvalPlus then allows 1e-6."""
    if isinstance(value, list | tuple):
        return all(isinstance(item, float) for item in value)
    return isinstance(value, float)


def same_output(out: str, expected: str) -> bool:
    """What programs print: equal lines, blanks at their ends apart, or equal numbers in them.

    A number with a point may be off by one in a million, as judges of contests allow.
    """
    ours, theirs = (text.strip().split("\n") for text in (out, expected))
    if len(ours) != len(theirs):
        return False
    return all(a.strip() == b.strip() or _same_words(a, b) for a, b in zip(ours, theirs))  # noqa: B905


def _same_words(one: str, other: str) -> bool:
    ours, theirs = one.split(), other.split()
    if len(ours) != len(theirs):
        return False
    return all(a == b or _same_number(a, b) for a, b in zip(ours, theirs))  # noqa: B905


def _same_number(one: str, other: str) -> bool:
    try:
        ours, theirs = Decimal(one), Decimal(other)
    except InvalidOperation:
        return False
    if "." not in other:
        return ours == theirs
    return math.isclose(float(ours), float(theirs), rel_tol=1e-6, abs_tol=1e-6)
