"""The report: its figures are those of the tables, and a browser shows it without a fault."""

import html
import io
import os
import random
import re
import shutil
import tokenize
from html.parser import HTMLParser
from math import comb
from pathlib import Path

import pytest

from conftest import ask, build_py, write_run
from runs_to_datasets.config.keys import LEVELS
from runs_to_datasets.outputs import colours
from runs_to_datasets.places import SQL, text_of

VOID = ("meta", "link", "rect", "line", "br", "wbr", "circle", "polyline")
MIXES = ("balanced", "hard_heavy")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The example runs and their tests, with a validation side."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "my.toml").write_text(
        'validation = 0.2\nformats = ["alpaca", "dpo"]\n[mixes.balanced]\neasy = 1\nmedium = 1\nhard = 1\nshortage = "fill"\n'
        "[mixes.hard_heavy]\neasy = 1\nmedium = 2\nhard = 7\n" + 'shortage = "fill"\n'
    )
    done = build_py("datasets", "--config", folder / "my.toml", "--out", folder / "datasets",
                    "--run-tests", "--tests-sandbox", "none")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "datasets"


class Texts(HTMLParser):
    """The texts of a page below each element with an id, in order."""

    def __init__(self, page: str):
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open: list[str | None] = []
        self.feed(page.replace("<wbr>", ""))

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self._open.append(dict(attributes).get("id"))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data):
        for name in filter(None, self._open):
            if data.strip():
                self.found.setdefault(name, []).append(data.strip())


