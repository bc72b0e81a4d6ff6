"""What changed from one build to another: inputs, configuration, and the examples of each mix."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runs_to_datasets.errors import BuildError
from runs_to_datasets.outputs.publication import NUMBER
from runs_to_datasets.questions.results import Results
from runs_to_datasets.questions.verify import read_manifest

SHOWN = 10
Document = dict[str, Any]


def folder_of(name: str, out: Path) -> Path:
    """A build by its folder or link, or by its number among the kept builds beside `out`."""
    if re.fullmatch("[0-9]{1,18}", name):
        folder = out.parent / f".{out.name}.builds" / f"{int(name):06d}"
        if not folder.is_dir():
            kept = sorted(p.name for p in folder.parent.glob("*") if NUMBER.fullmatch(p.name))
            numbers = ", ".join(str(int(number)) for number in kept)
            raise BuildError(f"build {name} is not kept; there are {numbers or 'none'}")
        return folder
    return Path(name)


def differences(old: Path, new: Path) -> Iterator[str]:
    """The lines of the report; nothing but a closing line where the two are the same."""
    before, after = read_manifest(old), read_manifest(new)
    lines = [
        *_of_inputs(before, after),
        *_of_configuration(before["configuration"], after["configuration"]),
        *_of_versions(before["versions"], after["versions"]),
        *_of_mixes(old, new),
    ]
    yield from lines or ["the two builds hold the same"]


def _of_inputs(before: Document, after: Document) -> Iterator[str]:
    old = {file["file"]: file for file in before["inputs"]}
    new = {file["file"]: file for file in after["inputs"]}
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"input {name}: no longer read ({old[name]['rows']:,} rows)"
        elif name not in old:
            yield f"input {name}: new ({new[name]['rows']:,} rows)"
        elif old[name]["sha256"] != new[name]["sha256"]:
            yield f"input {name}: changed ({old[name]['rows']:,} to {new[name]['rows']:,} rows)"


def _flat(document: Document, prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in document.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _of_configuration(before: Document, after: Document) -> Iterator[str]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            yield f"configuration {key}: {old[key]} is gone"
        elif key not in old:
            yield f"configuration {key}: {new[key]} is new"
        elif old[key] != new[key]:
            yield f"configuration {key}: {old[key]} is now {new[key]}"


def _of_versions(before: Document, after: Document) -> Iterator[str]:
    for name in before:
        if before[name] != after.get(name):
            yield f"{name} {before[name]} is now {after.get(name)}"


def _state(folder: Path) -> tuple[dict[str, dict[str, str]], dict[str, str], dict[str, str]]:
    """({mix: {example: problem}}, {example: fate}, {problem: what it was left out as})."""
    mixes: dict[str, dict[str, str]] = {}
    with Results(folder) as results:
        for mix, example, problem in results.inspect("drawn_by_mix").rows:
            mixes.setdefault(mix, {})[example] = problem
        fates = dict(results.inspect("example_fates").rows)
        problems = dict(results.inspect("problem_fates").rows)
    return mixes, fates, problems


def _of_mixes(old: Path, new: Path) -> Iterator[str]:
    old_mixes, old_fates, old_problems = _state(old)
    new_mixes, new_fates, new_problems = _state(new)
    for mix in dict.fromkeys([*old_mixes, *new_mixes]):
        before, after = old_mixes.get(mix, {}), new_mixes.get(mix, {})
        came = {e: p for e, p in after.items() if e not in before}
        went = {e: p for e, p in before.items() if e not in after}
        if came or went:
            n_stayed = len(after) - len(came)
            yield f"mix {mix}: {len(came):,} came, {len(went):,} went, {n_stayed:,} stayed"
            yield from _reasons("came", "was", came, old_fates, old_problems)
            yield from _reasons("went", "is", went, new_fates, new_problems)


def _reasons(
    moved: str, verb: str, examples: dict[str, str], fates: dict[str, str], problems: dict[str, str]
) -> Iterator[str]:
    """Why examples came or went: their fate in the other build, most frequent first."""
    reasons: dict[str, list[str]] = {}
    for example, problem in examples.items():
        if problem not in problems:
            reason = "its problem is not there"
        elif problems[problem]:
            reason = f"its problem {verb} {problems[problem]}"
        elif example not in fates:
            reason = "no passing response is that program"
        elif fates[example] == "drawn":
            reason = "drawn, but into another mix"
        else:
            reason = fates[example]
        reasons.setdefault(reason, []).append(problem)
    for reason, n in Counter({r: len(p) for r, p in reasons.items()}).most_common():
        shown = ", ".join(sorted(set(reasons[reason]))[:SHOWN])
        more = ", ..." if len(set(reasons[reason])) > SHOWN else ""
        yield f"    {moved}: {n:,} ({reason} in the other build): problems {shown}{more}"
