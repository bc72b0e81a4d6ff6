"""The report: its figures are those of the tables, and a browser shows it without a fault."""

import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conftest import ask, build_py, write_run
from runs_to_datasets.config.keys import LEVELS


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The example runs, with a validation side."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "my.toml").write_text(
        'validation = 0.2\n[mixes.balanced]\neasy = 1\nmedium = 1\nhard = 1\nshortage = "fill"\n'
        "[mixes.hard_heavy]\neasy = 1\nmedium = 2\nhard = 7\n" + 'shortage = "fill"\n'
    )
    done = build_py("datasets", "--config", folder / "my.toml", "--out", folder / "datasets")
    assert done.returncode == 0, done.stderr
    return folder / "datasets"


class Texts(HTMLParser):
    """The texts of a page below each element with an id, in order."""

    def __init__(self, page: str):
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "link", "rect", "line", "br"):
            self._open.append(dict(attributes).get("id"))

    def handle_endtag(self, tag):
        if tag not in ("meta", "link", "rect", "line", "br"):
            self._open.pop()

    def handle_data(self, data):
        for name in filter(None, self._open):
            if data.strip():
                self.found.setdefault(name, []).append(data.strip())


@pytest.fixture(scope="module")
def texts(built: Path) -> dict[str, list[str]]:
    return Texts((built / "report.html").read_text(encoding="utf-8")).found


def test_funnel_is_the_table(built: Path, texts) -> None:
    got = [t for t in texts["funnel"] if " responses" not in t]
    fates = ask(
        built, "select fate, sum(n_results)::int from funnel group by step, fate order by step"
    )
    assert got == [text for fate, n in fates for text in (fate.replace("_", " "), f"{n:,}")]
    parts = [t for t in texts["funnel"] if " responses" in t]
    cells = ask(built, """
        select difficulty, n_results from funnel
        order by step, list_position(['easy', 'medium', 'hard', 'none'], difficulty)
    """)  # fmt: skip
    assert parts == [f"{level}: {n:,} responses" for level, n in cells]


def test_shares_are_the_quotas(built: Path, texts) -> None:
    expected = []
    for dataset, total in ask(built, "select dataset, total_examples from summary"):
        mix, _, side = dataset.partition(".")
        rows = ask(built, f"""
            select difficulty, share, n_drawn from quotas
            where mix = '{mix}' and side = '{side or "train"}'
        """)  # fmt: skip
        expected += [dataset, "asked for", *[f"{level}: {share} parts" for level, share, _ in rows]]
        expected += ["drawn", *[f"{level}: {n:,}" for level, _, n in rows], f"{total:,}"]
    assert texts["shares"] == expected


def test_heat_map_is_the_results(built: Path, texts) -> None:
    rows = ask(built, """
        select run_id, problems.difficulty, count(*) filter (where passed), count(*)
        from results join problems using (mbpp_id) group by run_id, problems.difficulty
        order by run_id, list_position(['easy', 'medium', 'hard'], problems.difficulty)
    """)  # fmt: skip
    expected = list(LEVELS)
    for run in dict.fromkeys(row[0] for row in rows):
        expected.append(run)
        for _, level, n_passed, n in (row for row in rows if row[0] == run):
            expected += [f"{run}, {level}: {n_passed} of {n}", f"{round(100 * n_passed / n)} %"]
    assert texts["heat"] == expected


def test_histogram_counts_every_problem(built: Path, texts) -> None:
    got = [re.fullmatch(r"from (\d+) %, (\w+): ([\d,]+) problems", t) for t in texts["histogram"]]
    got = {(int(m[1]), m[2]): int(m[3].replace(",", "")) for m in got if m}
    bins: dict[tuple[int, str], int] = {}
    for rate, level in ask(built, "select n_passed / n_results, difficulty from problems"):
        place = (min(int(rate * 20 + 1e-9), 19) * 5, level)
        bins[place] = bins.get(place, 0) + 1
    assert got == bins


