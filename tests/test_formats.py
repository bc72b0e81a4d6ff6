"""What trainers read: every format against the CSV, wrong answers, the validation split, the card."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conftest import PROJECT, ask, build_py, read_csv, read_jsonl, write_run
from runs_to_datasets.programs.reading import program_of

FORMATS = (
    "alpaca", "messages", "openai", "prompt_completion", "sharegpt", "parquet", "dpo", "kto",
    "preference", "grpo",
)  # fmt: skip
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


@pytest.mark.slow
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
        assert one.pop("pass_rate") == float(other.pop("pass_rate"))
        assert one.pop("test_cases") == json.loads(other.pop("test_cases") or "null")
        assert {k: "" if v is None else str(v) for k, v in one.items()} == other | {
            "passed": "True"
        }


@pytest.mark.slow
def test_pandas_knows_the_types_of_the_parquet(tmp_path: Path) -> None:
    write_run(tmp_path / "run.csv", [
        {"mbpp_id": 601, "prompt": "Do it.", "response": f"def f(x):\n    return x + {i}",
         "passed": "true", "test_cases": "assert f(1) > 0\nassert f(2) > 0"}
        for i in range(3)
    ])  # fmt: skip
    done = build_py("datasets", "--runs", tmp_path / "run.csv", "--format", "parquet",
                    "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    script = """
import sys, pandas
table = pandas.read_parquet(sys.argv[1])
print({name: str(kind) for name, kind in table.dtypes.items()}, [*table["test_cases"][0]], sep="\\n")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out/dataset_all.parquet")],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    kinds, tests = map(ast.literal_eval, done.stdout.splitlines())
    assert kinds["pass_rate"] == "float64" and kinds["passed"] == "bool"
    assert {kinds[name] for name in ("n_tokens", "n_results", "n_passed", "cluster_size")} == {
        "int64"
    }
    assert [name for name, kind in kinds.items() if kind == "object"] == ["test_cases"]
    assert tests == ["assert f(1) > 0", "assert f(2) > 0"]


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


def test_other_trainers_get_the_same_pairs(built: Path) -> None:
    pairs = read_jsonl(built / "dataset_balanced.dpo.jsonl")
    told = {key: [pair[key] for pair in pairs] for key in ("difficulty", "mbpp_id")}
    ranking = read_jsonl(built / "dataset_balanced.ranking.jsonl")
    preference = read_jsonl(built / "dataset_balanced.preference.jsonl")
    for rows in (ranking, preference):
        assert {key: [row[key] for row in rows] for key in told} == told
    for pair, one, other in zip(pairs, ranking, preference, strict=True):
        assert one["messages"] == pair["prompt"]
        for key in ("chosen", "rejected"):
            assert [one[key]] == pair[key]
            assert other[key] == pair["prompt"] + pair[key]
    tagged = read_jsonl(built / "dataset_balanced.kto_tag.jsonl")
    assert [
        (system_and(row["instruction"]), row["completion"], row["label"], row["mbpp_id"])
        for row in tagged
    ] == [
        (row["prompt"], row["completion"][0]["content"], row["label"], row["mbpp_id"])
        for row in read_jsonl(built / "dataset_balanced.kto.jsonl")
    ]
    assert {row["system"] for row in tagged} == {"You write Python."}


