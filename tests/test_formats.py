"""What trainers read: every format against the CSV, wrong answers, the validation split, the card."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, ask, build_py, read_csv, read_jsonl, write_run
from runs_to_datasets.programs.reading import program_of

FORMATS = ("alpaca", "messages", "openai", "prompt_completion", "sharegpt", "parquet", "dpo", "kto")
CONFIG = (
    f"validation = 0.2\nformats = {list(FORMATS)}\n".replace("'", '"')
    + """
[output]
template = "```python\\n{{ code }}\\n```"
[messages]
system = "You write Python."
[mixes.balanced]
easy = 1
medium = 1
hard = 1
shortage = "fill"
[mixes.hard_heavy]
easy = 1
medium = 2
hard = 7
shortage = "fill"
max_examples = 40
"""
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The example runs in all formats, with a validation side."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "my.toml").write_text(CONFIG)
    done = build_py("datasets", "--config", folder / "my.toml", "--out", folder / "datasets")
    assert done.returncode == 0, done.stderr
    return folder / "datasets"


def system_and(instruction: str) -> list[dict]:
    return [
        {"role": "system", "content": "You write Python."},
        {"role": "user", "content": instruction},
    ]


def fenced(code: str) -> str:
    return f"```python\n{code}\n```"


EXPECTED = {
    "messages": lambda row, answer: {
        "messages": [*system_and(row["instruction"]), {"role": "assistant", "content": answer}],
        "difficulty": row["difficulty"], "mbpp_id": row["mbpp_id"],
    },
    "openai": lambda row, answer: {
        "messages": [*system_and(row["instruction"]), {"role": "assistant", "content": answer}],
    },
    "prompt_completion": lambda row, answer: {
        "prompt": system_and(row["instruction"]),
        "completion": [{"role": "assistant", "content": answer}],
        "difficulty": row["difficulty"], "mbpp_id": row["mbpp_id"],
    },
    "sharegpt": lambda row, answer: {
        "conversations": [
            {"from": "system", "value": "You write Python."},
            {"from": "human", "value": row["instruction"]},
            {"from": "gpt", "value": answer},
        ],
        "difficulty": row["difficulty"], "mbpp_id": row["mbpp_id"],
    },
    "alpaca": lambda row, answer: {
        "instruction": row["instruction"], "input": "", "output": answer,
        "difficulty": row["difficulty"], "mbpp_id": row["mbpp_id"],
    },
}  # fmt: skip


@pytest.mark.parametrize("side", ["", ".validation"])
@pytest.mark.parametrize("form", EXPECTED)
def test_a_format_holds_the_rows_of_the_csv(form: str, side: str, built: Path) -> None:
    for mix in ("balanced", "hard_heavy"):
        rows = read_csv(built / f"dataset_{mix}{side}.csv")
        name = f"{side}.jsonl" if form == "alpaca" else f"{side}.{form}.jsonl"
        assert rows
        assert read_jsonl(built / f"dataset_{mix}{name}") == [
            EXPECTED[form](row, fenced(row["response"])) for row in rows
        ]


def test_without_a_system_message_there_is_none(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = build_py("datasets", "--format", "messages", "--format", "sharegpt", "--out", out)
    assert done.returncode == 0, done.stderr
    messages = read_jsonl(out / "dataset_balanced.messages.jsonl")[0]["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant"]
    turns = read_jsonl(out / "dataset_balanced.sharegpt.jsonl")[0]["conversations"]
    assert [turn["from"] for turn in turns] == ["human", "gpt"]
    assert not (out / "dataset_balanced.jsonl").exists()


def test_parquet_holds_the_rows_of_the_csv_with_types(built: Path) -> None:
    rows = read_csv(built / "dataset_balanced.csv")
    relation = duckdb.from_parquet(str(built / "dataset_balanced.parquet"))
    found = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    assert [f["output"] for f in found] == [fenced(row["response"]) for row in rows]
    for one, other in zip(found, rows, strict=True):
        del one["output"]
        assert one["passed"] is True and one["n_results"] == int(other["n_results"])
        assert {k: "" if v is None else str(v) for k, v in one.items()} == other | {
            "passed": "True"
        }


def programs_of(built: Path) -> dict[str, set[str]]:
    """{problem: every code that passed}."""
    found: dict[str, set[str]] = {}
    for problem, code in ask(built, "select mbpp_id, code from solutions"):
        found.setdefault(problem, set()).add(fenced(code))
    return found


def test_pairs_are_a_drawn_example_and_a_wrong_answer_worth_learning(built: Path) -> None:
    right, entry = (
        programs_of(built),
        dict(ask(built, "select mbpp_id, entry_point from entry_points")),
    )
    failed = [
        (mbpp_id, program_of(response, prompt, "function", [entry.get(mbpp_id)]).code)
        for mbpp_id, response, prompt in ask(
            built, "select mbpp_id, response, prompt from results where not passed"
        )
    ]
    for mix in ("balanced", "hard_heavy"):
        rows = read_jsonl(built / f"dataset_{mix}.dpo.jsonl")
        chosen = [(row["mbpp_id"], row["chosen"][0]["content"]) for row in rows]
        drawn = read_csv(built / f"dataset_{mix}.csv")
        in_order = [(row["mbpp_id"], fenced(row["response"])) for row in drawn]
        assert rows and chosen == [pair for pair in in_order if pair in set(chosen)]
        for row in rows:
            assert list(row) == ["prompt", "chosen", "rejected", "difficulty", "mbpp_id"]
            [message] = row["rejected"]
            code = message["content"].removeprefix("```python\n").removesuffix("\n```")
            assert message["role"] == "assistant"
            assert message["content"] not in right[row["mbpp_id"]]
            assert (row["mbpp_id"], code) in failed
            names = {getattr(statement, "name", None) for statement in ast.parse(code).body}
            assert entry[row["mbpp_id"]] in names


def test_kto_has_every_example_as_true_and_every_wrong_answer_once_as_false(built: Path) -> None:
    rows = read_jsonl(built / "dataset_balanced.kto.jsonl")
    drawn = read_csv(built / "dataset_balanced.csv")
    answers = [(row["mbpp_id"], row["completion"][0]["content"]) for row in rows]
    is_true = [row["label"] for row in rows]
    assert [a for a, true in zip(answers, is_true, strict=True) if true] == [
        (row["mbpp_id"], fenced(row["response"])) for row in drawn
    ]
    wrong = [a for a, true in zip(answers, is_true, strict=True) if not true]
    pairs = read_jsonl(built / "dataset_balanced.dpo.jsonl")
    assert len(wrong) == len(set(wrong))
    assert set(wrong) == {(row["mbpp_id"], row["rejected"][0]["content"]) for row in pairs}


def test_wrong_answers_do_not_change_the_mixes(built: Path, tmp_path: Path) -> None:
    config = tmp_path / "my.toml"
    config.write_text(CONFIG.replace('"dpo", "kto"', '"alpaca"'))
    assert build_py("datasets", "--config", config, "--out", tmp_path / "out").returncode == 0
    for file in (tmp_path / "out").glob("dataset_*.csv"):
        assert file.read_bytes() == (built / file.name).read_bytes()


def test_a_format_of_ones_own_is_a_file_dropped_in(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns(".*", "__pycache__", "tests", "*.egg-info", "datasets")
    copy = shutil.copytree(PROJECT, tmp_path / "project", ignore=ignored)
    (copy / "templates/formats/mine.sql.j2").write_text(
        "select instruction as q, output as a from mix_rows\n"
    )
    done = subprocess.run(
        [sys.executable, "build.py", "datasets", "--format", "mine", "--out", tmp_path / "out"],
        cwd=copy, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [row, *_] = read_jsonl(tmp_path / "out/dataset_balanced.mine.jsonl")
    assert list(row) == ["q", "a"]


def test_openai_is_told_of_small_files(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("[mixes.few]\neasy = 1\nmax_examples = 9\n")
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--format", "openai",
                    "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 0
    assert (
        "warning: dataset_few.openai.jsonl holds 9 examples, and OpenAI refuses a training file of "
        "fewer than 10\n"
    ) in done.stderr


# ---- validation ----------------------------------------------------------------------------------


def test_no_problem_is_on_both_sides_of_any_mix(built: Path) -> None:
    ids = {
        side: {
            row["mbpp_id"]
            for mix in ("balanced", "hard_heavy")
            for row in read_csv(built / f"dataset_{mix}{side}.csv")
        }
        for side in ("", ".validation")
    }
    assert ids[""] and ids[".validation"] and not ids[""] & ids[".validation"]


def test_sides_stay_where_a_mix_or_a_seedless_choice_changes(built: Path, tmp_path: Path) -> None:
    sides = "select mbpp_id, side from sides order by all"
    (tmp_path / "my.toml").write_text('[mixes.one]\neasy = 1\nshortage = "fill"\n')
    for i, flags in enumerate((["--max-per-problem", 1], ["--dedup", "text"], ["--seed", 7])):
        done = build_py("datasets", "--config", tmp_path / "my.toml", "--validation", "0.2",
                        "--out", tmp_path / str(i), *flags)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert (ask(tmp_path / str(i), sides) == ask(built, sides)) == (flags[0] != "--seed")


def test_a_larger_share_sets_more_aside_and_keeps_what_was(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('[mixes.one]\neasy = 1\nshortage = "fill"\n')
    aside = []
    for share in ("0.1", "0.3", "0.6"):
        out = tmp_path / share
        done = build_py("datasets", "--config", tmp_path / "my.toml", "--validation", share,
                        "--out", out)  # fmt: skip
        assert done.returncode == 0, done.stderr
        aside.append(set(ask(out, "select mbpp_id from sides where side = 'validation'")))
    assert aside[0] < aside[1] < aside[2]


def test_near_copies_are_on_one_side(tmp_path: Path) -> None:
    """Chains of prompts, each a near-copy of the next: a chain is never torn."""
    rows = []
    for chain in range(30):
        words = [
            f"{word}{chain}" for word in "sort pick move turn fold wash lift drop hold".split()
        ]
        for link in range(4):
            words = [*words[1:], f"end{chain}{link}"]
            rows.append({
                "mbpp_id": 1000 + 10 * chain + link, "prompt": " ".join(words), "passed": "true",
                "response": f"def f():\n    return {chain}{link}",
            })  # fmt: skip
    write_run(tmp_path / "run.csv", rows)
    (tmp_path / "my.toml").write_text(
        "validation = 0.5\n[holdout]\nbenchmarks = []\nnear_copy_at_least = 0.6\n[mixes.m]\neasy = 1\n"
    )
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--runs", tmp_path / "run.csv",
                    "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    torn = ask(tmp_path / "out", """
        select mbpp_id::int // 10 as chain, count(distinct side) from sides group by chain
    """)  # fmt: skip
    assert len(torn) == 30 and {n for _, n in torn} == {1}
    assert {side for (side,) in ask(tmp_path / "out", "select side from sides")} == {
        "train", "validation"
    }  # fmt: skip


def test_a_validation_side_without_an_example_is_refused(tmp_path: Path) -> None:
    done = build_py("datasets", "--validation", "0.000001", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "error: no example falls on the validation side: raise validation, or leave it out"
    )


def test_a_validation_side_without_a_level_is_said(tmp_path: Path) -> None:
    done = build_py("datasets", "--validation", "0.03", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    sides = dict(ask(tmp_path / "out", """
        select mix, sum(n_drawn) from quotas where side = 'validation' group by mix
    """))  # fmt: skip
    assert sides["all"] > 0
    for mix, n_drawn in sides.items():
        said = f"warning: mix {mix}, validation side: no " in done.stderr
        assert said == (n_drawn == 0), done.stderr
    assert 0 in sides.values()


# ---- the card ------------------------------------------------------------------------------------


def loaded(folder: Path, home: Path) -> dict[str, dict[str, list[dict]]]:
    """{configuration: {split: rows}} by the `datasets` library, offline, in a process of its own."""
    script = """
