#!/usr/bin/env python3
"""Twelve example runs: what three made-up models answer to the problems of problems.py.

    python examples/make_runs.py

writes examples/runs/NN/results.csv and examples/tests.jsonl. Every draw is seeded by run and
problem, so the same bytes come out each time, and `passed` is what the problem's tests say of the
answer, never a given.
"""

import ast
import builtins
import contextlib
import csv
import io
import json
import random
import re
import sys
import tokenize
from pathlib import Path

from problems import PROBLEMS, STRONGER, Problem

RUNS_FOLDER = Path(__file__).parent / "runs"
TESTS_FILE = Path(__file__).parent / "tests.jsonl"
COLUMNS = ("mbpp_id", "prompt", "response", "passed", "split", "model_name", "temperature")
# Skill weighs on which runs solve a problem, not on how many do: that is the problem's solved_by.
MODELS = {"wren-coder-3b": 0.6, "finch-7b": 1.0, "heron-instruct-13b": 1.8}
TEMPERATURES = (0.2, 0.5, 0.8, 1.0)
RUNS = {
    f"{number:02}": (model, temperature)
    for number, (model, temperature) in enumerate(
        ((model, temperature) for temperature in TEMPERATURES for model in MODELS), start=1
    )
}

SYNONYMS = {
    "best": ("top", "winner", "best_so_far"),
    "c": ("ch", "char", "letter"),
    "count": ("cnt", "counter", "how_many"),
    "current": ("cur", "now"),
    "d": ("divisor", "p"),
    "digit": ("rest_digit", "r"),
    "first": ("start", "head"),
    "grid": ("matrix", "board", "mat"),
    "group": ("bucket", "members"),
    "heap": ("pq", "h"),
    "height": ("h", "bar"),
    "heights": ("bars", "walls"),
    "high": ("hi", "upper_bound"),
    "i": ("idx", "index", "pos"),
    "items": ("lst", "values", "arr", "nums"),
    "j": ("q", "other_index"),
    "last": ("end", "tail"),
    "low": ("lo", "lower_bound"),
    "n": ("num", "number", "m"),
    "price": ("cost", "amount"),
    "prices": ("data", "price_list"),
    "queue": ("todo", "frontier"),
    "result": ("res", "output", "answer", "out"),
    "row": ("line", "dp"),
    "seen": ("visited", "known"),
    "spans": ("intervals", "ranges"),
    "stack": ("pending", "st"),
    "steps": ("moves_made", "distance"),
    "table": ("dp", "memo"),
    "text": ("s", "string", "txt"),
    "total": ("acc", "running_total", "summed"),
    "ways": ("dp", "combos"),
    "word": ("w", "token"),
    "words": ("word_list", "parts", "strings"),
    "x": ("item", "val", "element"),
    "y": ("other", "nxt"),
    "year": ("yr", "y"),
}
COMMENTS = {
    "for ": ("# go through the values one by one", "# Loop", "# on parcourt les éléments"),
    "while ": ("# repeat until nothing is left", "# Keep going", "# 数が残る間くり返す"),
    "if ": ("# check the condition", "# special case", "# cas limite : à vérifier"),
    "return ": ("# return the result", "# Done", "# Done ✅"),
}
BEFORE = (
    "Here is a Python function that should do it:",
    "Sure! Here's one way to solve this.",
    "The following function does what you asked for.",
    "Certainly 😊 Here is the solution:",
    "We can solve this in a few lines of Python:",
    "This can be solved as follows:",
)
AFTER = (
    "The function goes through the input and returns the result.",
    "Let me know if you need anything else!",
    "Note that this assumes valid input.",
    "This runs fast enough for inputs of the usual size.",
    "I hope this helps – à bientôt!",
)
REFUSALS = (
    "I'm sorry, but I need more details about the input before I can write this function.",
    "I'm sorry, I can't run code here. Could you show an example of what should come out?",
    "To solve this, first think about the base case, then build the answer up from there. "
    "The rest is a matter of careful bookkeeping.",
    "This problem is well known; see any textbook on algorithms for a thorough treatment.",
)
ORPHANS = ("# Test cases", "# Test the function", "# Example usage:", "# Tests")


def test_helper(code: str, problem: Problem) -> str:
    """The code and a test function that nothing calls, as models like to leave behind."""
    return f"{code}\n\ndef test_it():\n    {problem.tests[0]}\n    {problem.tests[1]}\n"


def alias(code: str, problem: Problem) -> str:
    """The code under another name, which the name that the tests call is made to mean."""
    return f"{code.replace(problem.name, 'solve')}\n\n{problem.name} = solve\n"