@pytest.mark.slow
def test_pairs_alone_have_a_file_that_llama_factory_finds(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = build_py("datasets", "--format", "dpo", "--format", "kto", "--out", out)
    assert done.returncode == 0, done.stderr
    info = json.loads((out / "dataset_info.json").read_text())
    assert {"balanced.ranking", "balanced.kto_tag"} <= set(info)
    assert info["balanced.ranking"]["ranking"] is True


# ---- reinforcement learning ----------------------------------------------------------------------


def test_grpo_has_a_prompt_per_problem_in_the_order_of_the_mix(built: Path) -> None:
    rows = read_jsonl(built / "dataset_balanced.grpo.jsonl")
    firsts = {row["mbpp_id"]: row for row in reversed(read_csv(built / "dataset_balanced.csv"))}
    assert sorted(row["mbpp_id"] for row in rows) == sorted(firsts)
    indices = [row["extra_info"]["index"] for row in rows]
    assert indices == sorted(set(indices))
    for row in rows:
        first = firsts[row["mbpp_id"]]
        assert row["prompt"] == system_and(first["instruction"])
        assert row["reference"] == fenced(first["response"])
        assert row["pass_rate"] == float(first["pass_rate"])
        assert row["entry_point"] == first["entry_point"]
        tests = json.loads(row["reward_model"]["ground_truth"])["assert_case"]
        assert tests == row["test_cases"] and tests
        names: dict = {}
        for test in tests:  # as the recipe's reward does
            exec(first["response"] + "\n" + test, names)


def test_tests_of_each_form_are_texts_that_scorers_read(engine) -> None:
    """Forms as `test_sets` has them; scorers are verl's, which read APPS' shape."""
    check = {
        "setup": "def check(candidate):\n    assert candidate(1)",
        "tests": ["check(candidate)"],
    }
    forms = {
        ("python", '{"setup": "", "tests": ["assert f(1)"]}'): (
            ["assert f(1)"], {"assert_case": ["assert f(1)"]},
        ),
        ("python", '{"setup": "import re", "tests": ["assert f(1)"]}'): (
            ["import re\nassert f(1)"], {"assert_case": ["import re\nassert f(1)"]},
        ),
        ("python", json.dumps(check | {"name": "f"})): (
            [check["setup"] + "\ncandidate = f\ncheck(candidate)"],
            {"assert_case": [check["setup"] + "\ncandidate = f\ncheck(candidate)"]},
        ),
        ("calls", '{"name": "f", "cases": [[[1, "a"], [2]]]}'): (
            ['{"input":[1,"a"],"output":[2]}'],
            {"fn_name": "f", "inputs": ['1\n"a"'], "outputs": ["[2]"]},
        ),
        ("stdin", '{"cases": [["1 2\\n", "3"]]}'): (
            ['{"input":"1 2\\n","output":"3"}'], {"inputs": ["1 2\n"], "outputs": ["3"]},
        ),
        ("evalplus", '{"name": "f"}'): (None, None),
    }  # fmt: skip
    for (form, tests), expected in forms.items():
        [(texts, scored)] = engine.run(
            "select texts, tests_for_scorers(texts, 'f') "
            "from (select tests_as_texts(form, tests) as texts "
            "from (select $form as form, $tests as tests))",
            {"form": form, "tests": tests},
        )
        assert (texts, scored and json.loads(scored)) == expected


@pytest.mark.slow
def test_prompts_without_a_test_are_said(tmp_path: Path) -> None:
    write_run(tmp_path / "run.csv", [
        {"mbpp_id": 601 + i, "prompt": f"Do {i}.", "response": f"def f(x):\n    return {i}",
         "passed": "true", "test_cases": "assert f(1) == 0" if i == 0 else ""} for i in range(3)
    ])  # fmt: skip
    done = build_py("datasets", "--runs", tmp_path / "run.csv", "--format", "grpo",
                    "--out", tmp_path / "out")  # fmt: skip
    assert (
        "warning: dataset_all.grpo.jsonl: 2 of 3 prompts have no test, so no reward can run one: "
        "name files with [tests] files\n"
    ) in done.stderr
    rows = {row["mbpp_id"]: row for row in read_jsonl(tmp_path / "out/dataset_all.grpo.jsonl")}
    assert rows["601"]["test_cases"] == ["assert f(1) == 0"]
    assert rows["602"]["test_cases"] is None
    assert rows["602"]["reward_model"]["ground_truth"] == "def f(x):\n    return 1"


@pytest.mark.slow
def test_wrong_answers_do_not_change_the_mixes(built: Path, tmp_path: Path) -> None:
    config = tmp_path / "my.toml"
    config.write_text(CONFIG.replace('"dpo", "kto", "preference"', '"alpaca"'))
    assert build_py("datasets", "--config", config, "--out", tmp_path / "out").returncode == 0
    for file in (tmp_path / "out").glob("dataset_*.csv"):
        assert file.read_bytes() == (built / file.name).read_bytes()


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_sides_stay_where_a_mix_or_a_seedless_choice_changes(built: Path, tmp_path: Path) -> None:
    sides = "select mbpp_id, side from sides order by all"
    (tmp_path / "my.toml").write_text('[mixes.one]\neasy = 1\nshortage = "fill"\n')
    for i, flags in enumerate((["--max-per-problem", 1], ["--dedup", "text"], ["--seed", 7])):
        done = build_py("datasets", "--config", tmp_path / "my.toml", "--validation", "0.2",
                        "--out", tmp_path / str(i), *flags)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert (ask(tmp_path / str(i), sides) == ask(built, sides)) == (flags[0] != "--seed")


@pytest.mark.slow
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


@pytest.mark.slow
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


# The formats that are configurations beside alpaca: Parquet is another kind of file.
LINES = [form for form in (*FORMATS[1:], "ranking", "kto_tag") if form != "parquet"]


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


@pytest.mark.slow
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
            f"{mix}{form}": {
                side: read_jsonl(out / f"dataset_{mix}{suffix}{form}.jsonl")
                for side, suffix in sides.items()
            }
            for mix in ("balanced", "hard_heavy")
            for form in ["", *(f".{form}" for form in LINES)]
        }
        assert found != before
        before = found