@pytest.fixture(scope="module")
def page(built: Path) -> str:
    return (built / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts(page: str) -> dict[str, list[str]]:
    return Texts(page).found


def wilson(rate: float, n: int) -> str:
    """The 95 % interval of a rate, as the page writes it."""
    z = 1.959964
    middle, spread = (
        rate + z * z / (2 * n),
        z * (rate * (1 - rate) / n + z * z / (4 * n * n)) ** 0.5,
    )
    return "–".join(f"{100 * (middle + s * spread) / (1 + z * z / n):.1f}" for s in (-1, 1))


def percent(rate: float) -> str:
    """A rate as the page writes it; of two as near ones the even, so exact to the last digit."""
    return f"{round(100 * rate, 4):.1f} %"


def pass_at(k: int, problems: list[tuple[int, int]]) -> float:
    """Unbiased pass@k, the mean over (passed, responses) of problems."""
    return sum(1 - comb(n - c, k) / comb(n, k) for c, n in problems) / len(problems)


def test_leaderboard_is_the_results(built: Path, texts) -> None:
    runs = ask(built, """
        select run_id, count(*) filter (where passed) as n_passed, count(*) as n from results
        group by run_id order by n_passed / n desc, run_id
    """)  # fmt: skip
    expected = ["run", "problems", "× responses", "0", "50", "100 %", "pass@1", "pass@5", "pass@10"]
    for run, n_passed, n in runs:
        expected += [run, str(n), f"{100 * n_passed / n:.1f} %", wilson(n_passed / n, n), "–", "–"]
    problems = ask(built, "select n_passed, n_results from problems")
    expected += ["all runs together", f"{len(problems)} × 12"]
    for k in (1, 5, 10):
        rate = pass_at(k, problems)
        expected += [percent(rate), wilson(rate, len(problems))]
    assert texts["leaderboard"] == expected


def test_curves_are_pass_at_k(built: Path, texts, page) -> None:
    expected = ["problems", "number", "pass@1", "pass@5", "pass@10", "pass@12"]
    for level in ("all", *LEVELS):
        problems = ask(built, "select n_passed, n_results from problems "
                              f"where '{level}' in ('all', difficulty)")  # fmt: skip
        expected += [level, str(len(problems))]
        expected += [percent(pass_at(k, problems)) for k in (1, 5, 10, 12)]
        for k in range(1, 13):
            told = f"{level}, pass@{k}: {percent(pass_at(k, problems))}"
            assert f"<title>{told}</title>" in page
    assert texts["curves"] == expected


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
        expected += [dataset, *[f"{level}: {share} parts" for level, share, _ in rows if share]]
        expected += [*[f"{level}: {n:,}" for level, _, n in rows if n], f"{total:,}"]
    assert texts["shares"] == expected


def test_heat_map_is_the_results(built: Path, texts) -> None:
    rows = ask(built, """
        select run_id, problems.difficulty, count(*) filter (where passed), count(*)
        from results join problems using (mbpp_id) group by run_id, problems.difficulty
    """)  # fmt: skip
    cells = {(run, level): (n_passed, n) for run, level, n_passed, n in rows}
    for run in {row[0] for row in rows}:
        cells[run, "all"] = tuple(
            map(sum, zip(*(cells[run, level] for level in LEVELS), strict=True))
        )
    rates = {key: n_passed / n for key, (n_passed, n) in cells.items()}
    runs = sorted({row[0] for row in rows}, key=lambda run: (-rates[run, "all"], run))
    expected = ["run", "all", *LEVELS]
    for run in runs:
        expected += [run, *(f"{100 * rates[run, level]:.0f} %" for level in ("all", *LEVELS))]
    assert texts["heat"] == expected


def test_levels_are_counted(built: Path, texts) -> None:
    expected = ["level", "problems", "solved", "usable", "drawn", "pass rate"]
    for level in LEVELS:
        [row] = ask(built, f"""
            select count(*), count(*) filter (where n_passed > 0),
                count(*) filter (where n_passed > 0 and problem_fate is null),
                count(*) filter (where mbpp_id in (select mbpp_id from drawn_examples)),
                sum(n_passed) / sum(n_results) from problems where difficulty = '{level}'
        """)  # fmt: skip
        expected += [level, *map(str, row[:-1]), f"{100 * row[-1]:.1f} %"]
    assert texts["difficulty"] == expected


def test_histogram_counts_every_problem(built: Path, texts) -> None:
    got = [re.fullmatch(r"(\d+) of 12, (\w+): ([\d,]+) problems", t) for t in texts["histogram"]]
    got = {(int(m[1]), m[2]): int(m[3].replace(",", "")) for m in got if m}
    columns: dict[tuple[int, str], int] = {}
    for n_passed, n, level in ask(built, "select n_passed, n_results, difficulty from problems"):
        assert n == 12
        columns[n_passed, level] = columns.get((n_passed, level), 0) + 1
    assert got == columns


@pytest.mark.parametrize("n", [1, 2, 6, 12, 20, 21, 100])
def test_columns_hold_equally_many_rates(engine, n: int) -> None:
    """One problem of each rate that n responses can have: no column may look like a gap."""
    engine.run(
        "insert into problems by name select c::varchar as mbpp_id, 'p' as prompt, $n as n_results, "
        "c as n_passed, c / $n as pass_rate from range($n + 1) as counts(c)", {"n": n}
    )  # fmt: skip
    rows = engine.rows(text_of(SQL / "report/rate_histogram.sql"))
    inner = [row["n_all"] for row in rows[1:-1]]
    assert rows[0]["n_all"] == rows[-1]["n_all"] == 1
    assert sum(inner) == n - 1 and len(inner) <= 19
    assert len({*inner[:-1]}) <= 1 and (len(inner) < 2 or 0 < inner[-1] <= inner[0])
    assert rows[-1]["x"] + rows[-1]["width"] == pytest.approx(100, abs=0.1)


def test_histogram_places_problems_with_other_numbers_of_responses(engine) -> None:
    problems = [(0, 4), (4, 4), (2, 4), (1, 4), (1, 100), (99, 100), (1, 1), (0, 3), (2, 3)]
    for i, (c, n) in enumerate(problems):
        engine.run("insert into problems by name select $i as mbpp_id, 'p' as prompt, $n as n_results, "
                   "$c as n_passed", {"i": str(i), "c": c, "n": n})  # fmt: skip
    rows = engine.rows(text_of(SQL / "report/rate_histogram.sql"))
    assert [(row["n_of"], row["n_all"]) for row in rows] == [
        ("0", 2), ("1", 2), ("2", 1), ("3", 2), ("4", 2)
    ]  # fmt: skip


def test_tests_are_the_executions(built: Path, texts) -> None:
    rows = ask(built, """
        select test_set, difficulty, count(distinct mbpp_id), count(*),
            count(*) filter (where outcome <> 'passed')
        from executions join problems using (mbpp_id)
        where outcome not in ('not_applicable', 'not_run') group by test_set, difficulty
        order by test_set, list_position(['easy', 'medium', 'hard'], difficulty)
    """)  # fmt: skip
    assert any(n_failed for *_, n_failed in rows)
    assert texts["tests"][6:] == [
        text for *row, n, n_failed in rows
        for text in (*map(str, row), str(n), str(n_failed), f"{100 * n_failed / n:.1f} %")
    ]  # fmt: skip


def test_tokens_are_those_of_the_rows(built: Path, texts, page) -> None:
    expected = []
    for dataset, total in ask(built, "select dataset, total_examples from summary"):
        mix, _, side = dataset.partition(".")
        tokens = sorted(n for (n,) in ask(built, f"""
            select n_tokens from draws join drawn_examples using (example_id)
            where mix = '{mix}' and side = '{side or "train"}'
        """))  # fmt: skip
        places = [(len(tokens) * share + 99) // 100 - 1 for share in (50, 95)]
        expected += [
            dataset,
            str(total),
            f"{sum(tokens):,}",
            *(str(tokens[place]) for place in places),
            str(tokens[-1]),
        ]
        for most in (512, 1024, 2048, 4096):
            over = 100 * sum(n > most for n in tokens) / total
            expected.append(f"{over:.1f} %" if over else "0 %")
        picture = re.search(rf'"histogram of tokens, {re.escape(dataset)}">(.*?)</svg>', page, re.S)
        columns = re.findall(r"<title>over (\d+), up to (\d+): (\d+) rows", picture[1])
        assert sum(int(n) for *_, n in columns) == total
        for low, high, n in columns:
            assert int(n) == sum(int(low) < tokens_of <= int(high) for tokens_of in tokens)
    assert texts["tokens"][10:] == expected


def test_overlap_is_that_of_the_draws(built: Path, texts) -> None:
    examples = {
        mix: {i for (i,) in ask(built, f"select example_id from draws where mix = '{mix}'")}
        for mix in MIXES
    }
    expected = [*MIXES]
    for mix in MIXES:
        shares = [len(examples[mix] & examples[other]) / len(examples[mix]) for other in MIXES]
        expected += [mix, *(f"{100 * share:.0f} %" for share in shares)]
    assert texts["overlap"] == expected and "100 %" in expected


def test_medians_are_those_of_the_examples(built: Path, texts) -> None:
    expected = []
    for measure, column in (("characters", "n_solution_chars"), ("complexity", "complexity"),
                            ("lines", "n_solution_lines"), ("tokens", "n_tokens")):  # fmt: skip
        expected.append(measure)
        longest = 0
        for level in LEVELS:
            values = sorted(n for (n,) in ask(
                built, f"select {column} from drawn_examples where difficulty = '{level}'"
            ))  # fmt: skip
            expected += [level, str(values[(len(values) + 1) // 2 - 1])]
            longest = max(longest, values[(9 * len(values) + 9) // 10 - 1])
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if longest <= 5 * step)
        expected += [str(mark) for mark in range(0, longest + step, step)]
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


def test_runs_feed_the_datasets(built: Path, texts) -> None:
    feeds = ask(built, """
        select run_id, count(*) filter (where mix = 'balanced' and side = 'train'),
            count(*) filter (where mix = 'balanced' and side = 'validation'),
            count(*) filter (where mix = 'hard_heavy' and side = 'train'),
            count(*) filter (where mix = 'hard_heavy' and side = 'validation')
        from draws join drawn_examples using (example_id)
        group by run_id order by count(*) desc, run_id
    """)  # fmt: skip
    datasets = [f"{mix}{side}" for mix in MIXES for side in ("", ".validation")]
    assert texts["runs"] == ["run", *datasets, *(str(cell) for row in feeds for cell in row)]


def test_unsolved_are_those_that_could_be_drawn(built: Path, texts) -> None:
    unsolved = ask(built, """
        select mbpp_id from problems where n_passed = 0 and problem_fate is distinct from 'held_out'
    """)  # fmt: skip
    shown = [text for text in texts["unsolved"] if re.fullmatch(r"\d{3}", text)]
    assert unsolved and {i for (i,) in unsolved} == set(shown)
    [(held_out,)] = ask(built, "select count(*) from problems where problem_fate = 'held_out'")
    assert held_out


def codes_of(page: str, name: str) -> list[str]:
    """The programs below the element of that id, without their colours."""
    part = page[page.index(f'<div id="{name}">') :]
    part = part[: part.index("<h2", 1) if "<h2" in part else None]
    blocks = re.findall(r"<pre[^>]*>(.*?)</pre>", part, re.S)
    return [html.unescape(re.sub(r"<[^>]*>", "", block)) for block in blocks]


def test_examples_are_the_first_of_each_mix_and_level(built: Path, page) -> None:
    expected = [code for mix in MIXES for level in LEVELS for (code,) in ask(built, f"""
        select response from draws join drawn_examples using (example_id)
        where mix = '{mix}' and side = 'train' and draws.difficulty = '{level}'
        order by position limit 1
    """)]  # fmt: skip
    assert codes_of(page, "examples") == expected and len(expected) == 6
    assert '<span class="k">def</span> <span class="d">' in page


def test_right_and_wrong_are_of_one_problem(built: Path, page, texts) -> None:
    codes = codes_of(page, "pairs")
    problems = [
        text.split()[1].strip(",") for text in texts["pairs"] if text.startswith("Problem ")
    ]
    assert len(problems) == 3
    for problem, right, wrong in zip(problems, codes[::2], codes[1::2], strict=True):
        assert ask(built, f"select response from drawn_examples where mbpp_id = '{problem}'").count(
            (right,)
        )
        failed = ask(
            built, f"select response from results where mbpp_id = '{problem}' and not passed"
        )
        assert any(wrong in response for (response,) in failed)
        assert wrong != right


# ---- colours -------------------------------------------------------------------------------------


def test_a_program_has_colours() -> None:
    code = 'def f(x):  # é\n    """Text."""\n    return f"{x!r:>{3}}" + 1.5\n'
    parts = colours.parts(code, True)
    assert [(kind, text) for kind, text in parts if kind] == [
        ("k", "def"), ("d", "f"), ("c", "# é"), ("s", '"""Text."""'), ("k", "return"),
        ("s", 'f"{x!r:>{3}}"'), ("n", "1.5"),
    ]  # fmt: skip
    assert "".join(text for _, text in parts) == code


@pytest.mark.parametrize(
    "code",
    ["def f(:\n '", "x = (", "$ ?", "a\r\nb = 1\n", "def f():\r    return 1", "if x:\n\x0c  y = 'é'\n",
     "\tif x:\n  y\n z", "\x00", "", "'''a\nb", "x = \"\\\n\"", "`" * 500, "(" * 2000,
     "not a program, but prose: it's text"],
)  # fmt: skip
def test_what_is_no_program_keeps_its_text(code: str) -> None:
    assert "".join(text for _, text in colours.parts(code, True)) == code
    assert "".join(text for _, text in colours.parts(code, False)) == code


def test_colours_are_those_of_the_hostile_files() -> None:
    """Whatever Python's tokenizer makes of a file, no character is lost."""
    files = [*SQL.parent.glob("runs_to_datasets/**/*.py"), *SQL.parent.glob("tests/hostile/*.py")]
    for file in files:
        code = file.read_text(encoding="utf-8", errors="replace")[: colours.MOST]
        assert "".join(text for _, text in colours.parts(code, True)) == code
        read = io.StringIO(code).readline
        try:
            tokens = list(tokenize.generate_tokens(read))
        except (tokenize.TokenError, SyntaxError):
            continue
        if any(token.type == tokenize.ERRORTOKEN for token in tokens):
            continue
        names = [token.string for token in tokens if token.type == tokenize.NAME]
        shown = [text for kind, text in colours.parts(code, True) if kind == "k"]
        assert shown == [name for name in names if colours.keyword.iskeyword(name)]


def test_a_long_program_is_cut() -> None:
    code = "x = 1\n" * 1000
    text = "".join(text for _, text in colours.parts(code, True))
    assert text == code[: colours.MOST] + " …"


# ---- other builds --------------------------------------------------------------------------------


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


def write_runs(folder: Path, n_runs: int, n_problems: int, samples: int, name: str) -> Path:
    """Runs whose problems are solved always, half of the time, seldom and never."""
    for run in range(n_runs):
        draw = random.Random(run)
        rows = []
        for i in range(n_problems):
            for _ in range(samples):
                passed = draw.random() < (0.95, 0.5, 0.15, 0)[i % 4]
                rows.append({"mbpp_id": 601 + i, "prompt": f"Write {i * 7919} as {i * 31} <b>words.",
                             "response": f"def f{i}(x):\n    return x + {draw.randrange(4)} * {i if passed else -1}",
                             "passed": passed, "run_id": f"{name}{run}"})  # fmt: skip
        write_run(folder / f"{run}.csv", rows)
    return folder


SHAPES = {  # runs, problems, responses per problem, beginning of the runs' names, options
    "one_run": (1, 40, 1, "run", ()),
    "many_samples": (3, 24, 12, "run", ()),
    "hundred_runs": (100, 24, 1, "<b>a/b</b>" + "x" * 190, ()),
    "texts": (2, 24, 1, "run", ("--answer-take", "text")),
}


@pytest.fixture(scope="module", params=SHAPES)
def shaped(request, tmp_path_factory) -> Path:
    """A build of another shape than the example runs."""
    *shape, options = SHAPES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    done = build_py("datasets", "--runs", write_runs(folder / "runs", *shape) / "*.csv",
                    "--out", folder / "datasets", *options)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "datasets"


def test_a_page_stays_small_whatever_the_runs(shaped: Path) -> None:
    page = (shaped / "report.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 300_000
    assert "<b>a/b" not in page and "None" not in Texts(page).found["leaderboard"]


# ---- in a browser --------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# What does not fit its box: a page wider than the window, a text that leaves its picture, a cell
# that hides a part of itself (what scrolls may).
MISFITS = """() => {
    const found = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push("the page is too wide");
    for (const text of document.querySelectorAll("svg text")) {
        const box = text.getBoundingClientRect();
        if (!box.width) continue;  // not shown on narrow pages
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


needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"
)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_it(browser, built: Path, tmp_path: Path, width: int, scheme: str) -> None:
    address = (built / "report.html").as_uri()
    faults, requests = [], []
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
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


@needs_chromium
@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_other_builds(browser, shaped: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((shaped / "report.html").as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    misfits = page.evaluate(MISFITS)
    page.close()
    assert misfits == []


@needs_chromium
def test_paper_is_white_and_shows_what_is_folded(browser, built: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((built / "report.html").as_uri())
    page.emulate_media(media="print")
    colour = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    folded = (
        "() => document.querySelector('#unsolved').checkVisibility({contentVisibilityAuto: true})"
    )
    is_seen = page.evaluate(folded)
    page.emulate_media(media="screen")
    assert not page.evaluate(folded) and is_seen
    page.close()
    assert sum(map(int, re.findall(r"\d+", colour)[:3])) > 600
