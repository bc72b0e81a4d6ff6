"""Every mistake in a configuration or on the command line: one line that says what is allowed."""

from pathlib import Path

import pytest

from conftest import PROJECT, build_py
from runs_to_datasets.config.config import load
from runs_to_datasets.errors import BuildError

MISTAKES = [
    tuple(part.strip() for part in block.split("=> "))
    for block in (PROJECT / "tests/config_mistakes.txt")
    .read_text()
    .partition("\n\n")[2]
    .split("\n\n")
]


@pytest.mark.parametrize(
    ("document", "message"), MISTAKES, ids=[message for _, message in MISTAKES]
)
def test_mistake_in_the_file(document: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(document, encoding="utf-8")
    with pytest.raises(BuildError) as refusal:
        load(file, {}, tmp_path)
    assert str(refusal.value).removeprefix(f"{tmp_path}/") == message


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{{ promt }}", "[instruction] template: unknown name promt: there are prompt, "
         "test_cases, entry_point, signatures, difficulty, mbpp_id"),
        ("{{ prompt", "[instruction] template: unexpected end of template, expected 'end of print "
         "statement'.: mend the template"),
        ("hello", "[instruction] template: does not use prompt: all problems would be asked the same"),
        ("{{ prompt[:0] }}", "[instruction] template, problem 603: the instruction is empty"),
        ("{{ range(10**9) }}{{ prompt }}", "[instruction] template, problem 603: Range too big. The "
         "sandbox blocks ranges larger than MAX_RANGE (100000)."),
        ("{{ prompt.__class__.__mro__ }}", "[instruction] template, problem 603: access to "
         "attribute '__class__' of 'str' object is unsafe."),
    ],
)  # fmt: skip
def test_mistake_in_the_template(document: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(f"[instruction]\ntemplate = '{document}'\n", encoding="utf-8")
    done = build_py("datasets", "--config", file, "--dry-run", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"error: {message}"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-per-problm", "2"], "unknown argument --max-per-problm: did you mean "
         "--max-per-problem"),
        (["--dedup", "ast"], '--dedup = "ast": one of structure, loose, text, none'),
        (["--threads", "0"], "argument --threads: '0' is not a whole number from 1"),
        (["--memory-limit", "lots"], "argument --memory-limit: 'lots' is not a size such as 2GB"),
        (["--easy-at-least", "x"], "argument --easy-at-least: 'x' is not a number"),
    ],
)  # fmt: skip
def test_mistake_on_the_command_line(arguments: list[str], message: str) -> None:
    done = build_py("datasets", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {message}")
    assert len(done.stderr.splitlines()) == 1


def test_missing_configuration() -> None:
    done = build_py("datasets", "--config", "nowhere.toml")
    assert (done.returncode, done.stderr) == (
        1, "error: nowhere.toml: No such file or directory: name an existing file with --config\n"
    )  # fmt: skip


def test_flags_win_over_the_file_and_paths_start_where_they_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    file = folder / "my.toml"
    file.write_text('runs = ["../r/*.csv"]\nout = "o"\nseed = 1\nmin_agreement = 3\n')
    config = load(file, {"seed": 2, "out": "here"}, tmp_path)
    assert config["runs"] == (str(tmp_path / "r/*.csv"),)
    assert config["out"] == tmp_path / "here"
    assert [config[k] for k in ("seed", "min_agreement", "max_per_problem")] == [2, 3, 4]
    assert load(None, {}, tmp_path)["runs"] == (str(PROJECT / "examples/runs/*/results.csv"),)


def test_shares_are_whole_numbers_in_proportion(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(
        "[mixes.a]\neasy = 0.7\nmedium = 0.2\nhard = 0.1\n[mixes.b]\neasy = 70\nhard = 30"
    )
    mixes = load(file, {}, tmp_path).mixes
    assert list(mixes) == ["a", "b"]
    assert mixes["a"].shares == (7, 2, 1)
    assert mixes["b"].shares == (70, 0, 30)


NEEDS = "needs {{ code }} (or answer, response) once, as it is"
MAY = "it may use {{ code }}, {{ reasoning }}, {{ answer }}, {{ response }} and nothing else"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("no code", f"[output] template: {NEEDS}"),
        ("{{ reasoning }}", f"[output] template: {NEEDS}"),
        ("{{ code }}{{ code }}", f"[output] template: {NEEDS}"),
        ("{{ code | upper }}", f"[output] template: {NEEDS}"),
        ("{{ reasoning | upper }}{{ code }}", f"[output] template: {NEEDS}"),
        ("{{ cod }}", f"[output] template: 'cod' is undefined: {MAY}"),
        ("{{ thought }}{{ code }}", f"[output] template: 'thought' is undefined: {MAY}"),
        ("{{ prompt }}{{ code }}", f"[output] template: 'prompt' is undefined: {MAY}"),
        ("{{ code ", "[output] template: unexpected end of template, expected 'end of print "
         f"statement'.: {MAY}"),
    ],
)  # fmt: skip
def test_output_template_holds_an_answer_as_it_is(
    template: str, message: str, tmp_path: Path
) -> None:
    config = tmp_path / "my.toml"
    config.write_text(f"[output]\ntemplate = {template!r}\n")
    done = build_py("datasets", "--config", config, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (1, f"error: {message}\n")
