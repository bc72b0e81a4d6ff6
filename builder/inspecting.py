"""Questions about a build: results.duckdb, where no statement can change or reach anything."""

import csv
import json
import math
import re
import sys
import threading
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from builder import BuildError
from builder.config import PROJECT
from builder.engine import Worker
from builder.outputs import DATABASE, PARQUET
from builder.screen import one_line, print_table

INSPECT = PROJECT / "sql/inspect"


@dataclass(frozen=True)
class Answer:
    """What a query gave: the names of its columns, and its rows."""

    header: list[str]
    rows: list[tuple]


class Results:
    """The tables of a published build, read-only, without files or network. A context manager."""

    def __init__(self, folder: Path):
        database = folder / DATABASE
        if not database.is_file():
            raise BuildError(f"{folder}: no build there: make one with `make datasets`")
        try:
            self._connection = duckdb.connect(
                str(database),
                read_only=True,
                config={
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
            self._see_parquet(folder / PARQUET)
            self._connection.execute("set enable_external_access = false")
        except duckdb.Error as error:
            raise BuildError(f"{database}: cannot be read: {str(error).splitlines()[0]}") from None
        self._worker = Worker(self._connection)
        self._connection.execute("set enable_progress_bar = false; set lock_configuration = true")

    def _see_parquet(self, results: Path) -> None:
        """A view `results` of the responses that a build on a cluster left beside the database."""
        if results.is_dir():
            view = (INSPECT / "results_in_parquet.sql").read_text(encoding="utf-8")
            files = sorted(str(file) for file in results.resolve().glob("*.parquet"))
            self._connection.execute("set allowed_paths = $files", {"files": files})
            self._connection.execute("set variable results_files = $files", {"files": files})
            self._connection.execute(view)

    def __enter__(self) -> "Results":
        return self

    def __exit__(self, *_) -> None:
        self._worker.close()

    def ask(self, statement: str, limit: int | None = None, timeout: float | None = None) -> Answer:
        """The answer to the last statement: `limit` rows at most, within `timeout` seconds."""
        timer = threading.Timer(timeout, self._connection.interrupt) if timeout else None
        if timer:
            timer.start()
        try:
            statement.encode("utf-8")
            return self._worker.call(self._ask, statement, limit)
        except UnicodeEncodeError:
            raise BuildError("the statement is not UTF-8 text") from None
        except duckdb.InterruptException:
            raise BuildError(f"stopped after {timeout:g} seconds: raise --timeout") from None
        except duckdb.Error as error:
            raise BuildError(self._explained(str(error))) from None
        finally:
            if timer:
                timer.cancel()

    def _ask(self, statement: str, limit: int | None) -> Answer:
        cursor = self._connection.execute(statement)
        if cursor is None or cursor.description is None:
            raise BuildError("no statement in it that answers anything")
        header = [column[0] for column in cursor.description]
        return Answer(header, cursor.fetchall() if limit is None else cursor.fetchmany(limit))

    def table(self, name: str) -> Answer:
        """All of a table, in its order."""
        relation = self._connection.table(name)
        return Answer(relation.columns, relation.fetchall())

    def ask_kept(self, name: str, **variables: object) -> Answer:
        """The answer to a file of sql/inspect, whose variables are set first."""
        for key, value in variables.items():
            self._connection.execute(f"set variable {key} = $value", {"value": value})
        return self.ask((INSPECT / f"{name}.sql").read_text(encoding="utf-8"))

    def _explained(self, error: str) -> str:
        """DuckDB's message in one line, with its line in the statement and what there is."""
        message = re.split(r"\n\s*(?:LINE|Candidate|Did you mean)", error)[0].strip()
        line = re.search(r"^LINE (\d+):", error, re.MULTILINE)
        text = re.sub(r"\s+", " ", message) + (f" (line {line[1]})" if line else "")
        if "Table with name" in text:
            tables = [row[0] for row in self.ask_kept("tables").rows]
            return f"{text}: there are {', '.join(tables)}"
        if candidates := re.search(r"Candidate bindings: (.*)", error):
            return f"{text}: there are {candidates[1]}; see build.py query --tables"
        return text


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
        print("| " + " | ".join(answer.header) + " |")
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


def highlighted(code: str) -> str:
    """Code in colours where a terminal shows them and Pygments is there; else as it is."""
    if not sys.stdout.isatty():
        return code
    try:
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return code
    return highlight(code, PythonLexer(), TerminalFormatter()).rstrip("\n")


# ---- show and explain ----------------------------------------------------------------------------


def show(results: Results, mix: str, n: int, mbpp_id: str | None, difficulty: str | None) -> None:
    """Prints examples of a mix."""
    mixes = [row[0] for row in results.table("summary").rows]
    if mix not in mixes:
        raise BuildError(f"{mix}: no such mix; there are {', '.join(mixes)}")
    mix, _, side = mix.partition(".")
    found = results.ask_kept(
        "show", mix=mix, side=side or "train", n=n, mbpp_id=mbpp_id, difficulty=difficulty
    )
    if not found.rows:
        raise BuildError(f"{mix}: no such example in it")
    for row in found.rows:
        example = dict(zip(found.header, row, strict=True))
        of_side = "" if example["side"] == "train" else f" ({example['side']})"
        print(
            f"---- {mix}{of_side}, place {example['position']}: problem {example['mbpp_id']}, "
            f"{example['difficulty']} ({example['n_passed']} of {example['n_results']} passed), "
            f"from run {example['run_id']}, {example['cluster_size']} "
            f"response{'s' * (example['cluster_size'] != 1)} agreed"
        )
        print(f"\n{example['instruction']}\n\n{highlighted(example['response'])}\n")


def explain(results: Results, mbpp_id: str) -> None:
    """Prints all that the build did with the responses to a problem."""
    found = results.ask_kept("explain_problem", mbpp_id=mbpp_id)
    if not found.rows:
        raise BuildError(f"{mbpp_id}: no run has such a problem; ids are like those of `results`")
    problem = dict(zip(found.header, found.rows[0], strict=True))
    label = f", labelled {problem['label']}" if problem["label"] else ""
    print(f"Problem {problem['mbpp_id']}: {problem['prompt']}")
    print(
        f"{problem['difficulty'] or 'no difficulty'}{label}: {problem['n_passed']} of "
        f"{problem['n_results']} responses passed; its tests call "
        f"{problem['entry_point'] or 'a name that cannot be told'}"
    )
    if problem["n_prompts"] > 1:
        print(f"{problem['n_prompts']} different prompts; the most frequent is taken")
    if problem["left_out_as"]:
        reason = problem["held_out_by"] or ""
        if problem["near_copy_prompt"]:
            reason = f"like held-out {problem['near_copy_of']}: {problem['near_copy_prompt']}"
        print(f"left out as a whole: {problem['left_out_as']} {reason}".rstrip())
    programs = results.ask_kept("explain_examples", mbpp_id=mbpp_id)
    for example, rank, size, run, verdict, mixes, code in programs.rows:
        print(
            f"\n---- program {example}: {size} response{'s' * (size != 1)}, kept from run {run}"
            + (f", rank {rank}" if rank else ", too rare for a rank")
            + (f", not drawable: {verdict}" if verdict else "")
            + (f", drawn into {mixes}" if mixes else ", in no mix")
        )
        print("(its text was not kept)" if code is None else highlighted(code))
    print()
    print_answer(results.ask_kept("explain_responses", mbpp_id=mbpp_id), "table")


def summary(results: Results) -> None:
    """Prints datasets_summary, a column for each mix, and the shares as bars."""
    found = results.table("summary")
    names = [row[0] for row in found.rows]
    print_table(
        ["", *names],
        [(h, *values) for h, *values in list(zip(found.header, *found.rows, strict=True))[1:]],
    )
    counts = found.header.index("easy_count")
    print("\nshares drawn: easy #, medium =, hard .")
    for row in found.rows:
        total = sum(row[counts : counts + 3]) or 1
        ends = [round(50 * sum(row[counts : counts + i + 1]) / total) for i in range(3)]
        bar = "#" * ends[0] + "=" * (ends[1] - ends[0]) + "." * (ends[2] - ends[1])
        print(f"  {row[0]:<{max(map(len, names))}}  {bar}  {row[1]:,}")
