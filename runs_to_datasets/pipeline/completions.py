"""The steps that Python completes: their last statement selects what there is to do.

It is asked again after each round until it returns nothing, so one protocol serves for a single
pass, for batches, and for rounds in which the next question depends on the last answers.
"""

from collections.abc import Callable
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.programs.verdicts import verdicts
from runs_to_datasets.rendering import instruction_renderer, test_list

Rows = list[tuple[Any, ...]]


def _instructions(rows: Rows, config: Config, n_processes: int) -> Rows:
    """(problem, prompt, tests, entry point, difficulty) -> (problem, instruction)."""
    render = instruction_renderer(config["instruction.template"])
    return [
        (
            mbpp_id,
            render(
                {
                    "mbpp_id": mbpp_id,
                    "prompt": prompt,
                    "test_cases": test_list(test_cases),
                    "entry_point": entry_point,
                    "difficulty": difficulty,
                }
            ),
        )
        for mbpp_id, prompt, test_cases, entry_point, difficulty in rows
    ]


def _verdicts(rows: Rows, config: Config, n_processes: int) -> Rows:
    """(id, code, entry point, blocks that it was cleaned from) -> (id, is valid, reason)."""
    return [(id_, reason is None, reason) for id_, reason in verdicts(rows, n_processes)]


# {table: what makes its rows of those of the last statement}
COMPLETED: dict[str, Callable[[Rows, Config, int], Rows]] = {
    "instructions": _instructions,
    "verdicts": _verdicts,
    "failure_verdicts": _verdicts,
}
