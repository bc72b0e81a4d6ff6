#!/usr/bin/env python3
"""Run CSVs of any size, from the example problems: N_RUNS x N_PROBLEMS x SAMPLES rows.

    python benchmarks/generate.py N_RUNS N_PROBLEMS SAMPLES OUT [SEED] [--plain]

writes OUT/runs/NNNN/results.csv. Problem p stands on example problem p modulo their number, with a
prompt and an id of its own. One in ten of the first 5,000 has an id of MBPP's test split, and one
in fifty asks in other words what such a one asks. An answer is one of the problem's programs, right
or wrong, in two of five cases as it stands and else with names of its own, in one of three with a
comment. As in real runs a third of the answers carry test code, a quarter stand in prose, a tenth
in several blocks, one in twenty behind reasoning; half of the others are fenced. One in twenty has
CRLF line ends, one in five trailing blanks. With --plain answers are code alone, one in ten fenced,
which is all that the bare peers read. The same arguments give the same bytes; a run needs no other
run's draws.
"""

import random
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))

from problems import PROBLEMS, Problem  # noqa: E402

HEADER = "mbpp_id,prompt,response,passed,difficulty,run_id\n"
STEMS = "value item total left right best seen queue width depth count limit start".split()
NAMES = [f"{stem}{i}" for stem in STEMS for i in range(40)]
PLACES = "aisle bay corner deck floor gate hall island jetty kiosk ledge mill nook".split()
ROOMS = [f"{place}{i}" for place in PLACES for i in range(40)]
# Up to this problem some are of MBPP's test split, whose ids are 11 to 510.
N_WITH_TESTS = 5_000

HELPER = "def is_blank(value):\n    return value is None or value == ''"
DEMOS = (
    "\n# Test cases\nprint({name}({n}))\nprint({name}({n} + 1))\n",
    "\nassert {name}({n}) is not None\n",
    '\nif __name__ == "__main__":\n    print({name}({n}))\n',
    "\ndef check_solution():\n    assert {name}({n}) == {n}\n    print('ok')\n",
)


def renamer(code: str) -> Callable[[random.Random], str]:
    """A function that gives the parameters of a program's first definition other names."""
    header = re.search(r"def \w+\(([^)]*)\)", code)
    names = [p.split("=")[0].strip() for p in header[1].split(",")] if header else []
    names = [name for name in names if name.isidentifier()]
    if not names:
        return lambda draw: code
    pieces = re.split(rf"\b({'|'.join(map(re.escape, names))})\b", code)

    def rename(draw: random.Random) -> str:
        new = dict(zip(names, draw.sample(NAMES, len(names)), strict=True))
        return "".join(new[p] if i % 2 else p for i, p in enumerate(pieces))

    return rename


def answers(problem: Problem) -> list[tuple[str, Callable, bool]]:
    """(program, its renamer, is it right), right ones as often as runs solve the problem."""
    right = [(code.rstrip("\n"), renamer(code.rstrip("\n")), True) for code in problem.right]
    wrong = [(code.rstrip("\n"), renamer(code.rstrip("\n")), False) for code in problem.wrong]
    n_right = max(problem.solved_by, 1)
    return [right[i % len(right)] for i in range(n_right)] + [
        wrong[i % len(wrong)] for i in range(12 - n_right)
    ]


def dressed(code: str, draw: random.Random) -> str:
    """An answer as a model writes it around a program."""
    name = re.search(r"def (\w+)", code)
    tests = ""
    if name and draw.random() < 1 / 3:
        tests = draw.choice(DEMOS).format(name=name[1], n=draw.randrange(10))
    kind = draw.random()
    if kind < 0.10:
        answer = f"A helper first:\n\n```python\n{HELPER}\n```\n\n"
        answer += f"The solution:\n\n```python\n{code}\n```"
        answer += f"\n\nTo try it:\n\n```python\n{tests.strip()}\n```" if tests else ""
    elif kind < 0.35:
        answer = (
            f"Here is the function:\n\n```python\n{code}\n{tests}```\n\nIt runs in linear time."
        )
    elif kind < 0.65:
        answer = f"```python\n{code}\n{tests}```"
    else:
        answer = code + ("\n" + tests if tests else "")
    if draw.random() < 0.05:
        answer = f"<think>\nFirst I look at the examples.\n</think>\n\n{answer}"
    return answer


@cache
def asked(p: int, seed: int) -> tuple[int, int, str]:
    """(id, example problem, prompt) of problem p."""
    if p < N_WITH_TESTS and p % 50 == 1:
        _, example, prompt = asked(p - 1, seed)
        return 1000 + p, example, prompt.replace("Write a function", "Write a short function")
    example = p % len(PROBLEMS)
    rooms = " ".join(random.Random(f"{seed}/prompt/{p}").sample(ROOMS, 8))
    is_test = p < N_WITH_TESTS and p % 10 == 0
    prompt = f"{PROBLEMS[example].prompt} Station {p}: {rooms}."
    return 11 + p // 10 if is_test else 1000 + p, example, prompt


def quoted(text: str) -> str:
    """A CSV field in quotes."""
    return '"' + text.replace('"', '""') + '"'


def write_run(run: int, n_problems: int, samples: int, seed: int, out: Path, is_plain: bool) -> int:
    """Writes one run; returns its rows."""
    draw = random.Random(f"{seed}/{run}")
    choices = [answers(problem) for problem in PROBLEMS]
    file = out / "runs" / f"{run:04}" / "results.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="", buffering=1 << 20) as opened:
        opened.write(HEADER)
        for p in range(n_problems):
            problem_id, example, prompt = asked(p, seed)
            head = f"{problem_id},{quoted(prompt)},"
            for _ in range(samples):
                code, rename, is_right = draw.choice(choices[example])
                if draw.random() < 0.6:
                    code = rename(draw)
                    if draw.random() < 1 / 3:
                        code = f"# {draw.choice(NAMES)} first\n{code}"
                if draw.random() < 0.2:
                    code = code.replace("\n", "  \n")
                if not is_plain:
                    code = dressed(code, draw)
                elif draw.random() < 0.1:
                    code = f"```python\n{code}\n```"
                if draw.random() < 0.05:
                    code = code.replace("\n", "\r\n")
                opened.write(f"{head}{quoted(code)},{is_right},,{run:04}\n")
    return n_problems * samples


def main() -> None:
    """Writes all runs and says how much that is."""
    is_plain = "--plain" in sys.argv
    given = [argument for argument in sys.argv[1:] if argument != "--plain"]
    n_runs, n_problems, samples = map(int, given[:3])
    out = Path(given[3])
    seed = int(given[4]) if len(given) > 4 else 42
    n_rows = sum(
        write_run(run, n_problems, samples, seed, out, is_plain) for run in range(1, n_runs + 1)
    )
    n_bytes = sum(file.stat().st_size for file in out.glob("runs/*/results.csv"))
    print(f"{n_rows:,} rows, {n_bytes / 1e6:.1f} MB, {n_runs} files")


if __name__ == "__main__":
    main()
