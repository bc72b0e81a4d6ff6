"""The build in pandas, as such scripts are usually written.

python with_pandas.py DATA OUT
"""

import glob
import sys
from pathlib import Path

import pandas as pd

from rules import COLUMNS, LEVELS, MAX_PER_PROBLEM, MIXES, SEED, cleaned, level, quotas, tell


def main(data: str, out: Path) -> None:
    """Reads DATA/runs/*/results.csv, writes the mixes to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(glob.glob(f"{data}/runs/*/results.csv"))
    rows = pd.concat([pd.read_csv(f, keep_default_na=False) for f in files], ignore_index=True)
    rows["passed"] = rows["passed"].astype(str).str.lower() == "true"
    rows["difficulty"] = rows["mbpp_id"].map(rows.groupby("mbpp_id")["passed"].mean().map(level))

    solutions = rows[rows["passed"]].copy()
    solutions["output"] = solutions["response"].map(cleaned)
    solutions = solutions.drop_duplicates(["mbpp_id", "output"])
    solutions = solutions.sample(frac=1, random_state=SEED).groupby("mbpp_id").head(MAX_PER_PROBLEM)
    available = solutions["difficulty"].value_counts().to_dict()
    for mix, shares in MIXES.items():
        counts = quotas(available, shares)
        drawn = [
            solutions[solutions["difficulty"] == name].sample(n=counts[name], random_state=SEED)
            for name in LEVELS
        ]
        dataset = pd.concat(drawn).sample(frac=1, random_state=SEED)
        dataset = dataset.rename(columns={"prompt": "instruction"}).assign(input="")[COLUMNS]
        dataset.to_csv(out / f"{mix}.csv", index=False)
        dataset.to_json(out / f"{mix}.jsonl", orient="records", lines=True, force_ascii=False)
    tell(available)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
