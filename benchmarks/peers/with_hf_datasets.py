"""The build with Hugging Face datasets: map and filter in two processes, with a fresh cache.

python with_hf_datasets.py DATA OUT
"""

import glob
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

import datasets

from rules import COLUMNS, LEVELS, MAX_PER_PROBLEM, MIXES, SEED, cleaned, level, quotas, tell

N_PROCESSES = 2


def clean(batch: dict) -> dict:
    """The cleaned responses of a batch, as output."""
    outputs = [cleaned(text) for text in batch["response"]]
    return {"output": outputs, "input": [""] * len(outputs)}


def main(data: str, out: Path) -> None:
    """Reads DATA/runs/*/results.csv, writes the mixes to OUT."""
    datasets.disable_progress_bars()
    cache = out / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    strings = ("prompt", "response", "difficulty", "run_id")
    features = {"mbpp_id": datasets.Value("int64"), "passed": datasets.Value("bool")}
    features |= {name: datasets.Value("string") for name in strings}
    order = ("mbpp_id", "prompt", "response", "passed", "difficulty", "run_id")
    rows = datasets.load_dataset(
        "csv", data_files=sorted(glob.glob(f"{data}/runs/*/results.csv")), split="train",
        cache_dir=str(cache), num_proc=N_PROCESSES,
        features=datasets.Features({name: features[name] for name in order}),
    ).remove_columns(["difficulty", "run_id"])  # fmt: skip
    n_results: Counter = Counter()
    n_passed: Counter = Counter()
    for batch in rows.select_columns(["mbpp_id", "passed"]).with_format("numpy").iter(50_000):
        n_results.update(batch["mbpp_id"].tolist())
        n_passed.update(batch["mbpp_id"][batch["passed"]].tolist())
    levels = {problem: level(n_passed[problem] / n) for problem, n in n_results.items()}

    rows = rows.filter(lambda batch: batch["passed"], batched=True, num_proc=N_PROCESSES)
    rows = rows.map(
        clean, batched=True, remove_columns=["response", "passed"], num_proc=N_PROCESSES
    ).rename_column("prompt", "instruction")
    seen = set()

    def is_first(batch: dict) -> list[bool]:
        found = []
        for key in zip(batch["mbpp_id"], batch["output"], strict=True):
            found.append(key not in seen)
            seen.add(key)
        return found

    rows = rows.filter(is_first, batched=True).shuffle(seed=SEED)
    n_taken: Counter = Counter()
    places: dict[str, list[int]] = {name: [] for name in LEVELS}
    for place, problem in enumerate(rows["mbpp_id"][:]):
        if n_taken[problem] < MAX_PER_PROBLEM:
            n_taken[problem] += 1
            places[levels[problem]].append(place)
    available = {name: len(found) for name, found in places.items()}
    draw = random.Random(SEED)
    for mix, shares in MIXES.items():
        counts = quotas(available, shares)
        drawn = [p for name in LEVELS for p in draw.sample(places[name], counts[name])]
        draw.shuffle(drawn)
        dataset = rows.select(drawn).map(
            lambda batch: {"difficulty": [levels[problem] for problem in batch["mbpp_id"]]},
            batched=True,
        )
        dataset = dataset.select_columns(COLUMNS)
        dataset.to_csv(out / f"{mix}.csv", index=False)
        dataset.to_json(out / f"{mix}.jsonl")
    shutil.rmtree(cache, ignore_errors=True)
    tell(available)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
