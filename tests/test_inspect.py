"""Packed logs of Inspect (.eval), written and read by inspect_ai itself: `make test-inspect`.

What is said where it is not installed stands in test_sources.py.
"""

import io
import zipfile
from pathlib import Path

import pytest

from conftest import PROJECT, ask, build_py

pytestmark = pytest.mark.inspect
log = pytest.importorskip("inspect_ai.log", reason="inspect_ai is not installed")
[AS_JSON] = (PROJECT / "tests/sources/inspect").glob("*.json")
COLUMNS = "mbpp_id, prompt, response, passed, test_cases"


def packed(file: Path) -> Path:
    """The log of tests/sources as inspect_ai packs it."""
    file.parent.mkdir(exist_ok=True)
    log.write_eval_log(log.read_eval_log(str(AS_JSON)), str(file), format="eval")
    return file


def built(out: Path, *runs: Path, flags: tuple = ()):
    words = [word for file in runs for word in ("--runs", file)]
    return build_py("datasets", "--source", "inspect", *words, "--out", out, *flags)


def results(out: Path, columns: str = COLUMNS) -> list[tuple]:
    return ask(out, f"select {columns} from results order by result_id")


def test_a_packed_log_gives_what_it_gives_as_json(tmp_path: Path) -> None:
    for name, file in {"json": AS_JSON, "eval": packed(tmp_path / f"{AS_JSON.stem}.eval")}.items():
        done = built(tmp_path / name, file)
        assert done.returncode == 0, done.stderr
    assert results(tmp_path / "eval") == results(tmp_path / "json")
    assert len(results(tmp_path / "eval")) == 4
    told = "distinct split_part(run_id, '/', -1)"
    assert results(tmp_path / "eval", told) == results(tmp_path / "json", told)
    assert not (tmp_path / "eval/temp").exists()


def test_every_packed_log_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    one, other = packed(tmp_path / "a/b_c.eval"), tmp_path / "a_b/c.eval"
    whole = log.read_eval_log(str(one))
    other.parent.mkdir()
    log.write_eval_log(whole.model_copy(update={"samples": whole.samples[:1]}), str(other))
    done = built(tmp_path / "out", tmp_path / "*/*.eval")
    assert done.returncode == 0, done.stderr
    assert sorted(results(tmp_path / "out", "run_id")) == [("a/b_c",)] * 4 + [("a_b/c",)]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def emptied(data: bytes) -> bytes:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as opened:
        opened.writestr("header.json", "{}")
    return other.getvalue()


@pytest.mark.parametrize("broken", [cut, emptied])
def test_what_inspect_cannot_read_is_refused_or_quarantined(broken, tmp_path: Path) -> None:
    good, bad = packed(tmp_path / "good.eval"), tmp_path / "bad.eval"
    bad.write_bytes(broken(good.read_bytes()))
    done = built(tmp_path / "out", bad)
    [line] = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith(f"error: {bad}: inspect_ai cannot read it as a log (")
    done = built(tmp_path / "out", good, bad, flags=("--quarantine",))
    assert done.returncode == 1 and f"quarantined: {bad}: inspect_ai cannot read" in done.stderr
    assert len(results(tmp_path / "out")) == 4
