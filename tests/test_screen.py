"""What values of the run files may do to a screen: nothing."""

import csv
from pathlib import Path

import pytest

from conftest import at_a_terminal, build_py, write_run

EVIL = "\x1b[2J\x1b]0;title\x07\r\x9b1m\u202e"
RUN = f"run {EVIL}\nerror: all is lost"


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("screen")
    rows = [
        {"mbpp_id": f"60{i}", "prompt": f"Count to {i} <{EVIL}>", "passed": True, "run_id": RUN,
         "split": "<b>x</b>", "response": f"def f{i}(x):\n    return 'a{i}' + '''{EVIL}'''"}
        for i in range(1, 4)
    ]  # fmt: skip
    rows[0] |= {"split": "test <b>|", "prompt": "Sing a song of sixpence in the key of C."}
    write_run(folder / "<i>r.csv", rows, quoting=csv.QUOTE_ALL)
    done = build_py(*arguments_of(folder), "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def arguments_of(folder: Path) -> list[str]:
    return ["datasets", "--runs", str(folder / "<i>r.csv"), "--holdout-splits", "test <b>|"]


@pytest.mark.parametrize(
    "command",
    [["show", "all"], ["explain", "602"], ["query", "from results"],
     ["query", "select run_id from results", "--format", "csv"],
     ["query", "select 1 as \"\x1b[2J\"", "--format", "markdown"]],
)  # fmt: skip
def test_values_do_not_rewrite_a_terminal(out: Path, command: list[str]) -> None:
    told = at_a_terminal(*command, "--dir", str(out))
    for sign in ("\x1b[2J", "\x1b]", "\x07", "\r", "\x9b", "\u202e"):
        assert sign not in told
    assert "\\x1b[2J" in told
    if "csv" not in command:
        assert not any(line.startswith("error: ") for line in told.splitlines())


def test_notices_are_one_line_and_escaped(out: Path) -> None:
    told = at_a_terminal(*arguments_of(out.parent), "--dry-run")
    assert "\x1b" not in told and "\u202e" not in told
    assert not any(line.startswith("error: ") for line in told.splitlines())


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_goes_into_a_pipe_is_untouched(out: Path, form: str) -> None:
    query = "select replace(run_id, chr(10), ' ') as run_id, prompt from results limit 1"
    told = build_py("query", query, "--format", form, "--dir", out).stdout
    assert EVIL.replace("\r", "\n") in told if form == "csv" else "\\u001b[2J" in told


def test_names_in_the_card_are_no_html(out: Path) -> None:
    card = (out / "README.md").read_text()
    assert "| &lt;i&gt;r.csv |" in card
    assert "| split test &lt;b&gt;\\| |" in card
    assert "<b>" not in card and "<i>" not in card
