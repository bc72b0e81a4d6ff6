#!/usr/bin/env python3
"""Draws docs/flow.svg, and writes the table of steps in docs/how_it_works.md.

The picture has the steps in the order of the run, and says which table each of them reads.

Everything comes from the headers in sql/. The boxes of a row do not read one another. A
line is drawn where a step reads a table that none of its other tables was made from; the text of a
box names every table that the step reads. The same headers give the same bytes.
"""

import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from runs_to_datasets.pipeline.steps import ALL, ONE_FILE, ONE_PROBLEM, Step, steps  # noqa: E402

PICTURE, PAGE = PROJECT / "docs/flow.svg", PROJECT / "docs/how_it_works.md"
BEGIN, END = "<!-- steps -->\n", "<!-- /steps -->"
# Pixels at the width of 800.
WIDTH, MARGIN, BOX, GAP, LINE, PAD = 800, 16, 236, 22, 14, 8
CHARACTERS = 36  # of the small text on a line of a box
GROUP = "settings and inputs"
COLOURS = {  # fill and border by scope
    ONE_FILE: ("#fdf1d6", "#b98a22"),
    ONE_PROBLEM: ("#e2f1ea", "#3f8f6b"),
    ALL: ("#e4ecf9", "#5279b5"),
}


@dataclass(eq=False)
class Place:
    """A box, or the spot where a long line passes a row of boxes."""

    name: str
    title: str = ""
    lines: list[str] = field(default_factory=list)
    width: int = 14
    x: float = WIDTH / 2  # of its middle
    above: list["Place"] = field(default_factory=list)
    below: list["Place"] = field(default_factory=list)

    @property
    def height(self) -> int:
        return 2 * PAD + LINE * (1 + len(self.lines)) - 4


