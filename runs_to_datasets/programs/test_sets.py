"""The tests of a problem, in the forms that benchmarks write them, as one of four that are run.

    python    {setup, tests}: texts of Python that call the program
    calls     {name, cases}: arguments, and what is returned
    evalplus  {name, task, reference, inputs, atol}: the reference says what is returned
    stdin     {cases}: what is read, and what is printed

Sources of the formats: MBPP (google-research/mbpp), HumanEval (openai/human-eval), EvalPlus'
JSON lines and its Parquet on the Hub, LiveCodeBench's code_generation_lite, APPS.
"""

import ast
import base64
import io
import json
import pickle
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from runs_to_datasets.programs.builtin_names import BUILTINS
from runs_to_datasets.rendering import test_list

PYTHON, CALLS, EVALPLUS, STDIN = "python", "calls", "evalplus", "stdin"


@dataclass(frozen=True)
class TestSet:
    """Tests of one problem that are run together. part: which of several in one record."""

    part: str
    form: str
    tests: dict[str, Any]

    __test__ = False  # no test of ours

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """(names of the program that are called, outermost first; all that are read)."""
        if self.form == STDIN:
            return [], []
        if "name" in self.tests:  # of calls, or the candidate of a check
            return [self.tests["name"]], [self.tests["name"]]
        return names_in([*self.tests["tests"], self.tests["setup"]])

    @property
    def n_tests(self) -> int:
        """How many there are."""
        cases = self.tests.get("cases") or self.tests.get("inputs") or self.tests.get("tests")
        return len(cases or [])


class NoTests(Exception):
    """A record whose tests cannot be read, with why."""


def sets_in_cell(cell: str) -> list[TestSet]:
    """The tests of a `test_cases` cell."""
    record = _json(cell)
    if isinstance(record, dict):
        return sets_in_record(record)
    if isinstance(record, list) and record and all(isinstance(r, dict) for r in record):
        return sets_in_record({"test_list": record})
    tests = test_list(cell)
    if len(tests) == 1 and "def check(" in tests[0]:
        return [_check("", tests[0], None)]
    return [_python("", "", tests)] if tests else []


def sets_in_record(record: dict[str, Any]) -> list[TestSet]:
    """The test sets of a record of a file of tests, told by its columns.

    Raises NoTests for columns of a known form that hold something else.
    """
    try:
        return [found for found in _sets_in(record) if found.n_tests]
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, pickle.PickleError) as e:
        raise NoTests(f"its tests cannot be read ({type(e).__name__}: {str(e)[:100]})") from None


def _sets_in(record: dict[str, Any]) -> Iterator[TestSet]:
    has = {name for name, value in record.items() if value not in (None, "", [], "[]")}
    name = record.get("entry_point") or None
    if {"canonical_solution", "base_input"} <= has:
        yield _evalplus(record)
        return
    if "input_output" in has:
        yield _inputs_and_outputs(_value(record["input_output"]), record.get("starter_code"))
    if "public_test_cases" in has:
        yield from _livecodebench(record)
    tests = _value(record.get("test_list"))
    if tests and isinstance(tests[0], dict):
        inputs = {"inputs": [t["input"] for t in tests], "outputs": [t["output"] for t in tests]}
        yield _inputs_and_outputs(inputs | {"fn_name": name}, record.get("starter_code"))
    elif tests:
        setup = _lines(record.get("test_setup_code")) + _lines(record.get("test_imports"))
        more = _value(record.get("challenge_test_list")) or []
        yield _python("", "\n".join(setup), [str(test).strip() for test in [*tests, *more]])
    if "test" in has:
        part = "test" if tests else ""
        script = str(record["test"])
        if "def check(" in script:
            yield _check(part, script, name)
        else:
            yield _python(part, "", [script])


def _python(part: str, setup: str, tests: list[str]) -> TestSet:
    return TestSet(part, PYTHON, {"setup": setup, "tests": tests})


def _check(part: str, script: str, name: str | None) -> TestSet:
    """HumanEval: a function check(candidate), called with the entry point."""
    tests: dict[str, Any] = {"setup": script, "tests": ["check(candidate)"]}
    return TestSet(part, PYTHON, tests | ({"name": name} if name else {}))


