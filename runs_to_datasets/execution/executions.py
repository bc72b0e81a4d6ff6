"""Rows of `executions`, `failure_executions` and both kinds of trials, from what steps select."""

import hashlib
import json
from typing import Any

from runs_to_datasets.execution.pool import Job, Pool

Rows = list[tuple[Any, ...]]
# Tests of a problem take a right program some milliseconds; what loops on them is another problem.
TRIAL_SECONDS = 2


def job_of(row: tuple[Any, ...], seconds: int, memory: int) -> Job:
    """What a worker is asked of (code, entry point, names, form, tests as JSON)."""
    code, entry_point, names, form, tests = row
    return {
        "code": code, "entry_point": entry_point, "names": names, "form": form,
        "tests": json.loads(tests), "seconds": seconds, "memory": memory,
    }  # fmt: skip


def executions(rows: Rows, pool: Pool, seconds: int, memory: int) -> Rows:
    """(key, problem, set, code, entry point, names, form, tests, n) -> a row of `executions`."""
    verdicts = pool.run([job_of(row[3:8], seconds, memory) for row in rows])
    made: Rows = []
    for row, verdict in zip(rows, verdicts, strict=True):
        key, mbpp_id, test_set, code, *_, n_tests = row
        made.append((
            key, mbpp_id, test_set, verdict["outcome"], n_tests, verdict["n_passed"],
            verdict["first_failed"], verdict["message"], hashlib.md5(code.encode()).hexdigest(),
        ))  # fmt: skip
    return made


def trials(rows: Rows, pool: Pool, seconds: int, memory: int) -> Rows:
    """As renamed_trials, of programs on the tests of another problem."""
    return renamed_trials(rows, pool, min(seconds, TRIAL_SECONDS), memory)


def renamed_trials(rows: Rows, pool: Pool, seconds: int, memory: int) -> Rows:
    """(whose it is ..., code, name, name in the tests, form, tests) -> (whose it is ..., passed).

    The program is given the name that the tests call; it keeps its own, for its own calls.
    """
    jobs = [
        job_of((_renamed(code, name, called), called, [called], form, tests), seconds, memory)
        for *_, code, name, called, form, tests in rows
    ]
    verdicts = pool.run(jobs)
    return [
        (*row[:-5], verdict["outcome"] == "passed")
        for row, verdict in zip(rows, verdicts, strict=True)
    ]


def _renamed(code: str, name: str | None, called: str | None) -> str:
    return code if name == called else f"{code}\n\n\n{called} = {name}\n"