def wrapped(text: str, limit: int) -> list[str]:
    """A text in lines of at most `limit` characters."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > limit:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def drawn_reads(drawn: list[Step]) -> dict[str, list[str]]:
    """{table: the tables that a line leads from}: without those that another one was made from."""
    made = {step.table for step in drawn}
    behind: dict[str, set[str]] = {}
    direct: dict[str, list[str]] = {}
    for step in drawn:
        reads = [table for table in step.reads if table in made]
        implied = set().union(*(behind[table] for table in reads)) if reads else set()
        direct[step.table] = [table for table in reads if table not in implied]
        behind[step.table] = implied | set(reads)
    return direct


def rows_of(drawn: list[Step], direct: dict[str, list[str]]) -> list[list[Place]]:
    """The boxes in rows, with a spot in each row that a long line passes."""
    rows: list[list[Place]] = []
    row_of: dict[str, int] = {}
    boxes: dict[str, Place] = {}
    for step in drawn:
        is_new = not rows or len(rows[-1]) == 3
        if is_new or any(row_of[table] == len(rows) - 1 for table in direct[step.table]):
            rows.append([])
        said = f"reads {', '.join(step.reads)}" if step.reads else f"Python {step.by_python}"
        number = step.path.name.partition("_")[0]
        box = Place(step.table, f"{number} {step.table}", wrapped(said, CHARACTERS), BOX)
        rows[-1].append(box)
        row_of[step.table], boxes[step.table] = len(rows) - 1, box
    for table, sources in direct.items():
        for source in sources:
            upper = boxes[source]
            for row in range(row_of[source] + 1, row_of[table]):
                spot = next((p for p in rows[row] if p.name == f"from {source}"), None)
                if spot is None:  # lines from one table run together
                    spot = Place(f"from {source}")
                    rows[row].append(spot)
                    join(upper, spot)
                upper = spot
            join(upper, boxes[table])
    return rows


def join(upper: Place, lower: Place) -> None:
    """A line from one place to one in the next row."""
    upper.below.append(lower)
    lower.above.append(upper)


def spread(row: list[Place], wanted: list[float]) -> None:
    """Sets x as near to what is wanted as widths allow, in the order of the row.

    Least squares under minimal distances: neighbours that would overlap move as one block.
    """
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (one.width + other.width) / 2 + 14)
    blocks: list[list[float]] = []  # sum of wanted places, number of members
    for place, offset in zip(wanted, offsets, strict=True):
        blocks.append([place - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            total, number = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += number
    starts = [total / number for total, number in blocks for _ in range(int(number))]
    lowest = MARGIN + row[0].width / 2
    highest = WIDTH - MARGIN - row[-1].width / 2 - offsets[-1]
    for place, start, offset in zip(row, starts, offsets, strict=True):
        place.x = round(max(lowest, min(start, highest)) + offset, 1)


def arrange(rows: list[list[Place]]) -> None:
    """Orders each row and sets its places near to what they are joined with."""
    for turn in range(24):
        is_down = turn % 2 == 0
        for row in rows if is_down else rows[::-1]:
            wanted = {}
            for place in row:
                near = place.above if is_down else place.below
                near = near if near and turn < 22 else place.above + place.below
                wanted[place] = sum(p.x for p in near) / len(near) if near else place.x
            if turn < 12:
                row.sort(key=lambda place: wanted[place])
            spread(row, [wanted[place] for place in row])


def ports(place: Place, others: list[Place]) -> dict[Place, float]:
    """Where on the edge of a box each of its lines ends, from left to right."""
    if place.width < BOX:
        return dict.fromkeys(others, place.x)
    step = min(26.0, (BOX - 40) / max(1, len(others)))
    inner = sorted(others, key=lambda other: other.x)
    return {o: place.x + (i - (len(inner) - 1) / 2) * step for i, o in enumerate(inner)}


def text(x: float, y: float, words: str, extra: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{extra}>{escape(words)}</text>'


def box_at(
    x: float, y: float, width: int, height: int, colours: tuple[str, str], extra: str = ""
) -> str:
    fill, border = colours
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="6" fill="{fill}" '
        f'stroke="{border}"{extra}/>'
    )


def legend() -> tuple[list[str], int]:
    """What the colours mean, and the group of small tables; with their height."""
    drawn, x = [], MARGIN
    for scope, words in (
        (ONE_FILE, "looks at one file"),
        (ONE_PROBLEM, "looks at one problem"),
        (ALL, "looks at all"),
    ):
        drawn += [box_at(x, 14, 18, 12, COLOURS[scope]), text(x + 24, 24, words)]
        x += 40 + 7 * len(words)
    drawn += [box_at(x, 14, 18, 12, ("#fff", "#59606e"), ' stroke-width="2.5"')]
    drawn += [text(x + 24, 24, "Python completes it")]
    x += 170
    drawn += [box_at(x, 14, 18, 12, ("#fff", "#59606e"), ' stroke-dasharray="4 3"')]
    drawn += [text(x + 24, 24, "not published")]
    small = [step for step in steps() if step.path.name < "10"]
    named = ", ".join(f"{step.path.name[:2]} {step.table}" for step in small)
    words = f"{named}. A box names those that it reads. source_rows is a view of the run files."
    lines = wrapped(
        words.replace(" ", "\N{NO-BREAK SPACE}").replace(",\N{NO-BREAK SPACE}", ", "), 112
    )
    height = 2 * PAD + LINE * (1 + len(lines)) - 4
    drawn.append(box_at(MARGIN, 40, WIDTH - 2 * MARGIN, height, ("#f1f1ee", "#8a8d94")))
    title = f"00 to 09: {GROUP}, filled by Python"
    drawn.append(text(WIDTH / 2, 40 + PAD + 10, title, ' class="title"'))
    for i, line in enumerate(lines, start=1):
        drawn.append(text(WIDTH / 2, 40 + PAD + 10 + LINE * i, line, ' class="middle"'))
    return drawn, 40 + height


def picture() -> str:
    """The picture as SVG."""
    drawn_steps = [step for step in steps() if step.path.name >= "10"]
    by_table = {step.table: step for step in drawn_steps}
    rows = rows_of(drawn_steps, drawn_reads(drawn_steps))
    arrange(rows)
    boxes, top = legend()
    lines: list[str] = []
    tops: list[tuple[int, int]] = []
    y = top + GAP
    for row in rows:
        height = max(place.height for place in row if place.title)
        tops.append((y, height))
        y += height + GAP
    y_of = {place: tops[i] for i, row in enumerate(rows) for place in row}
    for row in rows:
        for place in row:
            at, height = y_of[place]
            for other, x in ports(place, place.below).items():
                to_x, to_y = ports(other, other.above)[place], y_of[other][0]
                from_y = at + (place.height if place.title else height)
                bottom = at + height  # the curve begins below the row, straight until there
                bend = f"C{x:g} {bottom + GAP * 0.7:g} {to_x:g} {to_y - GAP * 0.7:g} {to_x:g}"
                head = ' marker-end="url(#head)"' if other.title else ""
                lines.append(f'<path d="M{x:g} {from_y}V{bottom}{bend} {to_y:g}"{head}/>')
            if not place.title:
                if place.below:
                    lines.append(f'<path d="M{place.x:g} {at}V{at + height}"/>')
                continue
            step = by_table[place.name]
            extra = ' stroke-width="2.5"' if step.by_python else ""
            extra += "" if step.is_published else ' stroke-dasharray="4 3"'
            left = place.x - BOX / 2
            boxes.append(box_at(left, at, BOX, place.height, COLOURS[step.scope], extra))
            boxes.append(text(place.x, at + PAD + 10, place.title, ' class="title"'))
            for i, line in enumerate(place.lines, start=1):
                y_text = at + PAD + 10 + LINE * i
                boxes.append(text(place.x, y_text, line, ' class="middle"'))
    newline = "\n"
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" role="img" \
aria-label="The steps in the order of the run, and what each reads">
<!-- Written by docs/flow.py from the headers in sql/: make flow. -->
<style>
text {{ font: 11px system-ui, "DejaVu Sans", sans-serif; fill: #30363f; }}
.title {{ font-size: 13px; font-weight: 600; text-anchor: middle; fill: #14181f; }}
.middle {{ text-anchor: middle; }}
path {{ fill: none; stroke: #59606e; stroke-width: 1.3; }}
</style>
<defs>
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
orient="auto"><path d="M0 0L8 4L0 8z" style="fill: #59606e; stroke: none"/></marker>
</defs>
<rect width="{WIDTH}" height="{y}" fill="#fcfcfa"/>
{newline.join(lines)}
{newline.join(boxes)}
</svg>
"""


def page_with_table(page: str) -> str:
    """A page with the table of steps between its two marks."""
    rows = ["| file | what it makes | a step looks at |", "|---|---|---|"]
    for step in steps():
        purpose = step.purpose.replace("|", "\\|")
        rows.append(f"| `{step.path.name}` | {purpose} | {step.scope} |")
    before, _, rest = page.partition(BEGIN)
    table = "\n".join(rows)
    return f"{before}{BEGIN}\n{table}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