def _evalplus(record: dict[str, Any]) -> TestSet:
    inputs = [*_value(record["base_input"]), *(_value(record.get("plus_input")) or [])]
    tests = {
        "name": record["entry_point"],
        "task": str(record.get("task_id", "")),
        "reference": str(record.get("prompt", "")) + record["canonical_solution"],
        "inputs": inputs,
        "atol": float(record.get("atol") or 0),
    }
    return TestSet("", EVALPLUS, tests)


def _inputs_and_outputs(given: dict[str, Any], starter: object, part: str = "") -> TestSet:
    """APPS' shape: {inputs, outputs} of standard input, or of calls where there is fn_name."""
    inputs, outputs = given["inputs"], given["outputs"]
    if len(inputs) != len(outputs):
        raise ValueError(f"{len(inputs)} inputs and {len(outputs)} outputs")
    name = given.get("fn_name") or _name_in(str(starter or ""))
    if name:
        cases = [[_arguments(i), _returned(o)] for i, o in zip(inputs, outputs, strict=True)]
        return TestSet(part, CALLS, {"name": name, "cases": cases})
    return TestSet(part, STDIN, {"cases": [
        [_text(i), _text(o)] for i, o in zip(inputs, outputs, strict=True)
    ]})  # fmt: skip


def _arguments(given: Any) -> list[Any]:
    """A list of arguments; a text has one a line, as JSON or Python, else as it stands."""
    return [_literal(line) for line in given.split("\n")] if isinstance(given, str) else list(given)


def _returned(given: Any) -> Any:
    return _literal(given) if isinstance(given, str) else given


def _literal(text: str) -> Any:
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return text


def _text(given: Any) -> str:
    """What is read or printed; a list of texts is lines, one of one text is that."""
    return "\n".join(map(str, given)) if isinstance(given, list) else str(given)


def _name_in(starter: str) -> str | None:
    """The function that starter code begins; of a class Solution its first method."""
    for line in starter.splitlines():
        word = line.strip()
        if word.startswith("def ") and not word.startswith("def __"):
            return word[4:].partition("(")[0].strip()
    return None


def _livecodebench(record: dict[str, Any]) -> Iterator[TestSet]:
    """Public and private tests; the private ones are JSON, or that pickled, packed, in base 64."""
    name = (_value(record.get("metadata")) or {}).get("func_name")
    found = [("public", _value(record["public_test_cases"]))]
    private = record.get("private_test_cases")
    if private:
        found.append(("private", _private(private)))
    for part, tests in found:
        given = {"inputs": [t["input"] for t in tests], "outputs": [t["output"] for t in tests]}
        is_call = any(t.get("testtype") == "functional" for t in tests)
        starter = record.get("starter_code")
        yield _inputs_and_outputs(
            given | {"fn_name": (name or _name_in(str(starter or ""))) if is_call else None},
            None,
            part,
        )


class _OnlyText(pickle.Unpickler):
    """Reads a pickled text, and refuses every class: a file of tests runs nothing here."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} in a pickle")


def _private(written: Any) -> Any:
    found = _json(written)
    if found is None:
        packed = zlib.decompress(base64.b64decode(written))
        found = json.loads(_OnlyText(io.BytesIO(packed)).load())
    return found


def _value(written: Any) -> Any:
    """A value, or the JSON or Python text of one."""
    return _literal(written) if isinstance(written, str) and written else written


def _json(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None


def _lines(written: Any) -> list[str]:
    value = _value(written) if str(written or "").startswith("[") else written
    if not value:
        return []
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]


def names_in(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """(names that tests call, outermost first; all names that they read) without their own."""
    called: dict[str, None] = {}
    used: dict[str, None] = {}
    own: set[str] = set()
    for text in texts:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):  # breadth first: outermost calls come first
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called[node.func.id] = None
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    used[node.id] = None
                else:
                    own.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                own.add(node.name)
                own |= {a.arg for a in getattr(getattr(node, "args", None), "args", [])}
            elif isinstance(node, ast.Import | ast.ImportFrom):
                own |= {a.asname or a.name.partition(".")[0] for a in node.names}
    known = own | BUILTINS
    return [n for n in called if n not in known], [n for n in used if n not in known]
