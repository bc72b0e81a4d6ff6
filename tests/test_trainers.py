"""TRL's own preparation of data, on every format that is written for it: `make test-trainers`.

It needs no model and no PyTorch: TRL's data_utils and a tokenizer with a chat template.
"""

import json
from pathlib import Path

import datasets
import pytest

from conftest import build_py, read_csv

pytestmark = pytest.mark.trainers
data_utils = pytest.importorskip("trl.data_utils", reason="trl is not installed")
TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>{{ message.content }}</>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
FORMATS = ("messages", "prompt_completion", "dpo", "kto", "preference", "grpo")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("trainers")
    formats = [word for name in FORMATS for word in ("--format", name)]
    done = build_py("datasets", "--out", folder / "out", *formats)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    from transformers import PreTrainedTokenizerFast

    file = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    file.write_text(json.dumps({
        "version": "1.0", "added_tokens": [], "normalizer": None, "post_processor": None,
        "decoder": None, "padding": None, "truncation": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"},
    }))  # fmt: skip
    made = PreTrainedTokenizerFast(tokenizer_file=str(file))
    made.chat_template = TEMPLATE
    return made


def rows_of(built: Path, form: str, tmp_path: Path) -> datasets.Dataset:
    file = str(built / f"dataset_balanced.{form}.jsonl")
    return datasets.load_dataset("json", data_files=file, split="train", cache_dir=str(tmp_path))


def test_chats_and_completions(built: Path, tokenizer, tmp_path: Path) -> None:
    drawn = read_csv(built / "dataset_balanced.csv")
    for form in ("messages", "prompt_completion"):
        rows = rows_of(built, form, tmp_path)
        assert all(map(data_utils.is_conversational, rows))
        made = [data_utils.maybe_apply_chat_template(row, tokenizer) for row in rows]
        texts = [row.get("text") or row["prompt"] + row["completion"] for row in made]
        assert texts == [
            f"<user>{row['instruction']}</><assistant>{row['response']}</>" for row in drawn
        ]


def test_pairs(built: Path, tokenizer, tmp_path: Path) -> None:
    of_trl, whole = (rows_of(built, form, tmp_path) for form in ("dpo", "preference"))
    implicit = [data_utils.maybe_extract_prompt(row) for row in whole]
    for row, other in zip(of_trl, implicit, strict=True):
        assert data_utils.is_conversational(row)
        made = data_utils.maybe_apply_chat_template(row, tokenizer)
        assert made["prompt"].endswith("</><assistant>") and made["chosen"] != made["rejected"]
        assert made["chosen"] == f"{row['chosen'][0]['content']}</>"
        assert {key: row[key] for key in ("prompt", "chosen", "rejected")} == {
            key: other[key] for key in ("prompt", "chosen", "rejected")
        }


def test_unpaired_answers(built: Path, tokenizer, tmp_path: Path) -> None:
    rows = rows_of(built, "kto", tmp_path)
    assert rows.features["label"].dtype == "bool"
    for row in rows:
        made = data_utils.maybe_apply_chat_template(row, tokenizer)
        assert made["completion"] == f"{row['completion'][0]['content']}</>"
        assert made["label"] is row["label"]


def test_prompts_for_rewards(built: Path, tokenizer, tmp_path: Path) -> None:
    for row in rows_of(built, "grpo", tmp_path):
        made = data_utils.maybe_apply_chat_template({"prompt": row["prompt"]}, tokenizer)
        assert made["prompt"] == f"<user>{row['prompt'][0]['content']}</><assistant>"
        assert row["test_cases"] and row["reference"]
