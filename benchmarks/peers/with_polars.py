"""The build in Polars: two lazy passes on the streaming engine, keys by md5, text joined last.

python with_polars.py DATA OUT
"""

import hashlib
import sys
from pathlib import Path

import polars as pl

from rules import COLUMNS, LEVELS, MAX_PER_PROBLEM, MIXES, SEED, quotas, tell

SCHEMA = {
    "mbpp_id": pl.Int64, "prompt": pl.String, "response": pl.String, "passed": pl.Boolean,
    "difficulty": pl.String, "run_id": pl.String,
}  # fmt: skip


def md5_of(frame: pl.DataFrame, *salt: str) -> pl.Series:
    """One md5 per row over salt and keys, as the project's own draw uses."""
    start = "\x1f".join((str(SEED), *salt))
    return pl.Series(
        [
            hashlib.md5(f"{start}\x1f{problem}\x1f{text}".encode()).hexdigest()
            for problem, text in frame.select("mbpp_id", "text_md5").iter_rows()
        ],
        dtype=pl.String,
    )


def main(data: str, out: Path) -> None:
    """Reads DATA/runs/*/results.csv, writes the mixes to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    rows = pl.scan_csv(f"{data}/runs/*/results.csv", schema=SCHEMA)
    rate = pl.col("rate")
    difficulty = (
        pl.when(rate >= 0.75).then(pl.lit("easy")).when(rate >= 0.30).then(pl.lit("medium"))
        .otherwise(pl.lit("hard"))
    )  # fmt: skip
    problems = (
        rows.group_by("mbpp_id")
        .agg(pl.col("passed").mean().alias("rate"), pl.col("prompt").first().alias("instruction"))
        .with_columns(difficulty.alias("difficulty"))
    )
    text = (
        pl.col("response")
        .str.replace_all("\r\n", "\n", literal=True)
        .str.replace_all(r"(?m)^[ \t]*```[^\n]*\n?", "")
        .str.replace_all(r"(?m)[ \t]+$", "")
        .str.strip_chars("\n")
    )
    solutions = rows.filter("passed").select("mbpp_id", text.alias("output")).unique()
    problems, solutions = pl.collect_all([problems, solutions], engine="streaming")

    solutions = solutions.with_columns(
        pl.Series("text_md5", [hashlib.md5(t.encode()).hexdigest() for t in solutions["output"]])
    )
    keys = solutions.select("mbpp_id", "text_md5").with_row_index("row")
    keys = (
        keys.with_columns(md5_of(keys, "rank").alias("key"))
        .sort("key")
        .group_by("mbpp_id", maintain_order=True)
        .head(MAX_PER_PROBLEM)
        .join(problems.select("mbpp_id", "difficulty"), on="mbpp_id")
    )
    available = dict(keys.group_by("difficulty").len().iter_rows())
    for mix, shares in MIXES.items():
        ordered = keys.with_columns(md5_of(keys, mix).alias("key")).sort("key")
        counts = quotas(available, shares)
        drawn = pl.concat(
            [ordered.filter(pl.col("difficulty") == name).head(counts[name]) for name in LEVELS]
        ).sort("key")
        dataset = (
            solutions[drawn["row"]]
            .select("output")
            .with_columns(drawn["mbpp_id"], drawn["difficulty"], pl.lit("").alias("input"))
            .join(problems.select("mbpp_id", "instruction"), on="mbpp_id", maintain_order="left")
            .select(COLUMNS)
        )
        dataset.write_csv(out / f"{mix}.csv")
        dataset.write_ndjson(out / f"{mix}.jsonl")
    tell(available)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
