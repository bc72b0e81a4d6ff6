"""Files of harnesses, apart from DuckDB: how many records they hold, and what they are instead."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.inputs import json_files
from runs_to_datasets.inputs.files import PACKED, FileRefusal, RunFile

# {keys at the top of a file, or of its first element: what it is}
MAKERS = {
    ("eval", "date"): "results of EvalPlus or BigCodeBench: --source evalplus, or bigcodebench",
    ("eval", "samples"): "a log of Inspect: --source inspect",
    ("results", "configs"): "a summary of lm-evaluation-harness: take its samples_*.jsonl "
    "(--log_samples), with --source lm_eval",
    ("code_list", "graded_list"): "results of LiveCodeBench: --source livecodebench",
    ("graded_list", "pred_list"): "a scenario of LiveCodeBench that is not code generation",
}
GENERATIONS = (
    "generations of bigcode-evaluation-harness, which keeps no verdicts beside them: write a file "
    "of your own, one JSON line for each with mbpp_id, prompt, response and passed"
)
_NO_LIST = object()  # what stands where a list of records should
OLD_EVALPLUS = (
    "results of an EvalPlus before 0.2.1, which hold no solutions: evaluate the samples again with "
    "a newer one"
)


def count(file: RunFile, source: str, records: str, filter_name: str) -> int:
    """How many records a file holds, by Python; FileRefusal where it holds none.

    records: what the template says behind `Records:`, such as `file.eval.*.[] with status`: keys;
    * for every value, [] for every element of a list; at its front `lines` for JSON lines. With a
    key: each record has it. `and text solution`: and this one, a text or null. `by filter`: of
    several filters [input] filter names one.
    """
    said = re.fullmatch(r"(\S+)(?: with (\S+))?(?: and text (\S+))?(?: by (\S+))?", records)
    if said is None:
        raise FileRefusal(file, f'the template of source = "{source}" says Records: {records}')
    path, key, text, by = said.groups()
    found = [*_reached(_top(file, path), path.split(".")[1:])]
    if key is None:
        with_key = found = [record for record in found if record is not _NO_LIST]
    else:
        with_key = [record for record in found if isinstance(record, dict) and key in record]
    if not with_key:
        told = maker_of(file) or "see --source"
        raise FileRefusal(file, f'no response of source = "{source}" in it: {told}')
    lacks = [f'have no "{key}"'] * (len(found) - len(with_key))
    if text:
        lacks += [
            f'have no "{text}"' if text not in record else f'have a "{text}" that is no text'
            for record in with_key
            if not isinstance(record.get(text, 0), str | None)
        ]
    if lacks:
        what, n = Counter(lacks).most_common(1)[0]
        raise FileRefusal(file, f"{n} of {len(found)} records {what}: write the file again")
    return len(with_key) if by is None else _of_filter(file, with_key, by, filter_name)


def _of_filter(file: RunFile, found: list[dict[str, Any]], by: str, name: str) -> int:
    there = Counter(str(record.get(by)) for record in found)
    if not name and len(there) > 1:
        one = min(there)
        raise FileRefusal(
            file,
            f"answers of several filters ({', '.join(sorted(there))}): name one under [input], as "
            f'filter = "{one}"',
        )
    if name and name not in there:
        raise FileRefusal(file, f'[input] filter = "{name}": there are {", ".join(sorted(there))}')
    chosen = [record for record in found if not name or str(record.get(by)) == name]
    twice = [i for i, n in Counter(str(record.get("doc_id")) for record in chosen).items() if n > 1]
    if twice:
        raise FileRefusal(
            file,
            f"document {twice[0]} stands twice: answers of several filters that are not named, or "
            "two runs written one after the other; keep one of them",
        )
    return sum(map(_n_graded, chosen))


def _n_graded(document: dict[str, Any]) -> int:
    """How many responses a document of lm-evaluation-harness has: the filtered ones, else all."""
    for key in ("filtered_resps", "resps"):
        lists = document.get(key)
        responses = lists[0] if isinstance(lists, list) and lists else None
        if isinstance(responses, str):
            return 1
        if isinstance(responses, list) and responses:
            return len(responses)
    return 1


def maker_of(file: RunFile) -> str:
    """What a file of one JSON value is, by what its makers write; empty where it is not known."""
    try:
        top = json_files.document(file)
    except FileRefusal:  # JSON lines, or not whole
        return ""
    first = top[0] if isinstance(top, list) and top else top
    if isinstance(first, list):
        return GENERATIONS
    if not isinstance(first, dict):
        return ""
    tasks = [task for task in _reached(top, ["eval", "*"]) if isinstance(task, dict)]
    if any("base" in task and "plus" in task for task in tasks):
        return OLD_EVALPLUS
    return next((told for keys, told in MAKERS.items() if {*keys} <= {*first}), "")


def _top(file: RunFile, path: str) -> Any:
    if path.partition(".")[0] == "lines":
        return [row for _, row in json_files.rows(file, json_files.LINES)]
    return json_files.document(file)


def _reached(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """What lies at the end of a path: keys, * for every value, [] for every element of a list."""
    if not path:
        yield value
        return
    step, *rest = path
    inner: list[Any] = []
    if isinstance(value, list) and step in ("*", "[]"):
        inner = value
    elif step == "[]":
        yield _NO_LIST
    elif isinstance(value, dict) and step == "*":
        inner = [*value.values()]
    elif isinstance(value, dict) and step in value:
        inner = [value[step]]
    for element in inner:
        yield from _reached(element, rest)


def set_largest(engine: Engine, files: Sequence[RunFile]) -> None:
    """How large an object may be. DuckDB sets twice this size aside at once."""
    largest = max(file.content.stat().st_size for file in files)
    if any(file.is_gzip for file in files):
        largest *= PACKED  # a single row that packs better is refused by DuckDB
    engine.set_variable("largest_file", min(largest + (1 << 16), (1 << 31) - 1))


def unpacked(file: RunFile, folder: Path) -> RunFile:
    """A log of Inspect as JSON, in temp/ of a folder.

    A packed log (.eval) is a zip of parts packed by zstd, which Python itself reads from 3.14 on.
    Raises FileRefusal where inspect_ai is missing, or cannot read it.
    """
    if file.path.suffix.lower() != ".eval":
        return file
    try:
        from inspect_ai.log import read_eval_log, write_eval_log
    except ImportError:
        raise FileRefusal(
            file,
            "a packed log of Inspect: unpack it with `inspect log convert FILE --to json "
            "--output-dir FOLDER`, or install inspect_ai (the extra inspect)",
        ) from None
    name = hashlib.md5(str(file.path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
    target = folder / "temp" / f"{name}.json"  # never published
    target.parent.mkdir(exist_ok=True)
    try:
        log = read_eval_log(str(file.path))
    except Exception as error:  # of its zip, its JSON, or its schema
        why = str(error).partition("\n")[0] or type(error).__name__
        raise FileRefusal(
            file, f"inspect_ai cannot read it as a log ({why}): copy or write it again"
        ) from None
    write_eval_log(log, str(target))
    return replace(file, unpacked=target)
