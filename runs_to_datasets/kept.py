"""The kept questions: the files of sql/explore and of [extend] folder, by topic.

`query --kept` runs them, and results.duckdb holds them as views of its schema `explore`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from runs_to_datasets.library import Library
from runs_to_datasets.places import label, text_of

KIND = "explore"  # the folder of their files, and the schema of their views
TOPICS = ("runs", "problems", "responses", "programs", "mixes")


@dataclass(frozen=True)
class Question:
    """A question that is kept under a name."""

    name: str
    file: Path
    statement: str
    told: str  # the first sentence of its comment, which may take several lines
    topic: str  # what stands behind `Topic:` in the comment; empty where nothing does

    @property
    def label(self) -> str:
        """Its file, for a message."""
        return label(self.file)


def questions(library: Library) -> list[Question]:
    """All of them, in the order of the topics, then by name; those without a topic come last."""
    found = [_question(name, file) for name, file in library.files(KIND).items()]
    order = {topic: place for place, topic in enumerate(TOPICS)}
    return sorted(found, key=lambda question: order.get(question.topic, len(order)))


def _question(name: str, file: Path) -> Question:
    text = text_of(file)
    comment = re.match(r"(?:--.*\n?)*", text)
    lines = [line.removeprefix("--").strip() for line in comment[0].splitlines()] if comment else []
    topics = [line.removeprefix("Topic:").strip() for line in lines if line.startswith("Topic:")]
    ends = [place for place, line in enumerate(lines) if line.endswith(".")]
    told = " ".join(lines[: ends[0] + 1] if ends else lines[:1])
    return Question(name, file, text, told, topics[0] if topics else "")
