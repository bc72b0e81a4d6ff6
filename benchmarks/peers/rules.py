"""What every bare peer does, so that all are measured on the same work.

Pass rate per problem: easy from 0.75, medium from 0.30, hard below. Passing rows alone; CRLF to LF,
fence lines and blanks at line ends off; equal texts of a problem once; at most 8 solutions of a
problem, by a seeded order; four mixes, shrunk to the scarcest level; each as CSV and JSON lines.
"""

import json
import re

SEED = 42
MAX_PER_PROBLEM = 8
LEVELS = ("easy", "medium", "hard")
MIXES = {
    "balanced": (33, 33, 34),
    "easy_heavy": (70, 20, 10),
    "medium_heavy": (10, 70, 20),
    "hard_heavy": (10, 20, 70),
}
COLUMNS = ["instruction", "input", "output", "difficulty", "mbpp_id"]
FENCE = re.compile(r"^[ \t]*```[^\n]*\n?", re.MULTILINE)
BLANKS = re.compile(r"[ \t]+$", re.MULTILINE)


def cleaned(text: str) -> str:
    """A response without fences and trailing blanks."""
    return BLANKS.sub("", FENCE.sub("", text.replace("\r\n", "\n"))).strip("\n")


def level(rate: float) -> str:
    """The difficulty of a pass rate."""
    return "easy" if rate >= 0.75 else "medium" if rate >= 0.30 else "hard"


def quotas(available: dict[str, int], shares: tuple[int, int, int]) -> dict[str, int]:
    """{level: rows} of a mix."""
    size = min(available[name] * 100 // share for name, share in zip(LEVELS, shares, strict=True))
    return {name: size * share // 100 for name, share in zip(LEVELS, shares, strict=True)}


def tell(available: dict[str, int]) -> None:
    """The answer that run.py compares: solutions to draw from, per level."""
    print(json.dumps({"available": {name: int(available[name]) for name in LEVELS}}))
