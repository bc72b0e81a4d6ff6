"""Answers on the screen: as table, csv, jsonl or markdown; code in colours where it can be."""

import csv
import json
import math
import sys
from decimal import Decimal

from runs_to_datasets.errors import BuildError
from runs_to_datasets.questions.results import Answer
from runs_to_datasets.screen import Terminal, escaped, one_line, print_table


def print_answer(answer: Answer, form: str) -> None:
    """Prints an answer as table, csv, jsonl or markdown."""
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.header)
        writer.writerows(answer.rows)
    elif form == "jsonl":
        if len(set(answer.header)) < len(answer.header):
            raise BuildError("two columns have one name: tell them apart with `as`")
        for row in answer.rows:
            record = {n: as_json(v) for n, v in zip(answer.header, row, strict=True)}
            print(json.dumps(record, ensure_ascii=False, default=str))
    elif form == "markdown":
        print("| " + " | ".join(map(one_line, answer.header)) + " |")
        print("|" + "---|" * len(answer.header))
        for row in answer.rows:
            print("| " + " | ".join(one_line(v).replace("|", "\\|") for v in row) + " |")
    else:
        print_table(answer.header, answer.rows)


def as_json(value: object) -> object:
    """A value that is JSON: decimals as numbers, NaN and infinities as null."""
    if isinstance(value, Decimal):
        value = float(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_code(code: str) -> None:
    """Prints code, in colours where a terminal shows them and Pygments is there."""
    if isinstance(sys.stdout, Terminal):
        try:
            from pygments import highlight
            from pygments.formatters import TerminalFormatter
            from pygments.lexers import PythonLexer
        except ImportError:
            pass
        else:
            coloured = str(highlight(escaped(code), PythonLexer(), TerminalFormatter()))
            sys.stdout.draw(coloured.rstrip("\n") + "\n")
            return
    print(code)
