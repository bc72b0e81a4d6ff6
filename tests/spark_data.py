"""Awkward run CSVs for the parity of engines: many runs, one giant problem, and hard texts.

python tests/spark_data.py OUT
"""

import csv
import json
import random
import sys
from pathlib import Path

TEXTS = ["", "é ü ß", "🐍 snake", 'say "hi", twice', "tab\there", "a\nb", "NULL", "x" * 300]


def response(draw: random.Random, problem: int) -> str:
    """A right or wrong answer, sometimes fenced, commented, blank or with a string of its own."""
    name = draw.choice(["x", "value", "größe", "n"])
    code = f"def solve_{problem}({name}):\n    return {name} + {draw.randrange(6)}"
    if draw.random() < 0.3:
        code = f'def solve_{problem}({name}):\n    """{draw.choice(TEXTS[1:4])[:9]}\'s"""\n    return {name}'
    if draw.random() < 0.2:
        code = f"Here you are:\n```python\n{code}\n\nprint(solve_{problem}(1))\n```\nDone."
    if draw.random() < 0.1:
        code = code.replace("\n", "\r\n")
    return draw.choice(["", "   ", "no code at all"]) if draw.random() < 0.03 else code


def write_tests(out: Path) -> None:
    """Tests that some of the programs fail, of every second problem."""
    with (out / "tests.jsonl").open("w", encoding="utf-8") as opened:
        for problem in range(600, 701, 2):
            test = f"assert solve_{problem}(1) < 5"
            opened.write(json.dumps({"task_id": problem, "test_list": [test]}) + "\n")


def main(out: Path) -> None:
    """Twelve runs of 150 problems of MBPP's both sides, and one with 3,000 answers."""
    for run in range(12):
        draw = random.Random(run)
        file = out / f"run {run:02}" / "results.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        columns = ["task_id", "prompt", "completion", "passed", "split"]
        columns += ["Temperature", "seen"][: run % 3]
        with file.open("w", newline="", encoding="utf-8-sig" if run % 2 else "utf-8") as opened:
            writer = csv.writer(opened, lineterminator="\r\n" if run % 4 == 3 else "\n")
            writer.writerow(columns)
            ids = [*range(540, 690), *["Mbpp/700"] * 250]
            draw.shuffle(ids)
            for written in ids:
                problem = int(str(written).rpartition("/")[2])
                words = TEXTS[problem % len(TEXTS)] + f" task {problem} of {problem * 7} stones"
                # the giant problem is solved often, others by their number
                passed = draw.random() < (0.6 if problem == 700 else (problem % 10) / 10)
                extras = [draw.choice(TEXTS) for _ in columns[5:]]
                row = [written, words, response(draw, problem), passed, draw.choice(["train", ""])]
                writer.writerow([*row, *extras])
    write_tests(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