# (run, problem) -> an oddity that should come up, and only there. All runs solve these problems.
ONCE = {
    ("03", 603): test_helper,
    ("08", 615): test_helper,
    ("10", 690): test_helper,
    ("06", 638): alias,
}


class OutOfSteps(BaseException):
    """An answer ran too long. Not an Exception, so that an answer cannot catch it."""


def passes(code: str, problem: Problem, max_lines: int = 200_000) -> bool:
    """Whether the code runs and the problem's tests hold.

    Executed lines are limited, not seconds: a slower machine must not change the CSVs. Nothing here
    is safe for code that one does not trust; these programs are all our own.
    """
    lines = 0

    def watch(frame, event, _):
        nonlocal lines
        lines += event == "line"
        if lines > max_lines:
            raise OutOfSteps
        return watch if frame.f_code.co_filename == "<answer>" else None

    namespace: dict = {"__name__": "answer"}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            program = compile(code, "<answer>", "exec")
            tests = compile("\n".join(problem.tests), "<tests>", "exec")
            sys.settrace(watch)
            exec(program, namespace)
            exec(tests, namespace)
        except (Exception, OutOfSteps):
            return False
        finally:
            sys.settrace(None)
    return True


def code_in(response: str) -> str:
    """What a harness runs: the first fenced block, or else all of the response."""
    block = re.search(r"```[a-z]*\r?\n(.*?)```", response, re.DOTALL)
    return block[1] if block else response


def renamed(code: str, rng: random.Random) -> str:
    """The same program with other names for its parameters and local variables."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return code
    assigned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assigned |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    imported = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    taken = assigned | imported | set(dir(builtins))
    names: dict[str, str] = {}
    for name in sorted(assigned - imported):
        free = [other for other in SYNONYMS.get(name, ()) if other not in taken]
        if free and rng.random() < 0.7:
            names[name] = rng.choice(free)
            taken.add(names[name])
    lines = code.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    for previous, token in reversed(list(zip(tokens, tokens[1:], strict=False))):
        if token.type == tokenize.NAME and token.string in names and previous.string != ".":
            (row, start), (_, end) = token.start, token.end
            lines[row - 1] = lines[row - 1][:start] + names[token.string] + lines[row - 1][end:]
    return "".join(lines)


def commented(code: str, rng: random.Random) -> str:
    """The code with a comment above one or two of its statements."""
    lines = code.splitlines()
    spots = [i for i, line in enumerate(lines) if line.lstrip().startswith(tuple(COMMENTS))]
    for i in sorted(rng.sample(spots, min(len(spots), rng.choice((1, 1, 2)))), reverse=True):
        bare = lines[i].lstrip()
        kind = next(word for word in COMMENTS if bare.startswith(word))
        lines.insert(i, lines[i][: -len(bare)] + rng.choice(COMMENTS[kind]))
    return "\n".join(lines) + "\n"


def documented(code: str, problem: Problem, rng: random.Random) -> str:
    """The code with a docstring in its first function, if it has one."""
    what = problem.prompt.removeprefix("Write a function to ")
    what = what[0].upper() + what[1:]
    docstring = rng.choice(
        (
            f'    """{what}"""\n',
            f'    """\n    {what}\n    """\n',
            f'    """{what}\n\n    Returns:\n        The result.\n    """\n',
            f"    '''{what}'''\n",
            f'    """{what} (résumé : 数 → résultat)"""\n',
        )
    )
    return re.sub(
        r"^(def \w+\(.*\):\n)", lambda found: found[1] + docstring, code, count=1, flags=re.M
    )


def test_code(code: str, problem: Problem, rng: random.Random) -> str:
    """Code to try the function out, as it often follows an answer."""
    defined = re.findall(r"^(?:def )?(\w+)(?:\(| = )", code, re.M)
    name = problem.name if problem.name in defined else defined[-1]
    tests = [re.sub(rf"\b{problem.name}\b", name, test) for test in problem.tests]
    # The tests compare, so the left side is the call.
    calls = [ast.unparse(ast.parse(test).body[0].test.left) for test in tests]
    prints = [f"print({call})" for call in calls]
    kind = rng.choice(("print", "print", "assert", "assert", "usage", "usage", "labelled", "main"))
    if kind == "print":
        return "\n".join(prints[: rng.randint(1, 2)]) + "\n"
    if kind == "assert":
        return rng.choice(("", "# Test cases\n")) + "\n".join(tests[:3]) + "\n"
    if kind == "usage":
        return f"# Example usage\nresult = {calls[0]}\nprint(result)\n"
    if kind == "labelled":
        return f'print("{rng.choice(("Résultat :", "結果:", "Result:"))}", {calls[1]})\n'
    return 'if __name__ == "__main__":\n' + "".join(f"    {line}\n" for line in prints[:2])


def with_blanks(text: str, rng: random.Random) -> str:
    """The text with blanks at the end of some lines."""
    return "\n".join(
        line + rng.choice(("", "", " ", "    ")) if line else line for line in text.split("\n")
    )


def answer(run: str, problem: Problem, solved: bool) -> str:
    """What a run writes for a problem: one of its programs, dressed as a model's response."""
    rng = random.Random(f"{run}/{problem.mbpp_id}/answer")
    temperature = RUNS[run][1]
    if not solved and rng.random() < 0.025:
        return rng.choice(("", "", *REFUSALS))
    code = rng.choice(problem.right if solved else problem.wrong)
    if rng.random() < 0.15 + 0.6 * temperature:
        code = renamed(code, rng)
    if rng.random() < 0.22:
        code = commented(code, rng)
    if rng.random() < 0.25:
        code = documented(code, problem, rng)
    if (run, problem.mbpp_id) in ONCE:
        code = ONCE[run, problem.mbpp_id](code, problem)
    elif rng.random() < 0.33:
        code += rng.choice(("\n", "\n\n")) + test_code(code, problem, rng)
    elif rng.random() < 0.12:
        code += "\n" + rng.choice(ORPHANS) + "\n"
    if rng.random() < 0.06:
        code = with_blanks(code, rng)
    response = code if rng.random() < 0.4 else fenced(code, rng)
    if rng.random() < 0.06:
        response = response.replace("\n", "\r\n")
    return response


