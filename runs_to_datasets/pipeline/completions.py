"""The steps that Python completes: their last statement selects what there is to do.

It is asked again after each round until it returns nothing, so one protocol serves for a single
pass, for batches, and for rounds in which the next question depends on the last answers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.execution.cache import Cache
from runs_to_datasets.execution.executions import executions, renamed_trials, trials
from runs_to_datasets.execution.pool import Pool
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.programs.tasks import TASKS
from runs_to_datasets.programs.workers import Workers
from runs_to_datasets.rendering import instruction_renderer, test_list
from runs_to_datasets.tokens import TokenCounter

Rows = list[tuple[Any, ...]]
EXECUTED = {
    "executions": executions, "failure_executions": executions, "trials": trials,
    "renamed_trials": renamed_trials,
}  # fmt: skip
_TOKENS = ("tokens.tokenizer", "output.template", "messages.system")
_RUN = ("tests.run", "tests.sandbox", "tests.seconds", "tests.memory")
# {table: what Python reads of the configuration to complete it}: no other key is at hand then.
CHOICES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TASKS, ("answer.take",)),
    **dict.fromkeys(EXECUTED, _RUN),
    "instructions": ("instruction.template",),
    "example_tokens": _TOKENS,
    "drawn_codes": _TOKENS,
}


@contextmanager
def completing(table: str, build: Build) -> Iterator[Callable[[Rows], Rows]]:
    """A function from rows of a step's last statement to rows of its table."""
    config, workers = build.config.only(CHOICES[table]), build.workers
    if table == "instructions":
        yield lambda rows: _instructions(rows, config)
    elif table in ("example_tokens", "drawn_codes"):
        counter = TokenCounter(config, build.engine)
        count = _example_tokens if table == "example_tokens" else _drawn_and_carried
        yield lambda rows: count(rows, counter, workers)
    elif table not in EXECUTED:
        yield lambda rows: workers.run(table, rows, config["answer.take"])
    elif not config["tests.run"]:
        yield lambda rows: []
    else:
        walls = config["tests.sandbox"]
        with (
            Cache(build.executions) as cache,
            Pool(walls, build.engine.n_threads, cache, build.on_programs) as pool,
        ):
            limits = (config["tests.seconds"], config["tests.memory"])
            execute = EXECUTED[table]
            yield lambda rows: execute(rows, pool, *limits)


def _example_tokens(rows: Rows, counter: TokenCounter, workers: Workers) -> Rows:
    """(example, run, code, response, instruction) -> (example, tokens)."""
    if counter.names <= {"code", "response"}:  # the answer need not be parted
        examples = [
            (instruction, {"code": code, "response": response})
            for *_, code, response, instruction in rows
        ]
        return [(row[0], n) for row, n in zip(rows, counter.of(examples), strict=True)]
    return [(row[0], row[-1]) for row in _drawn_codes(rows, counter, workers)]


def _drawn_and_carried(rows: Rows, counter: TokenCounter, workers: Workers) -> Rows:
    """(example, run, code, response, instruction, carried) -> a row of `drawn_codes`."""
    drawn = _drawn_codes([row[:-1] for row in rows], counter, workers)
    return [(*made, row[-1]) for made, row in zip(drawn, rows, strict=True)]


def _drawn_codes(rows: Rows, counter: TokenCounter, workers: Workers) -> Rows:
    """(example, run, code, response, instruction) -> a row of `drawn_codes` up to its tokens."""
    parted = workers.run("drawn_codes", [row[:4] for row in rows], "")
    names = ("code", "response", "reasoning", "answer")
    examples = [
        (instruction, dict(zip(names, texts, strict=True)))
        for (*_, instruction), (_, _, *texts) in zip(rows, parted, strict=True)
    ]
    return [(*row, n) for row, n in zip(parted, counter.of(examples), strict=True)]


def _instructions(rows: Rows, config: Config) -> Rows:
    """(problem, prompt, tests, entry point, difficulty) -> (problem, instruction)."""
    render = instruction_renderer(config["instruction.template"])
    names = ("mbpp_id", "prompt", "test_cases", "entry_point", "signatures", "difficulty")
    made: Rows = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        values["test_cases"] = test_list(values["test_cases"])
        made.append((values["mbpp_id"], render(values)))
    return made
