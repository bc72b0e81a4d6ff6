"""What people and trainers read first: the dataset card, report.html and dataset_info.json.

All figures come from the tables of the build, by the queries of sql/report.
"""

import json
from collections.abc import Iterator
from typing import Any

from runs_to_datasets.config.keys import LEVELS
from runs_to_datasets.outputs import colours
from runs_to_datasets.outputs.configurations import configurations
from runs_to_datasets.outputs.manifest import described
from runs_to_datasets.outputs.names import RESPONSES
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.notices import Notice
from runs_to_datasets.places import SQL, label, text_of
from runs_to_datasets.rendering import page

CARD, REPORT, DATASET_INFO = "README.md", "report.html", "dataset_info.json"
# Hugging Face's size categories: at most this many rows
SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"), (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**10, "1B<n<10B"),
    (10**11, "10B<n<100B"), (10**12, "100B<n<1T"),
)  # fmt: skip


def write(build: Build, notices: list[Notice]) -> None:
    """The card, the report and dataset_info.json, into the folder of the build."""
    engine, config = build.engine, build.config
    figures: dict[str, Any] = {
        path.stem: engine.rows(text_of(path), where=label(path))
        for path in sorted((SQL / "report").glob("*.sql"))
    }
    for name in ("overview", "held_out_without_prompt", "known_tests"):
        [figures[name]] = figures[name]
    figures["examples"] = coloured(figures["examples"], "code")
    figures["right_and_wrong"] = coloured(figures["right_and_wrong"], "code", "wrong_code")
    files = engine.rows("files")
    values = figures | {
        "summary": engine.rows("summary"),
        "files": files,
        "mixes": list(config.mixes),
        "levels": LEVELS,
        "choices": described(config),
        "inputs": [
            {"name": record.file.name, "n_rows": record.audited.n_rows}
            for record in build.inputs.records
        ],
        "notices": notices,
        "size_category": next(
            (name for most, name in SIZES if figures["overview"]["n_rows"] < most), "n>1T"
        ),
        "configs": list(configurations(build, files)),
        "responses": RESPONSES,
    }
    for template, name in (("card.md.j2", CARD), ("report.html.j2", REPORT)):
        text = page(template, values)
        (engine.folder / name).write_text(text, encoding="utf-8", newline="\n")
    if info := dict(_llama_factory(files)):
        text = json.dumps(info, indent=2) + "\n"
        (engine.folder / DATASET_INFO).write_text(text, encoding="utf-8")


def coloured(rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    """The rows with the programs of these columns as parts, each a class and a text."""
    return [
        row | {name: colours.parts(row[name], is_python=row["kind"] != "text") for name in columns}
        for row in rows
    ]


def _llama_factory(files: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, entry) of dataset_info.json, as LLaMA-Factory's data/README.md describes it.

    A shape that it cannot read (TRL's own, prompts without an answer) has no entry.
    """
    as_messages: dict[str, Any] = {
        "formatting": "sharegpt",
        "columns": {"messages": "messages"},
        "tags": {
            "role_tag": "role", "content_tag": "content", "user_tag": "user",
            "assistant_tag": "assistant", "system_tag": "system",
        },
    }  # fmt: skip
    shapes: dict[str, dict[str, Any]] = {
        "alpaca": {"columns": {"prompt": "instruction", "query": "input", "response": "output"}},
        "parquet": {"columns": {"prompt": "instruction", "response": "output"}},
        "sharegpt": {
            "formatting": "sharegpt",
            "columns": {"messages": "conversations"},
            "tags": {
                "role_tag": "from", "content_tag": "value", "user_tag": "human",
                "assistant_tag": "gpt", "system_tag": "system",
            },
        },
        "messages": as_messages,
        "openai": as_messages,
        "ranking": as_messages
        | {"ranking": True}
        | {"columns": {"messages": "messages", "chosen": "chosen", "rejected": "rejected"}},
        "kto_tag": {
            "columns": {
                "prompt": "instruction", "response": "completion", "system": "system",
                "kto_tag": "label",
            },
        },
    }  # fmt: skip
    for file in files:
        if file["format"] in shapes and file["n_rows"]:
            parts = [file["mix"]]
            parts += [file["side"]] if file["side"] != "train" else []
            parts += [file["format"]] if file["format"] != "alpaca" else []
            yield ".".join(parts), {"file_name": file["file"]} | shapes[file["format"]]
