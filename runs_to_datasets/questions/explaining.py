"""explain: what became of the responses to a problem, or of a run, and why."""

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.layout import one_line
from runs_to_datasets.places import command, near
from runs_to_datasets.programs.workers import Workers
from runs_to_datasets.questions.printing import print_beside, print_facts, print_text
from runs_to_datasets.questions.results import Results
from runs_to_datasets.screen import print_table

NOT_KEPT = "(its text was not kept)"


def explain_problem(results: Results, mbpp_id: str) -> None:
    """Prints a problem, its tests, and every program of its responses with what became of it.

    BuildError where no run has it.
    """
    found = results.inspect("explain_problem", mbpp_id=mbpp_id)
    if not found.rows:
        hint = f"; for the run: {command()} explain --run {mbpp_id}"
        raise BuildError(
            f"{shown(mbpp_id)}: no run has such a problem; ids are like those of `results`"
            + hint * bool(results.inspect("explain_run", run_id=mbpp_id).rows)
        )
    problem, prompt, *facts = found.rows[0]
    print(f"Problem {one_line(problem)}\n")
    print_text(prompt)
    print()
    print_facts(_labels(found.header[2:]), facts)
    copies = results.inspect("explain_copies", mbpp_id=mbpp_id).rows
    tests = results.inspect("explain_tests", mbpp_id=mbpp_id).rows
    for told, texts in [*((told, [prompt]) for told, prompt in copies), *tests]:
        print()
        print_text(one_line(told), "")
        for text in texts:
            print_text(text)
    readings = _readings(results, mbpp_id=mbpp_id, run_id=None)
    programs = results.inspect("explain_programs", mbpp_id=mbpp_id, readings=readings).rows
    for number, program in enumerate(programs, 1):
        _print_program(program, f"{number} of {len(programs)}")


def _print_program(program: tuple[Any, ...], number: str) -> None:
    """A program: how often it came, what became of it, what tests said of it, its text."""
    passed, example, n_results, n_runs, fates, tests, code = program
    print()
    print_beside(
        "",
        f"---- {'right' if passed else 'wrong'} program {number}"
        + (f" ({example})" if example else "")
        + f": {n_results:,} response{'s' * (n_results != 1)}"
        + f" from {n_runs:,} run{'s' * (n_runs != 1)}",
    )
    lines = [*fates, *(("tests", told) for told in tests)]
    print_facts([name for name, _ in lines], [one_line(told) for _, told in lines])
    print()
    print_text(NOT_KEPT if code is None else code)


def explain_run(results: Results, run_id: str) -> None:
    """Prints a run in short: what it solved, what it gave, and why its responses failed.

    BuildError where there is no such run.
    """
    found = results.inspect("explain_run", run_id=run_id)
    if not found.rows:
        runs = sorted(row[0] for row in results.table("runs").rows)
        more = ", ..." if len(runs) > 20 else ""
        raise BuildError(
            f"{shown(run_id)}: no such run; there are {shown(', '.join(runs[:20]))}{more}"
        )
    run, *facts = found.rows[0]
    print(f"Run {one_line(run)}\n")
    print_facts(_labels(found.header[1:]), facts)
    readings = _readings(results, run_id=run_id, mbpp_id=None)
    levels, fates, failures = (
        results.inspect(name, run_id=run_id, readings=readings)
        for name in ("explain_run_levels", "explain_run_fates", "explain_run_failures")
    )
    for title, answer in [
        ("By level", levels),
        ("What became of its responses", fates),
        ("Why they failed, as far as their texts tell", failures),
    ]:
        if answer.rows:
            print(f"\n{title}")
            print_table(_labels(answer.header), answer.rows, indent="  ")
    *_, such_as = fates.rows[0]
    of_run = f"from fates where run_id = {_in_quotes(run_id)}"
    folder = results.database.parent
    where = "" if folder == Path("datasets") else f" --dir {shlex.quote(near(folder))}"
    print(f"\nTry: {command()} explain {shlex.quote(one_line(such_as))}{where}")
    print(f"     {command()} query {_quoted(of_run)}{where}")


def _in_quotes(text: str) -> str:
    """A text as one types it in SQL."""
    return "'" + one_line(text).replace("'", "''") + "'"


def _quoted(text: str) -> str:
    """A text as one types it in a shell: in double quotes where they do, as it has others."""
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'


def _labels(header: list[str]) -> list[str]:
    return [name.replace("_", " ") for name in header]


def _readings(results: Results, **asked: str | None) -> str:
    """What the texts of explain_texts hold, as JSON: wrong answers are read as right ones are."""
    [(take,)] = results.inspect("answer_take").rows
    texts = results.inspect("explain_texts", **asked).rows
    wrong = [tuple(row) for *row, passed in texts if not passed]
    right = [(key, text, is_loose) for key, _, _, text, *_, is_loose, passed in texts if passed]
    with Workers(os.cpu_count() or 1) as workers:
        found = [
            (key, code, names, reason, structure)
            for key, *_, code, names, reason, _, structure in workers.run(
                "failure_codes", wrong, take
            )
        ]
        if take == "program":
            codes = {key: code for key, code, _ in right}
            found += [
                (key, codes[key], [], None, structure)
                for key, structure in workers.run("structures", right, take)
            ]
    columns = ("result_id", "code", "names", "reason", "structure")
    return json.dumps([dict(zip(columns, row, strict=True)) for row in found])
