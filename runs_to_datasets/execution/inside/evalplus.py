"""EvalPlus' own problems: JSON lines hold inputs without their types, and some have rules.

Types of arguments: `mbpp_deserialize_inputs` of evalplus/data/mbpp.py; comparison: `unsafe_execute`
of evalplus/eval/__init__.py and evalplus/eval/_special_oracle.py (EvalPlus 0.3.1, Apache 2.0).
"""

import math
from collections.abc import Callable
from typing import Any

from runs_to_datasets.execution.inside.equality import equal, is_close, is_floats

Arguments = list[Any]


def _each(change: Callable[[Any], Any]) -> Callable[[Arguments], Arguments]:
    return lambda args: [change(arg) for arg in args]


def _at(place: int, change: Callable[[Any], Any]) -> Callable[[Arguments], Arguments]:
    return lambda args: [change(a) if i == place else a for i, a in enumerate(args)]


def _tuples(items: list[Any]) -> list[Any]:
    return [tuple(item) for item in items]


def _tuple_of_tuples(items: list[Any]) -> tuple[Any, ...]:
    return tuple(tuple(item) if isinstance(item, list) else item for item in items)


def _deep_tuple(value: Any) -> Any:
    return tuple(map(_deep_tuple, value)) if isinstance(value, list) else value


def _sets(items: list[Any]) -> list[Any]:
    return [set(item) if isinstance(item, list) and item else {} for item in items]


# {task numbers: how their arguments are made}
_TYPES: list[tuple[tuple[int, ...], Callable[[Arguments], Arguments]]] = [
    (
        (2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630,
         726, 740, 744, 809),
        _each(tuple),
    ),
    (
        (63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780),
        _each(_tuples),
    ),
    ((75, 413, 444, 753), _at(0, _tuples)),
    ((106, 750), _at(1, tuple)),
    ((115,), _at(0, _sets)),
    ((124,), lambda args: [float(args[0]), complex(args[1])]),
    ((250, 307, 405, 446, 617, 720, 763, 808), _at(0, tuple)),
    ((259, 401, 445, 278), _each(_tuple_of_tuples)),
    ((722,), _at(0, lambda arg: {key: tuple(value) for key, value in arg.items()})),
    ((252,), _each(complex)),
    ((580, 615, 791), _each(_deep_tuple)),
]  # fmt: skip
_OF_TASK = {f"Mbpp/{number}": change for numbers, change in _TYPES for number in numbers}

# A call may take four times as long as the reference, and a second at least (evalplus/config.py).
LEAST_SECONDS, TIMES_REFERENCE = 1.0, 4.0
_NOT_NONE = {"check_str", "text_match_three", "text_starta_endb"}
_AS_SETS = {
    "similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly", "larg_nnum",
    "intersection_array", "find_dissimilar", "Diff",
}  # fmt: skip


def typed(task: str, inputs: list[Arguments]) -> list[Arguments]:
    """The arguments of every call, as the types that the task means."""
    change = _OF_TASK.get(task)
    return [change(args) for args in inputs] if change else inputs


class Oracle:
    """Whether an output is right, by the rules of a task."""

    def __init__(self, task: str, name: str, atol: float):
        self._is_mbpp, self._name, self._atol = task.startswith("Mbpp"), name, atol
        # not_none: only whether there is a value counts
        self.way = "not_none" if self._is_mbpp and name in _NOT_NONE else ""

    def __call__(self, args: Arguments, out: Any, right: Any) -> bool:
        if not self._is_mbpp and self._name == "find_zero":
            value = sum(c * math.pow(out, i) for i, c in enumerate(args[0]))
            return bool(abs(value) <= self._atol)
        is_right = equal(out, right)
        if self._is_mbpp:
            is_right = is_right or self._is_allowed(args, out, right)
        if self._atol == 0 and is_floats(right):
            self._atol = 1e-6  # and so for all that follow, as EvalPlus does
        if is_right or self._atol == 0:
            return is_right
        return type(out) is type(right) and is_close(out, right, self._atol)

    def _is_allowed(self, args: Arguments, out: Any, right: Any) -> bool:
        if self._name in _AS_SETS:
            try:
                return set(out) == set(right)
            except TypeError:
                return False
        if self._name == "are_equivalent":
            return True
        if self._name == "sum_div":
            return bool(out == 0)
        if self._name == "surface_Area":
            return isinstance(out, int | float) and abs(out - _surface(*args)) <= self._atol
        if self._name == "digit_distance_nums":
            return bool(out == _digit_distance(*args))
        return False


def _surface(base: float, height: float) -> int:
    """Of a pyramid, its height taken upright: Mbpp/581."""
    return round(base**2 + 2 * base * math.sqrt((base / 2) ** 2 + height**2))


def _digit_distance(one: int, other: int) -> int:
    """Sum of the differences digit by digit, zeros in front: Mbpp/558."""
    size = max(len(str(one)), len(str(other)))
    pairs = zip(str(one).zfill(size), str(other).zfill(size))  # noqa: B905
    return sum(abs(int(a) - int(b)) for a, b in pairs)
