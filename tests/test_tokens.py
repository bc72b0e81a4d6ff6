"""How long examples are: counted, estimated, and what max_tokens does with them."""

import json
import os
import re
from pathlib import Path

import pytest

from conftest import ask, build_py, read_csv, write_run

# Tokens of the 151 examples of the example runs, by the tokenizer.json of four models, and what they
# were built with.
COUNTED_WITH = """
[mixes.all]
shares = "as_available"
[instruction]
template = '''
{{ prompt }}{% if test_cases %}

Your code should pass these tests:
{{ test_cases | join("\\n") }}{% elif entry_point %}

Your code should define `{{ entry_point }}`.{% endif %}'''
"""
COUNTED = {"Qwen 3": 12147, "Llama 3": 12076, "DeepSeek V3": 12381, "cl100k": 12079}
FENCE = '[output]\ntemplate = "```python\\n{{ code }}\\n```"\n'


def words_tokenizer(path: Path) -> Path:
    """A tokenizer.json that takes every word between blanks as a token, and would cut after two."""
    path.write_text(json.dumps({
        "version": "1.0", "added_tokens": [], "normalizer": None, "post_processor": None,
        "decoder": None, "padding": None,
        "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"},
    }))  # fmt: skip
    return path


def built(tmp_path: Path, config: str, *flags: object) -> Path:
    (tmp_path / "my.toml").write_text(config)
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", tmp_path / "out", *flags)
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("text", "n_pieces"),
    [
        ("", 0),
        ("Write a function.", 4),
        ("def f(x):\n    return x[0]", 10),
        ("remove_dirty_chars", 3),
        ("a" * 13, 2),
        ("1234", 2),
        ("    \n\n  x", 3),
        ("größer", 3),
        ("编写一个函数", 3),
        ("\x00", 0),
    ],
)
def test_an_estimate_is_of_pieces(text: str, n_pieces: int, engine) -> None:
    [(n,)] = engine.run("select estimated_tokens($text)", {"text": text})
    assert n == round(1.04 * n_pieces)


def test_an_estimate_is_near_what_tokenizers_make_of_the_examples(tmp_path: Path) -> None:
    out = built(tmp_path, COUNTED_WITH)
    [(n_tokens,)] = ask(out, "select sum(n_tokens)::bigint from drawn_examples")
    for counted in COUNTED.values():
        assert abs(n_tokens - counted) < 0.02 * counted


def test_tokens_are_of_what_is_written(tmp_path: Path, engine) -> None:
    config = FENCE + '[messages]\nsystem = "You write Python."\n'
    for row in read_csv(built(tmp_path, config) / "dataset_balanced.csv"):
        written = ["You write Python.", row["instruction"], f"```python\n{row['response']}\n```"]
        [(n,)] = engine.run(
            "select sum(estimated_tokens(text))::int from (select unnest($texts) as text)",
            {"texts": written},
        )
        assert int(row["n_tokens"]) == n


def test_a_tokenizer_counts_all_of_a_text(tmp_path: Path) -> None:
    words_tokenizer(tmp_path / "tokenizer.json")
    config = FENCE + '[tokens]\ntokenizer = "tokenizer.json"\n'
    out = built(tmp_path, config)
    rows = read_csv(out / "dataset_balanced.csv")
    lengths = [len(row["instruction"].split()) + len(row["response"].split()) + 2 for row in rows]
    assert [int(row["n_tokens"]) for row in rows] == lengths
    lengths.sort()
    summary = read_csv(out / "datasets_summary.csv")[0]
    assert [int(summary[f"{name}_tokens"]) for name in ("total", "p50", "p95", "max")] == [
        sum(lengths), lengths[(len(lengths) + 1) // 2 - 1], lengths[-(-95 * len(lengths) // 100) - 1],
        lengths[-1],
    ]  # fmt: skip
    card = (out / "README.md").read_text(encoding="utf-8")
    assert f"| {sum(lengths):,} |" in card and "counted by `tokenizer.json`, sha256 " in card
    assert f"{sum(lengths):,}" in (out / "report.html").read_text(encoding="utf-8")


def test_reasoning_counts_where_it_is_written(tmp_path: Path) -> None:
    response = "<think>one two three</think>\ndef f(x):\n    return x"
    write_run(tmp_path / "run.csv", [
        {"mbpp_id": 601, "prompt": "Do it.", "response": response, "passed": "true"}
    ])  # fmt: skip
    words_tokenizer(tmp_path / "tokenizer.json")
    config = (
        'runs = ["run.csv"]\n[tokens]\ntokenizer = "tokenizer.json"\n[instruction]\n'
        'template = "{{ prompt }}"\n[output]\ntemplate = "{{ reasoning }} {{ code }}"\n'
        '[mixes.fits]\nshares = "as_available"\nmax_tokens = 9\n'
        '[mixes.does_not]\nshares = "as_available"\nmax_tokens = 8\n'
    )
    out = built(tmp_path, config)
    assert [row["n_tokens"] for row in read_csv(out / "dataset_fits.csv")] == ["9"]
    assert not (out / "dataset_does_not.csv").exists()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gone.json", None, "no such file"),
        ("words.txt", "not JSON", "no tokenizer.json: expected ident at line 1 column 2"),
    ],
)
def test_a_tokenizer_that_cannot_be_read(name, text, message, tmp_path: Path) -> None:
    if text:
        (tmp_path / name).write_text(text)
    done = build_py("datasets", "--tokenizer", tmp_path / name, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[-1] == f"error: [tokens] tokenizer = {tmp_path / name}: {message}"
    )


