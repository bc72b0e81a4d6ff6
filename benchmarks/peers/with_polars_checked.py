"""The build in Polars and `ast`, as an expert would write it: all that it gives but for the
database, the report and the fates.

python with_polars_checked.py DATA OUT

MBPP's test problems and near-copies of their prompts are held out; answers become programs, cut to
what the entry point needs (programs.py, in a pool of processes); of programs that are one but for
names one is kept; each mix is drawn, written as CSV and JSON lines, and read back.
"""

import hashlib
import json
import multiprocessing
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import comb, lcm
from pathlib import Path

import polars as pl
from programs import read_problems

SEED = 42
MAX_PER_PROBLEM = 4
LEVELS = ("easy", "medium", "hard")
MIXES = {
    "balanced": (1, 1, 1),
    "easy_heavy": (70, 20, 10),
    "medium_heavy": (15, 70, 15),
    "hard_heavy": (10, 20, 70),
    "all": None,  # every example
}
HELD_OUT = (1, 600)
NEAR_COPY_AT_LEAST = 0.7
TEXTS_PER_SHARE = 4_000
SCHEMA = {
    "mbpp_id": pl.Int64, "prompt": pl.String, "response": pl.String, "passed": pl.Boolean,
    "difficulty": pl.String, "run_id": pl.String,
}  # fmt: skip
PIECES = (
    r"[ \t!-/:-@\[-`{-~]?[A-Za-z]{1,12}|[0-9]{1,3}| ?[!-/:-@\[-`{-~]+\n*|\s*\n|\s+"
    r"|[\x{80}-\x{2E7F}]{1,3}|[\x{2E80}-\x{10FFFF}]{1,2}"
)
BRANCHES = r"\b(?:if|elif|for|while|except|and|or)\b"
CSV_COLUMNS = [
    "mbpp_id", "prompt", "response", "difficulty", "passed", "run_id", "instruction",
    "entry_point", "example_id", "pass_rate", "n_results", "n_passed", "cluster_size", "n_tokens",
]  # fmt: skip


def key_of(*parts: object) -> str:
    """An md5 over parts, as the project's own order uses."""
    return hashlib.md5("\x1f".join(map(str, parts)).encode()).hexdigest()