import json, sys, datasets
if not hasattr(datasets, "load_dataset"):
    sys.exit("datasets is not installed")
datasets.disable_progress_bars()
names = datasets.get_dataset_config_names(sys.argv[1])
print(json.dumps({
    name: {split: list(rows) for split, rows in datasets.load_dataset(sys.argv[1], name).items()}
    for name in names
}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], cwd=home, capture_output=True, text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home / "cache")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_datasets_loads_every_configuration_and_never_stale_rows(tmp_path: Path) -> None:
    out = tmp_path / "datasets"
    (tmp_path / "my.toml").write_text(CONFIG)
    before = None
    for flags in ([], ["--seed", 7], ["--validation", "0"]):
        done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", out, *flags)
        assert done.returncode == 0, done.stderr
        found = loaded(out, tmp_path)
        sides = {"train": "", "validation": ".validation"}
        if "--validation" in flags:
            del sides["validation"]
        assert found == {
            mix: {
                side: read_jsonl(out / f"dataset_{mix}{suffix}.jsonl")
                for side, suffix in sides.items()
            }
            for mix in ("balanced", "hard_heavy")
        }
        assert found != before
        before = found


def test_an_empty_mix_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(
        '[mixes.all]\neasy = 1\n[mixes.none]\nhard = 1\nshortage = "fill"\n'
    )
    rows = [{"mbpp_id": 601, "prompt": "Do it.", "response": "def f(x):\n    return x",
             "passed": "true"}]  # fmt: skip
    write_run(tmp_path / "run.csv", rows)
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--runs", tmp_path / "run.csv",
                    "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert list(loaded(tmp_path / "out", tmp_path)) == ["all"]
    assert "warning: mix none is empty: too few examples for its shares\n" in done.stderr


def test_llama_factory_finds_the_files_and_columns_that_are_named(built: Path) -> None:
    info = json.loads((built / "dataset_info.json").read_text())
    assert set(info) >= {
        "balanced",
        "balanced.validation",
        "balanced.sharegpt",
        "hard_heavy.messages",
    }
    for entry in info.values():
        record = read_jsonl(built / entry["file_name"])[0]
        assert set(entry["columns"].values()) <= set(record)
        if "tags" in entry:
            [turns] = [value for value in record.values() if isinstance(value, list)]
            assert set(turns[0]) == {entry["tags"]["role_tag"], entry["tags"]["content_tag"]}
            roles = {turn[entry["tags"]["role_tag"]] for turn in turns}
            assert roles <= set(entry["tags"].values())


def test_card_tells_the_figures_of_the_tables(built: Path) -> None:
    card = (built / "README.md").read_text(encoding="utf-8")
    for row in ask(built, "select dataset, total_examples, distinct_problems from summary"):
        assert "| {} | {:,} | {:,} |".format(*row) in card
    for fate, n in ask(built, "select fate, sum(n_results)::int from funnel group by fate"):
        assert f"| {fate} | {n:,} |" in card
    assert "set aside for validation" in card
