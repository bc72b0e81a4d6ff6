"""show and summary: a build, as a person wants to read it."""

from runs_to_datasets.errors import BuildError
from runs_to_datasets.layout import one_line
from runs_to_datasets.questions.printing import print_text
from runs_to_datasets.questions.results import Results
from runs_to_datasets.screen import print_table


def show(results: Results, mix: str, n: int, mbpp_id: str | None, difficulty: str | None) -> None:
    """Prints examples of a mix."""
    mixes = [row[0] for row in results.inspect("shares_drawn").rows]
    if mix not in mixes:
        raise BuildError(f"{mix}: no such mix; there are {', '.join(mixes)}")
    mix, _, side = mix.partition(".")
    found = results.inspect(
        "show", mix=mix, side=side or "train", n=n, mbpp_id=mbpp_id, difficulty=difficulty
    )
    if not found.rows:
        raise BuildError(f"{mix}: no such example in it")
    for row in found.rows:
        example = dict(zip(found.header, row, strict=True))
        of_side = "" if example["side"] == "train" else f" ({example['side']})"
        head = (
            f"---- {mix}{of_side}, place {example['position']}: problem {example['mbpp_id']}, "
            f"{example['difficulty']} ({example['n_passed']} of {example['n_results']} passed), "
            f"from run {example['run_id']}, {example['cluster_size']} "
            f"response{'s' * (example['cluster_size'] != 1)} agreed"
        )
        for text in (one_line(head), example["instruction"], example["response"]):
            print_text(text, "")
            print()


def summary(results: Results) -> None:
    """Prints datasets_summary, a column for each mix, and the shares as bars."""
    found = results.table("summary")
    shares = results.inspect("shares_drawn").rows
    print_table(
        ["", *(row[0] for row in shares)],
        [(h, *values) for h, *values in list(zip(found.header, *found.rows, strict=True))[1:]],
    )
    widest = max((len(mix) for mix, *_ in shares), default=0)
    print("\nshares drawn: easy #, medium =, hard .")
    for mix, n_examples, *counts in shares:
        total = sum(counts) or 1
        ends = [round(50 * sum(counts[: i + 1]) / total) for i in range(3)]
        bar = "#" * ends[0] + "=" * (ends[1] - ends[0]) + "." * (ends[2] - ends[1])
        print(f"  {mix:<{widest}}  {bar}  {n_examples:,}")
