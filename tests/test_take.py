"""[answer] take, for what is no Python; and [output] template, for more than the code."""

from pathlib import Path

import pytest

from conftest import ask, build_py, read_csv, read_jsonl, write_run

# (problem, prompt, response, what is taken by block, by text)
JAVASCRIPT = (
    "<think>\nAdd one.\n</think>\nRun `npm test` first:\n\n```bash\nnpm test\n```\n\n"
    "```javascript\nfunction next(x) {\n  return x + 1; // one more\n}\n```\n\nIt prints:\n\n"
    "```text\n2\n```\n"
)
RUST = "```rust\nfn next(x: i64) -> i64 {\n    x + 1\n}\n```<|im_end|>"
MATHS = "<think>\n2 + 2, so 4.\n</think>\n\nThe sum is $2 + 2 = 4$, so the answer is \\boxed{4}."
CHAT = "Sure! Paris is the capital of France.\n\nIt lies on the Seine."
ANSWERS = {
    "js/1": JAVASCRIPT,
    "rust/1": RUST,
    "maths/1": MATHS,
    "chat/1": CHAT,
}
TAKEN = {
    "block": {
        "js/1": "function next(x) {\n  return x + 1; // one more\n}",
        "rust/1": "fn next(x: i64) -> i64 {\n    x + 1\n}",
        "maths/1": "The sum is $2 + 2 = 4$, so the answer is \\boxed{4}.",
        "chat/1": CHAT,
    },
    "text": {
        "js/1": JAVASCRIPT.partition("</think>")[2].strip(),
        "rust/1": RUST.removesuffix("<|im_end|>"),
        "maths/1": "The sum is $2 + 2 = 4$, so the answer is \\boxed{4}.",
        "chat/1": CHAT,
    },
    "response": ANSWERS,
}
CONFIG = """
formats = ["alpaca", "dpo"]
max_per_problem = 8
[holdout]
benchmarks = []
near_copy_at_least = false
[mixes.all]
easy = 1
"""
PROMPTS = {
    "js/1": "Write `next` in JavaScript.",
    "rust/1": "Write `next` in Rust.",
    "maths/1": "Add two and two.",
    "chat/1": "Name the capital of France.",
}


def row(mbpp_id: str, response: str, passed: bool = True, **more: object) -> dict:
    prompt = PROMPTS.get(mbpp_id, f"Solve {mbpp_id}.")
    return {
        "mbpp_id": mbpp_id, "prompt": prompt, "response": response, "passed": passed,
        "difficulty": "easy",
    } | more  # fmt: skip


def built(folder: Path, rows: list[dict], *flags: object, config: str = CONFIG) -> Path:
    """A build of one run of these rows."""
    write_run(folder / "run.csv", rows)
    (folder / "my.toml").write_text(config, encoding="utf-8")
    done = build_py("datasets", "--config", folder / "my.toml", "--runs", folder / "run.csv",
                    "--out", folder / "out", *flags)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module", params=TAKEN)
def taken(request, tmp_path_factory) -> tuple[str, Path]:
    """(take, a build): each answer, once more with other blanks, and a wrong one."""
    rows = [row(mbpp_id, response) for mbpp_id, response in ANSWERS.items()]
    rows += [row(r["mbpp_id"], r["response"].replace("\n", " \n\n").replace(" 1", "\t1"))
             for r in rows if r["mbpp_id"] != "chat/1"]  # fmt: skip
    rows += [row("chat/1", f"\n{CHAT.replace(' ', '  ')}\n")]
    rows += [row(mbpp_id, wrong_of(response), False) for mbpp_id, response in ANSWERS.items()]
    rows += [row("chat/1", f"  {CHAT}", False)]  # failed, and is the right text: no wrong answer
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, built(folder, rows, "--answer-take", request.param)


def wrong_of(response: str) -> str:
    for right, wrong in (("x + 1", "x + 2"), ("\\boxed{4}", "\\boxed{5}"), ("Paris", "Lyon")):
        response = response.replace(right, wrong)
    return response


def test_an_answer_in_any_language_is_taken_as_it_stands(taken: tuple[str, Path]) -> None:
    take, out = taken
    drawn = {r["mbpp_id"]: r["output"] for r in read_jsonl(out / "dataset_all.jsonl")}
    assert drawn == TAKEN[take]
    rows = read_csv(out / "dataset_all.csv")
    assert {r["mbpp_id"]: r["response"] for r in rows} == TAKEN[take]


def test_nothing_is_parsed_and_no_name_is_asked_for(taken: tuple[str, Path]) -> None:
    _, out = taken
    rows = read_csv(out / "dataset_all.csv")
    assert {r["kind"] for r in rows} == {"text"}
    assert {r["entry_point"] for r in rows} == {""}
    assert {r["mbpp_id"]: r["instruction"] for r in rows} == PROMPTS
    assert ask(out, "select count(*) from test_sets") == [(0,)]