def test_medians_are_those_of_the_examples(built: Path, texts) -> None:
    expected = []
    for measure, column in (("characters", "n_solution_chars"), ("complexity", "complexity"),
                            ("lines", "n_solution_lines"), ("tokens", "n_tokens")):  # fmt: skip
        expected.append(measure)
        for level in LEVELS:
            values = sorted(n for (n,) in ask(
                built, f"select {column} from drawn_examples where difficulty = '{level}'"
            ))  # fmt: skip
            expected += [level, str(values[(len(values) + 1) // 2 - 1])]
    assert [t for t in texts["lengths"] if " to " not in t] == expected


def test_programs_and_agreement_are_counted(built: Path, texts) -> None:
    counted = ask(built, """
        select least(n, 10), count(*) from (select count(*) as n from examples group by mbpp_id)
        group by 1 order by 1
    """)  # fmt: skip
    counted += ask(built, """
        select least(cluster_size, 10), count(*) from drawn_examples group by 1 order by 1
    """)  # fmt: skip
    numbers = [
        t.replace(",", "") for t in texts["programs"] if re.fullmatch(r"[\d,]+( or more)?", t)
    ]
    assert numbers == [
        text for n, n_all in counted for text in (f"{n} or more" if n == 10 else str(n), str(n_all))
    ]


def test_runs_unsolved_and_examples(built: Path, texts) -> None:
    feeds = ask(built, """
        select run_id, count(*) as n from draws join drawn_examples using (example_id)
        where mix = 'balanced' and side = 'train' group by run_id order by n desc, run_id
    """)  # fmt: skip
    assert len(feeds) > 8
    expected = [*feeds[:8], ("all others", sum(n for _, n in feeds[8:]))]
    got = texts["runs"][1 : texts["runs"].index("balanced.validation")]
    assert got == [text for run, n in expected for text in (run, str(n))]
    unsolved = ask(built, "select mbpp_id from problems where n_passed = 0")
    assert unsolved and {i for (i,) in unsolved} <= set(texts["unsolved"])
    shown = [t for t in texts["examples"] if t.startswith("Problem ")]
    assert len(shown) == 6
    codes = {code.strip() for (code,) in ask(built, "select response from drawn_examples")}
    assert len([text for text in texts["examples"] if text in codes]) == 6


def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    hostile = "</pre><script>alert(1)</script>|{{ 7 * 7 }}"
    rows = [{"mbpp_id": 601, "prompt": hostile, "passed": "true", "run_id": f"<b>{hostile}",
             "response": f'def f():\n    return "{hostile}"'}]  # fmt: skip
    write_run(tmp_path / "<i>run.csv", rows)
    (tmp_path / "my.toml").write_text("[mixes.m]\neasy = 1\n")
    done = build_py("datasets", "--config", tmp_path / "my.toml", "--out", tmp_path / "out",
                    "--runs", tmp_path / "*.csv")  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<b>&lt;" not in page and "{{ 7 * 7 }}" in page
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "| &lt;i&gt;run.csv | 1 |" in card


# ---- in a browser --------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# What does not fit its box: a page wider than the window, a text that leaves its picture, a cell
# that hides a part of itself (what scrolls may).
MISFITS = """() => {
    const found = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push("the page is too wide");
    for (const text of document.querySelectorAll("svg text")) {
        const box = text.getBoundingClientRect();
        const room = text.closest("svg").getBoundingClientRect();
        if (box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 2
            || box.bottom > room.bottom + 2) found.push("text outside: " + text.textContent);
    }
    for (const element of document.querySelectorAll("main *:not(svg *):not(pre):not(.table)")) {
        if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
            found.push("cut: " + element.textContent.slice(0, 60));
    }
    return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_it(
    browser: Any, built: Path, tmp_path: Path, width: int, scheme: str
) -> None:
    address = (built / "report.html").as_uri()
    faults, requests = [], []
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
    )
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    misfits = page.evaluate(MISFITS)
    colour = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    shot = folder / f"report-{width}-{scheme}.png"
    page.screenshot(path=shot, full_page=True)
    page.close()
    assert faults == [] and misfits == []
    assert [url for url in requests if not url.startswith("data:")] == [address]
    assert (sum(map(int, re.findall(r"\d+", colour)[:3])) > 600) == (scheme == "light")
    assert shot.stat().st_size > 50_000