@pytest.mark.slow
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
    formats = {name.partition(".")[2].removeprefix("validation.") for name in info}
    assert formats >= {"messages", "openai", "sharegpt", "parquet", "ranking", "kto_tag"}
    for entry in info.values():
        if entry["file_name"].endswith(".parquet"):
            columns = duckdb.from_parquet(str(built / entry["file_name"])).columns
            assert set(entry["columns"].values()) <= set(columns)
            continue
        record = read_jsonl(built / entry["file_name"])[0]
        assert set(entry["columns"].values()) <= set(record)
        if entry.get("ranking"):  # its converter wants one message each, after a user's
            assert isinstance(record[entry["columns"]["chosen"]], dict)
            assert isinstance(record[entry["columns"]["rejected"]], dict)
        if "kto_tag" in entry["columns"]:
            assert isinstance(record[entry["columns"]["kto_tag"]], bool)
            assert isinstance(record[entry["columns"]["response"]], str)
        if "tags" in entry:
            [turns] = [value for value in record.values() if isinstance(value, list)]
            assert set(turns[0]) == {entry["tags"]["role_tag"], entry["tags"]["content_tag"]}
            roles = {turn[entry["tags"]["role_tag"]] for turn in turns}
            assert roles <= set(entry["tags"].values())


def test_card_tells_the_figures_of_the_tables(built: Path) -> None:
    card = (built / "README.md").read_text(encoding="utf-8")
    for row in ask(built, "select dataset, total_examples, distinct_problems from summary"):
        assert "| {} | {:,} | {:,} |".format(*row) in card
    for row in ask(
        built, "select dataset, total_tokens, p50_tokens, p95_tokens, max_tokens from summary"
    ):
        assert "| {} | {:,} | {:,} | {:,} | {:,} |".format(*row) in card
    for fate, n in ask(built, "select fate, sum(n_results)::int from funnel group by fate"):
        assert f"| {fate} | {n:,} |" in card
    assert "set aside for validation" in card


def front_matter(folder: Path) -> dict:
    """What the Hub reads of a card, by its own reader."""
    from huggingface_hub import DatasetCard

    return DatasetCard.load(folder / "README.md").data.to_dict()


def test_the_card_says_whose_it_is_in_yaml(tmp_path: Path) -> None:
    """Whatever names are: `no` and `on` are false and true to YAML where nobody quotes them."""
    (tmp_path / "my.toml").write_text(
        'formats = ["messages", "kto"]\n[holdout]\nbenchmarks = []\n'
        '[card]\nlicense = "cc-by-4.0"\nsource_model = ["Qwen/Qwen2.5-Coder-7B", "a: <b>\\n# |"]\n'
        "[mixes.no]\neasy = 1\n[mixes.on]\nhard = 1\n"
    )
    out = tmp_path / "out"
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", out)
    assert done.returncode == 0, done.stderr
    told = front_matter(out)
    assert told["license"] == "cc-by-4.0"
    assert told["source_model"] == ["Qwen/Qwen2.5-Coder-7B", "a: <b>\n# |"]
    names = [f"{mix}{form}" for mix in ("no", "on") for form in ("", ".kto", ".kto_tag")]
    assert [config["config_name"] for config in told["configs"]] == names
    for config in told["configs"]:
        assert all((out / part["path"]).is_file() for part in config["data_files"])
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "written by Qwen/Qwen2.5-Coder-7B, a: &lt;b&gt; # \\|. License: cc-by-4.0.\n" in card


def test_a_card_that_knows_no_license_says_so(built: Path) -> None:
    assert not {"license", "source_model"} & front_matter(built).keys()
    card = (built / "README.md").read_text(encoding="utf-8")
    assert "Which models wrote the responses is not said here. No license is stated.\n" in card


