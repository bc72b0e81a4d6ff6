"""The steps that Python completes: their last statement selects what there is to do.

It is asked again after each round until it returns nothing, so one protocol serves for a single
pass, for batches, and for rounds in which the next question depends on the last answers.
"""

from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.programs.tasks import TASKS
from runs_to_datasets.programs.workers import Workers
from runs_to_datasets.rendering import instruction_renderer, test_list

Rows = list[tuple[Any, ...]]
COMPLETED = ("instructions", *TASKS)


def complete(table: str, rows: Rows, config: Config, workers: Workers) -> Rows:
    """The rows of a table for those of its step's last statement."""
    if table == "instructions":
        return _instructions(rows, config)
    return workers.run(table, rows, config["answer.take"])


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