def fenced(code: str, rng: random.Random) -> str:
    """The code in a Markdown block, half of the time with a sentence around it."""
    response = f"{rng.choice(('```python', '```python', '```python', '```py', '```'))}\n{code}```"
    around = rng.choice(("", "", "", "before", "before", "after", "both"))
    if around in ("before", "both"):
        response = rng.choice(BEFORE) + rng.choice(("\n", "\n\n")) + response
    if around in ("after", "both"):
        response += "\n\n" + rng.choice(AFTER)
    return response


def solvers(problem: Problem) -> set[str]:
    """The runs that answer with a right program; a better model is more often among them."""
    luck = {
        run: random.Random(f"{run}/{problem.mbpp_id}").random() ** (1 / MODELS[model])
        for run, (model, _) in RUNS.items()
    }
    return set(sorted(luck, key=luck.get, reverse=True)[: problem.solved_by])


def split_of(mbpp_id: int) -> str:
    """The split of MBPP that an id belongs to."""
    if mbpp_id <= 510:
        return "test"
    return "validation" if mbpp_id <= 600 else "train"


def check_programs() -> None:
    """Every program of problems.py must be what it is listed as."""
    for problem in PROBLEMS:
        for right, programs in ((True, problem.right), (False, problem.wrong)):
            for number, code in enumerate(programs):
                if passes(code, problem) != right:
                    kind = "right program fails" if right else "wrong program passes"
                    sys.exit(f"{problem.mbpp_id} {problem.name}: {kind}: number {number}")


def write_tests() -> None:
    """The tests of every problem as MBPP has them, and a stronger set for some."""
    with TESTS_FILE.open("w", encoding="utf-8") as opened:
        for problem in PROBLEMS:
            record = {"task_id": problem.mbpp_id, "test_list": problem.tests}
            if problem.mbpp_id in STRONGER:
                stronger = (f"assert {line}\n" for line in STRONGER[problem.mbpp_id])
                record["test"] = "".join(stronger)
            opened.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    """Write the runs and say how they came out."""
    check_programs()
    write_tests()
    rows: dict[str, list[tuple]] = {run: [] for run in RUNS}
    n_passed: dict[int, int] = {}
    for problem in PROBLEMS:
        right = solvers(problem)
        n_passed[problem.mbpp_id] = 0
        for run, (model, temperature) in RUNS.items():
            response = answer(run, problem, run in right)
            passed = passes(code_in(response), problem)
            if passed != (run in right):
                sys.exit(
                    f"{run}/{problem.mbpp_id}: what was put around a program changed what it does"
                )
            n_passed[problem.mbpp_id] += passed
            place = split_of(problem.mbpp_id)
            row = (problem.mbpp_id, problem.prompt, response, passed, place, model, temperature)
            rows[run].append(row)
    for run, lines in rows.items():
        file = RUNS_FOLDER / run / "results.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(lines)
    rates = [count / len(RUNS) for count in n_passed.values()]
    easy, hard = sum(rate >= 0.75 for rate in rates), sum(rate < 0.30 for rate in rates)
    print(
        f"{len(RUNS) * len(PROBLEMS)} rows, {sum(n_passed.values())} passing; problems: "
        f"{easy} easy, {len(rates) - easy - hard} medium, {hard} hard"
    )


if __name__ == "__main__":
    main()
