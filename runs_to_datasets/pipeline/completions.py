"""The steps that Python completes: their last statement selects what there is to do.

It is asked again after each round until it returns nothing, so one protocol serves for a single
pass, for batches, and for rounds in which the next question depends on the last answers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.execution.cache import Cache
from runs_to_datasets.execution.executions import executions
from runs_to_datasets.execution.pool import Pool
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.programs.tasks import TASKS
from runs_to_datasets.programs.workers import Workers
from runs_to_datasets.rendering import instruction_renderer, test_list

Rows = list[tuple[Any, ...]]
_EXECUTED = ("executions", "failure_executions")
COMPLETED = ("instructions", *_EXECUTED, *TASKS)


@contextmanager
def completing(table: str, build: Build) -> Iterator[Callable[[Rows], Rows]]:
    """A function from rows of a step's last statement to rows of its table."""
    config, n_threads = build.config, build.engine.n_threads
    if table == "instructions":
        yield lambda rows: _instructions(rows, config)
    elif table not in _EXECUTED:
        with Workers(n_threads) as workers:
            yield lambda rows: workers.run(table, rows, config["answer.take"])
    elif not config["tests.run"]:
        yield lambda rows: []
    else:
        walls = config["tests.sandbox"]
        with (
            Cache(build.executions) as cache,
            Pool(walls, n_threads, cache, build.on_programs) as pool,
        ):
            limits = (config["tests.seconds"], config["tests.memory"])
            yield lambda rows: executions(rows, pool, *limits)


def _instructions(rows: Rows, config: Config) -> Rows:
    """(problem, prompt, tests, entry point, difficulty) -> (problem, instruction)."""
    render = instruction_renderer(config["instruction.template"])
    names = ("mbpp_id", "prompt", "test_cases", "entry_point", "difficulty")
    made: Rows = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        values["test_cases"] = test_list(values["test_cases"])
        made.append((values["mbpp_id"], render(values)))
    return made