def scanned(data: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(problems with their rates and prompts, distinct passing texts of each problem)."""
    rows = pl.scan_csv(f"{data}/runs/*/results.csv", schema=SCHEMA)
    n, n_passed = pl.col("n_results"), pl.col("n_passed")
    problems = rows.group_by("mbpp_id").agg(
        n_results=pl.len(), n_passed=pl.col("passed").sum()
    ).with_columns(
        pass_rate=n_passed / n,
        difficulty=pl.when(100 * n_passed >= 75 * n).then(pl.lit("easy"))
        .when(100 * n_passed >= 30 * n).then(pl.lit("medium")).otherwise(pl.lit("hard")),
    )  # fmt: skip
    prompts = (
        rows.group_by("mbpp_id", "prompt").agg(n=pl.len())
        .sort("mbpp_id", "n", "prompt", descending=[False, True, False])
        .unique("mbpp_id", keep="first", maintain_order=True)
    )  # fmt: skip
    # A text that passed and failed says nothing.
    texts = (
        rows.group_by("mbpp_id", "response")
        .agg(
            n_passed=pl.col("passed").sum(), n=pl.len(), run_id=pl.col("run_id").min(),
        )
        .filter((pl.col("n_passed") == pl.col("n")) & (pl.col("n") > 0))
        .with_columns(
            pl.col("response").str.replace_all("\r\n", "\n", literal=True)
            .str.replace_all(r"(?m)[ \t]+$", "")
        )
        .group_by("mbpp_id", "response")
        .agg(n=pl.col("n").sum(), run_id=pl.col("run_id").min())
    )  # fmt: skip
    problems, prompts, texts = pl.collect_all([problems, prompts, texts], engine="streaming")
    return problems.join(prompts.select("mbpp_id", "prompt"), on="mbpp_id"), texts


def words_of(prompt: str) -> list[str]:
    """A prompt in lower case, words only."""
    return re.sub(r"[\W_]+", " ", prompt.lower()).split()


def grams_of(words: list[str], common: set[str]) -> set[tuple[str, ...]]:
    """The word 3-grams of a prompt without common words."""
    words = [word for word in words if word not in common]
    if len(words) < 3:
        return {tuple(words)} if words else set()
    return set(zip(words, words[1:], words[2:], strict=False))


def near_copies(problems: pl.DataFrame) -> set[int]:
    """Problems whose prompt nearly repeats a held-out one."""
    held: dict[tuple[str, ...], None] = {}
    asked = []
    for problem, prompt in problems.select("mbpp_id", "prompt").iter_rows():
        words = words_of(prompt)
        if HELD_OUT[0] <= problem <= HELD_OUT[1]:
            held[tuple(words)] = None
        else:
            asked.append((problem, words))
    common: set[str] = set()
    if len(held) >= 100:
        n_with = Counter(word for words in held for word in set(words))
        common = {word for word, n in n_with.items() if n > 0.2 * len(held)}
    sizes = []
    places = defaultdict(list)
    for place, words in enumerate(held):
        grams = grams_of(list(words), common)
        sizes.append(len(grams))
        for gram in grams:
            places[gram].append(place)
    found = set()
    for problem, words in asked:
        grams = grams_of(words, common)
        shared = Counter(place for gram in grams if gram in places for place in places[gram])
        if tuple(words) in held or any(
            n >= NEAR_COPY_AT_LEAST * (len(grams) + sizes[place] - n)
            or n >= 2
            and n == min(len(grams), sizes[place])
            for place, n in shared.items()
        ):
            found.add(problem)
    return found


def shares_of(texts: pl.DataFrame) -> Iterator[list[tuple]]:
    """Problems with their texts, some thousand texts at a time."""
    share, size = [], 0
    by_problem = texts.group_by("mbpp_id").agg("response", "n", "run_id").sort("mbpp_id")
    for row in by_problem.iter_rows():
        share.append(row)
        size += len(row[1])
        if size >= TEXTS_PER_SHARE:
            yield share
            share, size = [], 0
    if share:
        yield share


def read(texts: pl.DataFrame) -> pl.DataFrame:
    """The distinct programs of each problem; the workers know nothing of Polars."""
    rows = []
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        for answers in pool.imap_unordered(read_problems, shares_of(texts)):
            for problem, entry_point, signature, examples in answers:
                rows += [(problem, entry_point, signature, *example) for example in examples]
    names = ("mbpp_id", "entry_point", "signature", "structure", "response", "cluster_size")
    return pl.DataFrame(rows, schema=[*names, "run_id", "is_valid"], orient="row")


def candidates_of(examples: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """The examples that may be drawn, each with its place in its problem."""
    keys = examples.select("mbpp_id", "structure").rows()
    named = pl.when(pl.col("signature") != "").then(
        pl.format("{}\n\nYour code should define {}.", "prompt", "signature")
    )
    return (
        examples.with_columns(
            example_id=pl.Series([key_of(*key) for key in keys]),
            key=pl.Series([key_of(SEED, *key) for key in keys]),
        )
        .filter("is_valid")
        .sort("mbpp_id", "key")
        .with_columns(rank=pl.int_range(pl.len()).over("mbpp_id"))
        .filter(pl.col("rank") < MAX_PER_PROBLEM)
        .join(problems, on="mbpp_id", maintain_order="left")
        .with_columns(instruction=named.otherwise("prompt"))
        .with_columns(pl.col("instruction").str.replace_all(r"\([^)`\n]*\)`", "`").alias("asked"))
        .unique(["asked", "structure"], keep="first", maintain_order=True)
        .with_columns(
            n_tokens=sum(
                (104 * pl.col(part).str.count_matches(PIECES) + 50) // 100
                for part in ("instruction", "response")
            ),
            passed=pl.lit(True),
        )
    )


def quotas(available: dict[str, int], shares: tuple[int, int, int] | None) -> dict[str, int]:
    """{level: examples}: the largest size at which no level runs short, by Sainte-Lague."""
    if shares is None:
        return available
    size = min(
        available[level] * sum(shares) // share for level, share in zip(LEVELS, shares, strict=True)
    )
    whole = lcm(*shares)
    seats = sorted(
        ((2 * j - 1) * (whole // share), level)
        for level, share in enumerate(shares)
        for j in range(1, size * share // sum(shares) + 3)
    )
    counts = Counter(level for _, level in seats[:size])
    return {name: counts[level] for level, name in enumerate(LEVELS)}


def drawn(candidates: pl.DataFrame, mix: str, counts: dict[str, int]) -> pl.DataFrame:
    """A mix: every problem's first example before any problem's second, in a seeded order."""
    keys = [key_of(SEED, mix, example) for example in candidates["example_id"]]
    ordered = candidates.with_columns(key=pl.Series(keys, dtype=pl.String)).sort("rank", "key")
    levels = [ordered.filter(difficulty=level).head(counts[level]) for level in LEVELS]
    return pl.concat(levels).sort("key")


def write(dataset: pl.DataFrame, mix: str, out: Path) -> dict[str, dict]:
    """Writes a mix as CSV and JSON lines and reads both back; {file: hash and rows}."""
    table = dataset.select(CSV_COLUMNS)
    records = dataset.select(
        "instruction", pl.lit("").alias("input"), pl.col("response").alias("output"),
        "difficulty", pl.col("mbpp_id").cast(pl.String),
    )  # fmt: skip
    told = {}
    for name, frame in ((f"dataset_{mix}.csv", table), (f"dataset_{mix}.jsonl", records)):
        file = out / name
        if name.endswith(".csv"):
            frame.write_csv(file)
            found = pl.read_csv(file, schema=frame.schema)
        else:
            frame.write_ndjson(file)
            found = pl.read_ndjson(file, schema=frame.schema)
        if not found.equals(frame):
            sys.exit(f"{name} does not hold what was written")
        told[name] = {
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "rows": frame.height
        }  # fmt: skip
    return told


def pass_at(n: int, n_passed: int, k: int) -> float | None:
    """The unbiased estimate of pass@k."""
    return 1 - comb(n - n_passed, k) / comb(n, k) if n >= k else None


def summary_of(mix: str, dataset: pl.DataFrame, available: dict[str, int]) -> dict:
    """The mix's row of the summary."""
    code = pl.col("response")
    problems = dataset.unique("mbpp_id")
    row = {"dataset": mix, "total_examples": dataset.height, "distinct_problems": problems.height}
    row |= dataset.select(
        avg_problem_chars=pl.col("prompt").str.len_chars().mean(),
        avg_solution_chars=code.str.len_chars().mean(),
        median_solution_chars=code.str.len_chars().median(),
        avg_solution_lines=code.str.count_matches("\n", literal=True).mean() + 1,
        avg_complexity=code.str.count_matches(BRANCHES).mean() + 1,
        avg_agreement=pl.col("cluster_size").mean(),
        agreed_pct=100 * (pl.col("cluster_size") > 1).mean(),
        duplicates_removed=(pl.col("cluster_size") - 1).sum(),
        total_tokens=pl.col("n_tokens").sum(),
        p50_tokens=pl.col("n_tokens").quantile(0.5),
        p95_tokens=pl.col("n_tokens").quantile(0.95),
        max_tokens=pl.col("n_tokens").max(),
    ).row(0, named=True)
    for k in (1, 5, 10):
        name = f"pass_at_{k}"
        row[f"avg_{name}"] = problems[name].mean()
    for level in LEVELS:
        of_level = problems.filter(difficulty=level)
        row[f"{level}_count"] = dataset.filter(difficulty=level).height
        row[f"success_rate_{level}"] = of_level["n_passed"].sum() / of_level["n_results"].sum()
        row[f"available_{level}"] = available[level]
    return row


def main(data: str, out: Path) -> None:
    """Reads DATA/runs/*/results.csv, writes the mixes, their summary and hashes to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    problems, texts = scanned(data)
    for k in (1, 5, 10):
        counts = problems.select("n_results", "n_passed").iter_rows()
        problems = problems.with_columns(
            pl.Series(f"pass_at_{k}", [pass_at(*n, k) for n in counts], dtype=pl.Float64)
        )
    is_held_out = pl.col("mbpp_id").is_between(*HELD_OUT)
    copies = list(near_copies(problems))
    texts = texts.filter(~is_held_out & ~pl.col("mbpp_id").is_in(copies))
    candidates = candidates_of(read(texts), problems)
    found = dict(candidates.group_by("difficulty").len().iter_rows())
    available = {level: found.get(level, 0) for level in LEVELS}
    hashes, rows, drawn_counts = {}, [], {}
    for mix, shares in MIXES.items():
        drawn_counts[mix] = quotas(available, shares)
        dataset = drawn(candidates, mix, drawn_counts[mix])
        hashes |= write(dataset, mix, out)
        rows.append(summary_of(mix, dataset, available))
    pl.DataFrame(rows).write_csv(out / "datasets_summary.csv")
    (out / "manifest.json").write_text(json.dumps(hashes, indent=2))
    print(json.dumps({"available": available, "drawn": drawn_counts}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
