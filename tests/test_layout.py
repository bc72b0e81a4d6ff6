"""How answers are laid out: as wide as a terminal shows them, and whole."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import PROJECT, at_a_terminal, build_py
from runs_to_datasets.layout import cut, folded, table_lines, width_of, written

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def out(examples: Path) -> Path:
    """The build of the example runs."""
    return examples


def lines_at_a_terminal(out: Path, columns: int, *arguments: str, **env: str) -> list[str]:
    """The lines that a question to a build prints on a terminal of so many columns."""
    told = at_a_terminal(*arguments, "--dir", str(out), columns=columns, **env)
    return told.removesuffix("\n").split("\n")


@pytest.mark.parametrize(
    ("text", "width"),
    [("plain", 5), ("日本語", 6), ("é", 1), ("e\u0301", 1), ("😀 ok", 5), ("ﾊﾝｶｸ", 4), ("한글", 4), ("", 0)],
)  # fmt: skip
def test_a_width_is_that_of_a_terminal(text: str, width: int) -> None:
    assert width_of(text) == width


def test_columns_stand_below_each_other_in_any_script() -> None:
    rows = [("日本語", 1), ("e\u0301te\u0301", 20), ("😀", None)]
    lines = table_lines(["列", "n"], rows)
    assert lines == ["列       n", "日本語   1", "e\u0301te\u0301     20", "😀"]
    assert [width_of(line) for line in lines[:3]] == [10, 10, 10]


def test_texts_are_folded_at_blanks_and_nothing_is_lost() -> None:
    assert folded("one two three", 8) == ["one two", "three"]
    assert folded("日本語日本語", 5) == ["日本", "語日", "本語"]
    assert folded("a\n\nb", 1) == ["a", "", "b"]
    assert folded("    deep words", 9) == ["    deep", "words"]
    for text in ("word " * 40, "x" * 99, "日本 " * 30 + "é" * 50):
        for width in (1, 2, 7, 40, None):
            lines = folded(text, width)
            assert "".join(lines).replace(" ", "") == text.replace(" ", "")
            assert width in (1, None) or max(map(width_of, lines)) <= width
    assert cut("日本語", 5) == "日本…" and cut("日本語", 6) == "日本語"


def test_the_last_column_of_a_table_is_folded() -> None:
    lines = table_lines(["id", "what"], [(1, "word " * 12), (2, "short")], width=30)
    assert lines == [
        "id  what", " 1  word word word word word", "    word word word word word", "    word word",
        " 2  short",
    ]  # fmt: skip


def test_values_are_written_as_in_sql() -> None:
    value = [None, "a", "a, b", "it's", Decimal("1.50"), {"x": [1], "y z": "two\nlines"}, ""]
    assert written(value) == (
        "[NULL, a, 'a, b', \"it's\", 1.50, {x: [1], 'y z': 'two\\nlines'}, '']"
    )
    assert written(None) == ""


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_answer_is_wider_than_the_terminal(columns: int, out: Path) -> None:
    commands = [
        ["query"],
        ["query", "--kept", "contamination"],
        ["query", "from problems order by id_order(mbpp_id) limit 3"],
        ["query", "select repeat('日本語 ', 60) as 列, E'tab\tx' as b, [1, null] as c"],
    ]
    if columns >= 80:  # code is never folded, and names are not
        commands += [["explain", "606"], ["query", "--kept"]]
    for command in commands:
        told = [line for line in lines_at_a_terminal(out, columns, *command) if "Try: " not in line]
        assert max(width_of(COLOUR.sub("", line)) for line in told) <= columns, command


def test_a_row_that_does_not_fit_is_a_line_for_each_column(out: Path) -> None:
    sql = "select mbpp_id, prompt, n_results from problems where mbpp_id in ('603', '606')"
    told = lines_at_a_terminal(out, 80, "query", f"{sql} order by mbpp_id")
    assert told == [
        "---- row 1 of 2",
        "mbpp_id    603",
        "prompt     Write a function to add up the even numbers of a given list.",
        "n_results  12",
        "",
        "---- row 2 of 2",
        "mbpp_id    606",
        "prompt     Write a function to find the second smallest number, counting repeats",
        "           once, in a given list of integers.",
        "n_results  12",
    ]
    told = lines_at_a_terminal(out, 200, "query", sql)
    assert len(told) == 3 and told[0].startswith("mbpp_id  prompt  ")
    cut_off = lines_at_a_terminal(out, 80, "query", sql, "--format", "table")
    assert [width_of(line) for line in cut_off if line.endswith("…")] == [80] * 3
    assert lines_at_a_terminal(out, 80, "query", f"{sql} and false", "--format", "lines") == [
        "no rows"
    ]


def test_what_models_wrote_keeps_its_lines_and_has_colours(out: Path) -> None:
    sql = "select run_id, quick_code(response) from results where mbpp_id = '603' and run_id = '10'"
    plain = build_py("query", sql, "--dir", out).stdout.splitlines()
    assert plain[:3] == [
        "run_id                10",
        "quick_code(response)",
        "    def sum_of_even(arr):",
    ]
    told = lines_at_a_terminal(out, 80, "query", sql)
    assert "\x1b[34mdef" in told[2]
    assert [COLOUR.sub("", line) for line in told] == plain
    assert lines_at_a_terminal(out, 80, "query", sql, NO_COLOR="1") == plain
    assert lines_at_a_terminal(out, 80, "query", sql, TERM="dumb") == plain


def test_without_pygments_code_is_plain(out: Path, tmp_path: Path) -> None:
    (tmp_path / "pygments.py").write_text("raise ImportError('not here')\n")
    told = lines_at_a_terminal(out, 80, "explain", "603", PYTHONPATH=str(tmp_path))
    assert "    def sum_of_even(arr):" in told
    assert not COLOUR.search("\n".join(told))


def test_escapes_in_values_are_shown_in_coloured_code_and_in_lines(out: Path) -> None:
    evil = "E'def f():\\n    return \"\\x1b[2J\\x07\u202e\"\\r\\n' || 'pass'"
    for sql in (
        f"select {evil} as code",
        f"select {evil} || ' is it?' as text",
        f"select [{evil}] as l",
    ):
        told = "\n".join(lines_at_a_terminal(out, 80, "query", sql))
        told = COLOUR.sub("", told)
        assert "\\x1b[2J\\x07\\u202e" in told
        assert not set(told) & {"\x1b", "\x07", "\r", "\u202e"}


def test_an_answer_of_a_thousand_rows_is_whole(out: Path) -> None:
    sql = "select range as n, repeat('word ', 30) as text from range(1000)"
    told = lines_at_a_terminal(out, 80, "query", sql)
    heads = [line for line in told if line.startswith("---- row ")]
    assert (len(heads), heads[-1]) == (1000, "---- row 1,000 of 1,000")
    assert " ".join(told).count("word") == 30_000
    narrow = lines_at_a_terminal(out, 80, "query", "select range as n from range(1000)")
    assert len(narrow) == 1001


def test_a_question_starts_without_what_it_does_not_need(out: Path) -> None:
    check = (
        "import sys; from runs_to_datasets.command_line import main; "
        f"main(['query', '--dir', {str(out)!r}]); "
        "print(sorted({'pygments', 'runs_to_datasets.questions.explaining'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