@pytest.mark.slow
def test_parquet_alone_is_a_configuration(tmp_path: Path) -> None:
    done = build_py("datasets", "--format", "parquet", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    found = loaded(tmp_path / "out", tmp_path)["balanced"]["train"]
    rows = read_csv(tmp_path / "out/dataset_balanced.csv")
    assert [row["output"] for row in found] == [row["response"] for row in rows]


@pytest.mark.slow
def test_a_format_of_ones_own_with_types_that_the_hub_has_not_is_loaded_too(tmp_path: Path) -> None:
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats/mine.sql.j2").write_text(
        "select instruction as q, n_results::hugeint as n from mix_rows"
    )
    (tmp_path / "my.toml").write_text('formats = ["mine"]\n[extend]\nfolder = "."\n')
    out = tmp_path / "out"
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "dataset_info" not in front_matter(out)
    rows = loaded(out, tmp_path)["balanced"]["train"]
    assert [row["q"] for row in rows] == [
        row["q"] for row in read_jsonl(out / "dataset_balanced.mine.jsonl")
    ]


def near_copies(tmp_path: Path, n: int) -> str:
    """The card of a build with n problems that repeat held-out ones but for a word."""
    prompt = (
        "Write a function that {} the numbers of a list which stands before the word {} in it and "
        "returns what comes out as a tuple of two whole numbers, the smaller one first."
    )
    rows = [
        {"mbpp_id": mbpp_id, "prompt": prompt.format(verb, f"w{i}"), "passed": "true",
         "response": f"def f{i}(x):\n    return x"}
        for i in range(n)
        for mbpp_id, verb in ((11 + i, "adds"), (701 + i, "sums"))
    ]  # fmt: skip
    rows.append({"mbpp_id": 999, "prompt": "Reverse it.", "passed": "true",
                 "response": "def g(x):\n    return x[::-1]"})  # fmt: skip
    write_run(tmp_path / "run.csv", rows)
    done = build_py("datasets", "--runs", tmp_path / "run.csv", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    return (tmp_path / "out/README.md").read_text(encoding="utf-8")


def test_the_card_shows_the_evidence_of_contamination(tmp_path: Path) -> None:
    card = near_copies(tmp_path, 1)
    [found] = ask(
        tmp_path / "out",
        "select mbpp_id, held_out_id, found_by, similarity::decimal(4, 2) from near_copies",
    )
    assert (
        "\n1 further problem was left out because its prompt nearly repeats a held-out one:\n"
        in card
    )
    assert "| {} | {} | {} | {} | 1 |\n".format(*found) in card and found[:2] == ("701", "11")
    assert "\nOf 599 held-out problems no prompt was known: " in card


def test_the_evidence_is_capped_with_a_word(tmp_path: Path) -> None:
    card = near_copies(tmp_path, 25)
    assert "\n25 further problems were left out because their prompt nearly repeats a held-out one; " \
        "the 20 nearest:\n" in card  # fmt: skip
    assert card.count(" words | ") == 20


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["all", "drawn", "none"])
def test_the_responses_stay_at_home_unless_one_says_otherwise(keep: str, tmp_path: Path) -> None:
    from huggingface_hub.utils import filter_repo_objects

    held = {"all": "every response of every run, those to held-out problems too",
            "drawn": "the fate of every response, and the text of those that were drawn alone",
            "none": "the fate of every response, without its text"}[keep]  # fmt: skip
    out = tmp_path / "out"
    golden = ("datasets", "--config", PROJECT / "tests/golden/config.toml", "--out", out)
    done = build_py(*golden, "--keep-results", keep)
    [pattern] = re.findall(r'hf upload .* --repo-type dataset --exclude "(.*)"\n', done.stdout)
    files = [file.name for file in out.iterdir()]
    sent = filter_repo_objects([*files, "results.parquet/0.parquet"], ignore_patterns=[pattern])
    assert set(files) - set(sent) == {"results.duckdb", "results.duckdb.sha256"}
    card = (out / "README.md").read_text(encoding="utf-8")
    assert f"Not published: the database of the build, `results.*`, which holds {held}.\n" in card
    assert f'--exclude "{pattern}"' in card
    done = build_py(*golden, "--keep-results", keep, "--publish-database")
    assert done.stdout.endswith(" . --repo-type dataset\n")
    card = (out / "README.md").read_text(encoding="utf-8")
    assert f"The database of the build, `results.*`, is published with it: {held}.\n" in card