def test_without_the_extra_it_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "tokenizers.py").write_text("raise ModuleNotFoundError('no such module')\n")
    file = words_tokenizer(tmp_path / "tokenizer.json")
    done = build_py("datasets", "--tokenizer", file, "--out", tmp_path / "out",
                    env=os.environ | {"PYTHONPATH": str(tmp_path)})  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        f"error: [tokens] tokenizer = {file} needs the package tokenizers: pip install "
        '"runs-to-datasets[tokens]", or leave it out for an estimate\n'
    )


# ---- max_tokens ----------------------------------------------------------------------------------


def program(n_words: int, name: str = "f") -> str:
    """A program of its own that the tokenizer of words takes for n_words tokens and four more."""
    steps = "".join(f"\n    x+={i}" for i in range(n_words))
    return f"def {name}(x):{steps}\n    return x"


@pytest.fixture
def lengths(tmp_path: Path) -> str:
    """A run of ten problems with eight programs each, of 1 to 8 lines; the configuration for it."""
    write_run(tmp_path / "run.csv", [
        {"mbpp_id": 601 + i, "prompt": "Do it.", "passed": "true", "run_id": f"r{n}",
         "response": program(n, f"f{i}")}
        for i in range(10) for n in range(1, 9)
    ])  # fmt: skip
    words_tokenizer(tmp_path / "tokenizer.json")
    return (
        'runs = ["run.csv"]\nmax_per_problem = 3\n[tokens]\ntokenizer = "tokenizer.json"\n'
        '[instruction]\ntemplate = "{{ prompt }} {{ mbpp_id }}"\n[holdout]\nbenchmarks = []\n'
    )


SHORT = '[mixes.short]\nshares = "as_available"\nmax_tokens = 11\n'  # 3 + 4 + up to 4 lines
FEW = '[mixes.few]\nshares = "as_available"\nmax_tokens = 9\nmax_per_problem = 1\n'
ALL = '[mixes.all]\nshares = "as_available"\n'


def test_the_next_of_the_problem_takes_the_place(lengths: str, tmp_path: Path) -> None:
    """Half of the programs fit: three of each problem are there, whatever their rank."""
    out = built(tmp_path, lengths + SHORT + FEW + ALL)
    rows = {mix: read_csv(out / f"dataset_{mix}.csv") for mix in ("short", "few", "all")}
    for mix, most, n in (("short", 11, 3), ("few", 9, 1), ("all", 15, 3)):
        assert all(int(row["n_tokens"]) <= most for row in rows[mix])
        ids = [row["mbpp_id"] for row in rows[mix]]
        assert {i: ids.count(i) for i in ids} == {str(601 + i): n for i in range(10)}
    assert any(int(row["n_tokens"]) > 11 for row in rows["all"])


@pytest.mark.slow
def test_a_mix_with_a_limit_changes_no_other(lengths: str, tmp_path: Path) -> None:
    alone = read_csv(built(tmp_path, lengths + ALL) / "dataset_all.csv")
    beside = read_csv(built(tmp_path, lengths + SHORT + ALL) / "dataset_all.csv")
    assert alone == beside


def test_what_is_left_out_is_counted(lengths: str, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(lengths + SHORT)
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", tmp_path / "out")
    assert (
        "note: mix short: 40 of 80 examples left out, longer than max_tokens = 11; 0 problems have no "
        "shorter one\n"
    ) in done.stderr
    fates = dict(ask(tmp_path / "out", "select fate, count(*) from fates group by fate"))
    assert fates == {"drawn": 30, "over_cap": 10, "not_drawn": 40}


def test_what_is_too_long_for_every_mix_is_not_run(lengths: str, tmp_path: Path) -> None:
    test = {"test_list": ["assert f{0}(0) >= 0"]}
    (tmp_path / "tests.jsonl").write_text("".join(
        json.dumps({"task_id": 601 + i, "test_list": [t.format(i) for t in test["test_list"]]}) + "\n"
        for i in range(10)
    ))  # fmt: skip
    tests = '[tests]\nfiles = ["tests.jsonl"]\nsandbox = "none"\n'
    out = built(tmp_path, lengths + tests + SHORT, "--run-tests")
    assert ask(out, """
        select count(*), max(n_tokens) from executions inner join example_tokens using (example_id)
    """) == [(30, 11)]  # fmt: skip
    assert len(read_csv(out / "dataset_short.csv")) == 30


def test_no_mix_has_a_limit_and_nothing_is_counted_before(tmp_path: Path) -> None:
    assert ask(built(tmp_path, ALL), "from example_tokens") == []


@pytest.mark.slow
def test_pass_rate_is_said(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(
        '[mixes.rl]\nshares = "as_available"\npass_rate = [0.1, 0.9]\n'
    )
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", tmp_path / "out")
    rates = [float(row["pass_rate"]) for row in read_csv(tmp_path / "out/dataset_rl.csv")]
    assert rates and min(rates) >= 0.1 and max(rates) <= 0.9
    assert re.search(
        r"note: mix rl: of 53 problems 4 are left out for a pass rate below 0.1 and 14 for one above "
        r"0.9\n",
        done.stderr,
    )
