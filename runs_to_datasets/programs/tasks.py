"""What a process that reads programs is asked: rows of a step in, rows of its table out."""

import json
import warnings
from collections.abc import Callable
from typing import Any

from runs_to_datasets.programs.answers import answer_of
from runs_to_datasets.programs.cutting import Program
from runs_to_datasets.programs.fences import blocks_of
from runs_to_datasets.programs.placeholders import is_phrase
from runs_to_datasets.programs.reading import program_of, read
from runs_to_datasets.programs.structure import structure_of
from runs_to_datasets.programs.stubs import is_placeholder
from runs_to_datasets.programs.test_contracts import contract_of
from runs_to_datasets.programs.test_sets import NoTests, sets_in_cell, sets_in_record

Rows = list[tuple[Any, ...]]
# Languages of blocks that show how something is called or what it prints.
_NO_ANSWER = {"text", "txt", "bash", "sh", "shell", "console", "output", "plaintext", "zsh"}
_PLACEHOLDER = "a placeholder for an answer"


def readings(rows: Rows, take: str) -> Rows:
    """(text, response, prompt) -> a row of `readings`."""
    made: Rows = []
    known: dict[str, Any] = {}  # the same text under other problems, whose prompts lend nothing
    for text_id, response, prompt in rows:
        if take != "program":
            text = taken(response, take)
            reason = None if text else "nothing in it"
            made.append((text_id, text, [], [], [], [], False, True, reason))
            continue
        is_lending = any(word in prompt for word in ("def ", "class ", "import ", "="))
        key = prompt + response if is_lending else response
        if key not in known:
            known[key] = read(response, prompt)
        found = known[key]
        program = found.program
        made.append((
            text_id, program.code, list(program.names), list(program.classes), list(found.roots),
            list(found.tops), found.reads_input, found.is_settled, program.reason,
        ))  # fmt: skip
    return made


def attempts(rows: Rows, take: str) -> Rows:
    """(response, problem, passed, how often, text, prompt, loose) -> a row of `attempts`."""
    made: Rows = []
    for result_id, mbpp_id, passed, n_responses, response, prompt, is_loose in rows:
        found = read(response, prompt)
        stands = found.program.code and not found.program.reason
        structure = structure_of(found.program.code, is_loose) if stands else None
        made.append((
            result_id, mbpp_id, passed, n_responses, found.program.code, structure,
            list(found.roots),
        ))  # fmt: skip
    return made


def codes(rows: Rows, take: str) -> Rows:
    """(text, response, prompt, kind, names) -> a row of `codes`."""
    made: Rows = []
    for text_id, response, prompt, kind, names in rows:
        program = program_of(response, prompt, kind, names)
        made.append((text_id, program.code, program.reason))
    return made


def structures(rows: Rows, take: str) -> Rows:
    """(shape, code, whether dedup is loose) -> a row of `structures`."""
    return [(shape, structure_of(code, is_loose)) for shape, code, is_loose in rows]


def failure_codes(rows: Rows, take: str) -> Rows:
    """(response, problem, how often, text, prompt, kind, names, loose) -> of `failure_codes`."""
    made: Rows = []
    for result_id, mbpp_id, n_responses, response, prompt, kind, names, is_loose in rows:
        answer = answer_of(response)
        structure = None
        if take != "program":
            code, found, is_alone = taken(response, take), [], True
            reason = _PLACEHOLDER if is_phrase(code) else None if code else "nothing in it"
        else:
            program = program_of(response, prompt, kind, names)
            code, found = program.code, list(program.names)
            structure = structure_of(code, is_loose) if code else None
            reason = program.reason or _why_unusable(answer.text, program, kind)
            is_alone = code == answer.text.strip("\n") or f"\n{code}\n```" in f"\n{answer.text}"
        made.append((
            result_id, mbpp_id, n_responses, response, answer.reasoning, answer.text.strip(), code,
            found, reason, is_alone, structure,
        ))  # fmt: skip
    return made


def _why_unusable(answer: str, program: Program, kind: str) -> str | None:
    """Why a wrong answer teaches nothing, or None.

    A fence that never closes: the harness may have found no code. An assert that was cut: the
    answer's own tests may be what failed.
    """
    if any(not block.is_closed for block in blocks_of(answer)):
        return "a fence that never closes"
    if program.lost_assert and kind != "program":
        return "tests of its own, which may be what failed"
    return _PLACEHOLDER if is_placeholder(program.code) else None


def drawn_codes(rows: Rows, take: str) -> Rows:
    """(example, run, code, response) -> a row of `drawn_codes`."""
    made: Rows = []
    for example_id, run_id, code, response in rows:
        answer = answer_of(response)
        text = answer.text.strip()
        made.append((example_id, run_id, code, response, answer.reasoning, text))
    return made


def test_sets(rows: Rows, take: str) -> Rows:
    """(problem, set, position, tests, whether they are a file's record) -> rows of `test_sets`."""
    made: Rows = []
    for mbpp_id, name, position, tests, is_record in rows:
        try:
            found = sets_in_record(json.loads(tests)) if is_record else sets_in_cell(tests)
            reason = None if found else "there are none in it"
        except NoTests as error:
            found, reason = [], str(error)
        if reason:
            made.append((mbpp_id, name, position, None, None, 0, [], [], None, None, None, reason))
        for tests_of in found:
            called, used = tests_of.names
            made.append((
                mbpp_id, f"{name}:{tests_of.part}" if tests_of.part else name, position,
                tests_of.form, json.dumps(tests_of.tests), tests_of.n_tests, called, used,
                *contract_of(tests_of), None,
            ))  # fmt: skip
    return made


def taken(response: str, take: str) -> str:
    """An answer that is not read as Python: a block of it, its text, or all of the response.

    block: the last one that is not a shell's or an output's; without a fence the whole answer.
    """
    if take == "response":
        return response
    text = answer_of(response).text.strip()
    if take == "text":
        return text
    blocks = blocks_of(text)
    chosen = [b for b in blocks if b.language not in _NO_ANSWER] or blocks
    return chosen[-1].content.strip("\n") if chosen else text


TASKS: dict[str, Callable[[Rows, str], Rows]] = {
    "test_sets": test_sets,
    "attempts": attempts,
    "readings": readings,
    "codes": codes,
    "structures": structures,
    "failure_codes": failure_codes,
    "drawn_codes": drawn_codes,
}
# What is made of the same once is made of it again; the columns that only say whose row it is.
WHOSE: dict[str, tuple[str, ...]] = {
    "attempts": ("result_id", "mbpp_id", "passed", "n_responses"),
    "readings": ("text_id",),
    "codes": ("text_id",),
    "structures": ("shape",),
    "failure_codes": ("result_id", "mbpp_id", "n_responses"),
}


def run(table: str, rows: Rows, take: str) -> Rows:
    """The rows of a table; warnings of the programs' own text are nobody's here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return TASKS[table](rows, take)
