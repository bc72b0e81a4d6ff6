"""The process of the tests: it starts the program's process and judges what that answers.

Tests are the user's and run here, with a stand-in for each function of the program; so a program
can neither see its tests nor say that they passed. Tests that need the program's own objects run
beside it, and only those.
"""

import builtins
import contextlib
import io
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from runs_to_datasets.execution.inside import evalplus, program
from runs_to_datasets.execution.inside.channel import Channel, Ended, is_plain
from runs_to_datasets.execution.inside.equality import same_output

Verdict = dict[str, Any]
Arguments = tuple[Any, ...]
LONGEST_OUTPUT = 1 << 24  # bytes that a program may print


class NeedsInside(BaseException):
    """A value that does not leave the program's process: the tests must go there."""


class Failed(BaseException):
    """The verdict is known. outcome: a word of `executions`."""

    def __init__(self, outcome: str, message: str = "", n_passed: int = 0, test: str = ""):
        super().__init__(message)
        self.verdict = verdict(outcome, n_passed, test, message)


def verdict(outcome: str, n_passed: int = 0, test: str = "", message: str = "") -> Verdict:
    """What is known of a program and a test set."""
    return {
        "outcome": outcome,
        "n_passed": n_passed,
        "first_failed": test[:500],
        "message": message,
    }


class Program:
    """The process of one program."""

    def __init__(self, code: str, closed: list[int]):
        to_program, from_tester = os.pipe()
        to_tester, from_program = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            for descriptor in (from_tester, to_tester, *closed):
                os.close(descriptor)
            _run_and_exit(lambda: program.serve(code, Channel(to_program, from_program)))
        os.close(to_program)
        os.close(from_program)
        self.channel = Channel(to_tester, from_tester)
        self._ends = (to_tester, from_tester)
        self.names: dict[str, Any] = {}
        self.seconds = 0.0  # of the last call, as the program's process says

    def load(self) -> None:
        """Waits until the program is there; Failed where it is not."""
        reply = self.ask(None)
        if reply[0] == "error":
            kinds, message = reply[1], reply[2]
            raise Failed(_outcome_of(kinds), message)
        self.names = reply[1]

    def ask(self, message: Any, seconds: float | None = None) -> Any:
        """The program's answer; Failed where it ended instead, or took longer."""
        try:
            if message is not None:
                self.channel.send(message)
            return self.channel.receive(seconds)
        except TimeoutError:
            raise Failed("timeout", f"a call was not done in {seconds:.1f} s") from None
        except Ended:
            raise Failed("exited", "the program ended before its tests did") from None

    def call(
        self,
        name: str,
        args: Arguments,
        keywords: dict[str, Any],
        way: str = "",
        seconds: float | None = None,
    ) -> Any:
        """What a function of the program returns, or raises.

        NeedsInside where a value is not plain. What it changed in its arguments is changed here.
        """
        if not is_plain((args, keywords)):
            raise NeedsInside
        reply = self.ask(("call", name, args, keywords, way), seconds)
        if reply[0] == "error":
            raise _raised(reply[1], reply[2])
        kind, value, after, self.seconds = reply
        if kind == "other":
            raise NeedsInside
        if after is not None:
            _update(args, after[0])
            _update(tuple(keywords.values()), tuple(after[1].values()))
        if kind == "liar":
            return _Unequal()
        return iter(value) if kind == "iterator" else value

    def close(self) -> None:
        """Ends the process."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self.pid, 0)
        for descriptor in self._ends:
            os.close(descriptor)


class _Elsewhere:
    """Stands for an object that stays in the program's process: any use takes the tests there."""


def _used(*_: object, **__: object) -> NoReturn:
    raise NeedsInside


for _name in (
    "__call__ __getattr__ __iter__ __next__ __len__ __getitem__ __contains__ __bool__ __str__ "
    "__repr__ __hash__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __sub__ __mul__ "
    "__radd__ __rsub__ __rmul__ __int__ __float__ __index__ __enter__"
).split():
    setattr(_Elsewhere, _name, _used)


