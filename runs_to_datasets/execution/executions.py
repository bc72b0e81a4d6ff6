"""Rows of `executions` and `failure_executions`, from rows of their steps' last statements."""

import hashlib
import json
from typing import Any

from runs_to_datasets.execution.pool import Job, Pool

Rows = list[tuple[Any, ...]]


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