def test_answers_that_differ_in_blanks_are_one(taken: tuple[str, Path]) -> None:
    _, out = taken
    rows = read_csv(out / "dataset_all.csv")
    assert {r["mbpp_id"]: r["cluster_size"] for r in rows} == dict.fromkeys(ANSWERS, "2")
    assert dict(ask(out, "select fate, count(*) from fates group by fate")) == {
        "not_passed": 5, "duplicate": 4, "drawn": 4,
    }  # fmt: skip


def test_wrong_answers_are_taken_likewise(taken: tuple[str, Path]) -> None:
    take, out = taken
    pairs = read_jsonl(out / "dataset_all.dpo.jsonl")
    assert {r["mbpp_id"]: r["rejected"][0]["content"] for r in pairs} == {
        mbpp_id: wrong_of(text) for mbpp_id, text in TAKEN[take].items()
    }
    assert {r["mbpp_id"]: r["chosen"][0]["content"] for r in pairs} == TAKEN[take]


@pytest.mark.slow
@pytest.mark.parametrize("dedup", ["structure", "text"])
def test_texts_with_other_words_are_two(dedup: str, tmp_path: Path) -> None:
    """Renamed variables make one program, but two texts."""
    rows = [row("js/1", f"const f = {name} => {name} + 1;") for name in ("a", "b")]
    out = built(tmp_path, rows, "--answer-take", "text", "--dedup", dedup)
    assert len(read_csv(out / "dataset_all.csv")) == 2


@pytest.mark.slow
def test_tests_stay_in_the_instruction(tmp_path: Path) -> None:
    rows = [row("js/1", "const next = x => x + 1;", test_cases="assert(next(1) === 2);")]
    out = built(tmp_path, rows, "--answer-take", "text")
    [drawn] = read_csv(out / "dataset_all.csv")
    assert drawn["instruction"] == (
        "Write `next` in JavaScript.\n\nYour code should pass these tests:\nassert(next(1) === 2);"
    )
    assert drawn["entry_point"] == ""


@pytest.mark.parametrize("take", ["block", "text"])
def test_an_answer_that_is_all_reasoning_has_nothing_in_it(take: str, tmp_path: Path) -> None:
    rows = [row("chat/1", CHAT), row("chat/1", "<think>\nParis, or Lyon?")]
    out = built(tmp_path, rows, "--answer-take", take)
    assert [r["response"] for r in read_csv(out / "dataset_all.csv")] == [CHAT]
    assert ask(out, "select fate from fates order by result_id") == [("drawn",), ("no_program",)]
    assert ask(out, "select reason from solutions where solution_fate is not null") == [
        ("nothing in it",)
    ]


# ---- [output] template ---------------------------------------------------------------------------

THOUGHT = "The sum of both.\nEasy."
CODE = "def add(a, b):\n    return a + b"
ANSWER = f"Here it is:\n\n```python\n{CODE}\n\nprint(add(1, 2))\n```\n\nDone."
RESPONSE = f"<think>\n{THOUGHT}\n</think>\n\n{ANSWER}\n"
WRONG = RESPONSE.replace("a + b", "a - b").replace("Easy", "Hard")


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ("{{ code }}", CODE),
        ("<think>\\n{{ reasoning }}\\n</think>\\n\\n```python\\n{{ code }}\\n```",
         f"<think>\n{THOUGHT}\n</think>\n\n```python\n{CODE}\n```"),
        ("{{ reasoning }}\\n\\n{{ answer }}", f"{THOUGHT}\n\n{ANSWER}"),
        ("{{ response }}", RESPONSE),
    ],
)  # fmt: skip
def test_thought_and_program_are_written_as_the_template_says(
    template: str, output: str, tmp_path: Path
) -> None:
    rows = [
        row("sum/1", RESPONSE),
        row("sum/1", f"<think>\nAnother thought.\n</think>\n```python\n{CODE}\n```"),
        row("sum/1", WRONG, False),
    ]
    rows[1]["run_id"] = "a_later_run"
    rows = [{"run_id": "a_first_run"} | r for r in rows]
    config = f'[output]\ntemplate = "{template}"\n'
    out = built(tmp_path, rows, config=CONFIG + config)
    [drawn] = read_jsonl(out / "dataset_all.jsonl")
    assert drawn["output"] == output
    [pair] = read_jsonl(out / "dataset_all.dpo.jsonl")
    changed = output.replace("a + b", "a - b").replace("Easy", "Hard")
    assert pair["chosen"][0]["content"] == output
    assert pair["rejected"][0]["content"] == changed
    [kept] = read_csv(out / "dataset_all.csv")
    assert (kept["response"], kept["cluster_size"]) == (CODE, "2"), "programs decide what is one"