class _Unequal(_Elsewhere):
    """Stands for an object with an equality of its own: equal to nothing plain."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True


def _run_and_exit(run: Callable[[], Any]) -> NoReturn:
    """Runs what a child is for; nothing of this process goes on in it."""
    try:
        run()
    finally:
        os._exit(0)


def _raised(kinds: list[str], message: str) -> BaseException:
    """The exception of the other process, as the nearest builtin class."""
    for name in kinds:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            with contextlib.suppress(TypeError):
                error: BaseException = kind(message)
                error.told = message  # type: ignore[attr-defined]
                return error
    return RuntimeError(message)


def _update(ours: Any, theirs: Any) -> None:
    """Makes lists, dicts and sets as the program left them."""
    for mine, its in zip(ours, theirs):  # noqa: B905
        if mine == its or type(mine) is not type(its):
            continue
        if isinstance(mine, list):
            mine[:] = its
        elif isinstance(mine, dict | set):
            mine.clear()
            mine.update(its)


def _outcome_of(kinds: list[str]) -> str:
    if "MemoryError" in kinds:
        return "memory"
    if "SystemExit" in kinds:
        return "exited"
    return "failed" if "AssertionError" in kinds else "error"


def run(job: dict[str, Any], closed: list[int]) -> Verdict:
    """The verdict on a program and a set of tests. closed: what a program must not inherit."""
    try:
        return _FORMS[job["form"]](job, job["tests"], closed)
    except Failed as failed:
        return failed.verdict


# ---- tests that are Python -----------------------------------------------------------------------


def _python(job: dict[str, Any], tests: dict[str, Any], closed: list[int]) -> Verdict:
    """{setup, tests}: texts of Python that call the program by its names."""
    running = Program(job["code"], closed)
    try:
        running.load()
        try:
            found = _judge(running, job, tests)
        except NeedsInside:
            running.close()
            running = Program(job["code"], closed)
            running.load()
            found = _judge_inside(running, job, tests)
        return found if found["outcome"] != "passed" else _end(running, found)
    finally:
        running.close()


def _judge(running: Program, job: dict[str, Any], tests: dict[str, Any]) -> Verdict:
    scope = _stand_ins(running, job)
    try:
        program.run_test(tests["setup"], scope)
    except NeedsInside:
        raise
    except BaseException as error:
        return _of_setup(error)
    for n_passed, test in enumerate(tests["tests"]):
        try:
            program.run_test(test, scope)
        except (Failed, NeedsInside) as found:
            if isinstance(found, Failed):
                found.verdict |= {"n_passed": n_passed, "first_failed": test[:500]}
            raise
        except BaseException as error:
            kinds = program.kinds_of(error)[0]
            message = getattr(error, "told", None) or program.told(error)
            if len(test) > 500:
                test = _failing_line(error, test)
            return verdict(_outcome_of(kinds), n_passed, test, message)
    return verdict("passed", len(tests["tests"]))


def _stand_ins(running: Program, job: dict[str, Any]) -> dict[str, Any]:
    scope: dict[str, Any] = {"__name__": "test"}
    candidate = job["tests"].get("name") or job["entry_point"]
    if candidate in running.names:  # HumanEval's word for what is tested
        scope["candidate"] = _stand_in(running, candidate)
    for name, kind in running.names.items():
        if hasattr(builtins, name) and name not in job["names"]:
            continue
        if kind is None:
            scope[name] = _stand_in(running, name)
        elif kind is False:
            scope[name] = sys.modules.get(name) or _Elsewhere()
        else:
            scope[name] = kind[0]
    return scope


def _stand_in(running: Program, name: str) -> Callable[..., Any]:
    def function(*args: Any, **keywords: Any) -> Any:
        return running.call(name, args, keywords)

    function.__name__ = name
    return function


def _failing_line(error: BaseException, test: str) -> str:
    line, at = None, error.__traceback__
    while at:
        if at.tb_frame.f_code.co_filename == "test":
            line = at.tb_lineno
        at = at.tb_next
    lines = test.splitlines()
    return lines[line - 1].strip() if line and line <= len(lines) else test


def _of_setup(error: BaseException) -> Verdict:
    """Tests that cannot start say nothing of the program."""
    return verdict("not_run", message=f"the tests cannot start: {program.told(error)}")


def _judge_inside(running: Program, job: dict[str, Any], tests: dict[str, Any]) -> Verdict:
    key = os.urandom(16)
    reply = running.ask(
        (
            "inside",
            tests["setup"],
            tests["tests"],
            [tests.get("name") or job["entry_point"], *job["names"]],
            key,
        )
    )
    if reply[0] != "done" or reply[-1] != key:
        raise Failed("exited", "the program ended before its tests did")
    _, n_passed, message, kinds, _ = reply
    if message is None:
        return verdict("passed", len(tests["tests"]))
    test = tests["tests"][n_passed] if n_passed < len(tests["tests"]) else ""
    return verdict(_outcome_of(kinds), n_passed, test, message)


def _end(running: Program, found: Verdict) -> Verdict:
    """A program that passed must still be there, and no thread of it may have failed."""
    _, in_threads = running.ask(("end",))
    if in_threads:
        return found | {"outcome": "error", "message": f"in a thread: {in_threads[0]}"}
    return found


# ---- calls with what they return -----------------------------------------------------------------


def _calls(job: dict[str, Any], tests: dict[str, Any], closed: list[int]) -> Verdict:
    """{name, cases: [[arguments as texts or values, what is returned], ...]}."""
    running = Program(job["code"], closed)
    try:
        running.load()
        for n_passed, (args, expected) in enumerate(tests["cases"]):
            test = f"{tests['name']}({', '.join(map(repr, args))}) == {expected!r}"
            out = _answer(running, tests["name"], tuple(args), n_passed, test)
            if not _same_value(out, expected):
                raise Failed("failed", f"returned {out!r}"[:500], n_passed, test)
        return _end(running, verdict("passed", len(tests["cases"])))
    finally:
        running.close()


def _answer(
    running: Program,
    name: str,
    args: Arguments,
    n_passed: int,
    test: str,
    way: str = "",
    seconds: float | None = None,
) -> Any:
    try:
        found = running.call(name, args, {}, way, seconds)
        return list(found) if hasattr(found, "__next__") else found
    except Failed as failed:
        failed.verdict |= {"n_passed": n_passed, "first_failed": test[:500]}
        raise
    except NeedsInside:
        raise Failed("failed", "returned an object of a class", n_passed, test) from None
    except BaseException as error:
        kinds = program.kinds_of(error)[0]
        message = getattr(error, "told", None) or program.told(error)
        raise Failed(_outcome_of(kinds), message, n_passed, test) from None


def _same_value(out: Any, expected: Any) -> bool:
    """Equal where JSON knows lists alone; APPS wraps what is returned in a list now and then."""
    out = _as_json(out)
    return bool(out == expected or (isinstance(expected, list) and [out] == expected))


def _as_json(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _as_json(item) for key, item in value.items()}
    return value


def _evalplus(job: dict[str, Any], tests: dict[str, Any], closed: list[int]) -> Verdict:
    """{name, task, reference, inputs, atol}: the reference says what is right."""
    name, inputs = tests["name"], evalplus.typed(tests["task"], tests["inputs"])
    expected = job.get("expected")
    if expected is None:
        expected = evalplus_outputs(tests, closed)
    compare = evalplus.Oracle(tests["task"], name, tests["atol"])
    running = Program(job["code"], closed)
    try:
        running.load()
        for n_passed, (args, (right, seconds)) in enumerate(zip(inputs, expected)):  # noqa: B905
            test = f"{name}({', '.join(map(repr, args))})"
            most = max(evalplus.LEAST_SECONDS, evalplus.TIMES_REFERENCE * seconds)
            out = _answer(running, name, tuple(args), n_passed, test, compare.way, most)
            if not compare(args, out, right):
                message = f"returned {out!r}"[:240] + f", not {right!r}"[:240]
                raise Failed("failed", message, n_passed, test)
        return _end(running, verdict("passed", len(inputs)))
    finally:
        running.close()


def evalplus_outputs(tests: dict[str, Any], closed: list[int]) -> list[tuple[Any, float]]:
    """(what the reference solution returns, seconds); Failed("not_run") where it does not."""
    compare = evalplus.Oracle(tests["task"], tests["name"], tests["atol"])
    running = Program(tests["reference"], closed)
    try:
        running.load()
        return [
            (_answer(running, tests["name"], tuple(args), 0, "", compare.way), running.seconds)
            for args in evalplus.typed(tests["task"], tests["inputs"])
        ]
    except Failed as failed:
        message = f"the reference solution fails: {failed.verdict['message']}"
        raise Failed("not_run", message) from None
    finally:
        running.close()


# ---- programs that read standard input -----------------------------------------------------------


def _stdin(job: dict[str, Any], tests: dict[str, Any], closed: list[int]) -> Verdict:
    """{cases: [[input, output], ...]}: each in a process of its own."""
    for n_passed, (given, expected) in enumerate(tests["cases"]):
        out, status, error = _run_whole(job["code"], given, closed)
        test = f"input {given[:200]!r}, output {expected[:200]!r}"
        if len(out) > LONGEST_OUTPUT:
            raise Failed("output", "printed without end", n_passed, test)
        if status:
            kind = "memory" if "MemoryError" in error else "error"
            raise Failed(kind, error or f"ended with status {status}", n_passed, test)
        if not same_output(out.decode("utf-8", "replace"), expected):
            message = f"printed {out[:200].decode('utf-8', 'replace')!r}"
            raise Failed("failed", message, n_passed, test)
    return verdict("passed", len(tests["cases"]))


def _file() -> io.FileIO:
    """A file without a name; tempfile would bring much along that every fork copies."""
    path = f".{os.getpid()}.{os.urandom(8).hex()}"
    opened = io.FileIO(path, "w+")
    os.unlink(path)
    return opened


def _run_whole(code: str, given: str, closed: list[int]) -> tuple[bytes, int, str]:
    reading, writing = os.pipe()
    with _file() as given_file, _file() as errors:
        given_file.write(given.encode())
        given_file.seek(0)
        pid = os.fork()
        if pid == 0:
            for descriptor, place in ((given_file.fileno(), 0), (writing, 1), (errors.fileno(), 2)):
                os.dup2(descriptor, place)
            for descriptor in (reading, writing, *closed):
                os.close(descriptor)
            status = 1
            try:
                status = program.run_whole(code)
            finally:
                os._exit(status)
        os.close(writing)
        parts: list[bytes] = []
        size = 0
        while size <= LONGEST_OUTPUT and (part := os.read(reading, 1 << 16)):
            parts.append(part)
            size += len(part)
        os.close(reading)
        if size > LONGEST_OUTPUT:
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        errors.seek(0)
        return b"".join(parts), status, errors.read(600).decode("utf-8", "replace")[-500:]


_FORMS: dict[str, Callable[[dict[str, Any], dict[str, Any], list[int]], Verdict]] = {
    "python": _python,
    "calls": _calls,
    "evalplus": _evalplus,
    "stdin": _stdin,
}
