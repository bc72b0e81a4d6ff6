"""What a build prints at its end: the mixes and the funnel, as tables."""

from runs_to_datasets.config.keys import LEVELS
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.screen import Screen


def tell(engine: Engine, screen: Screen) -> None:
    """The mixes and the funnel, as tables."""
    totals = {row["dataset"]: row for row in engine.rows("summary")}
    header = ["mix", "difficulty", "share", "requested", "available", "drawn"]
    rows: list[tuple[object, ...]] = []
    for quota in engine.rows("quotas"):
        mix, side, *numbers = quota.values()
        name = mix if side == "train" else f"{mix}.{side}"
        rows.append((name, *numbers))
        if quota["difficulty"] == "hard":
            total = totals[name]
            rows.append((
                "", f"= {total['distinct_problems']:,} problems", None,
                total["requested_examples"], None, total["total_examples"],
            ))  # fmt: skip
    screen.table("The mixes", header, rows)
    fates: dict[str, dict[str, int]] = {}
    for row in engine.rows("funnel"):
        fates.setdefault(row["fate"], {})[row["difficulty"]] = row["n_results"]
    levels = [
        level for level in (*LEVELS, "none") if any(level in counts for counts in fates.values())
    ]
    screen.table(
        "What became of every response",
        ["fate", *levels, "all"],
        [
            (fate, *(counts.get(level, 0) for level in levels), sum(counts.values()))
            for fate, counts in fates.items()
        ]
        + [
            (
                "total",
                *(sum(c.get(level, 0) for c in fates.values()) for level in levels),
                sum(sum(c.values()) for c in fates.values()),
            )
        ],
    )
