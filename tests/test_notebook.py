"""docs/explore.ipynb: its cells run over a build, and it holds no output that could go stale."""

import json
from pathlib import Path

from conftest import PROJECT, build_py

NOTEBOOK = PROJECT / "docs/explore.ipynb"


def test_every_cell_of_the_notebook_runs(tmp_path: Path, monkeypatch) -> None:
    done = build_py("datasets", "--out", tmp_path / "datasets")
    assert done.returncode == 0, done.stderr
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    names: dict[str, object] = {}
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            exec("".join(cell["source"]), names)
    assert len(names["fates"]) == 768 and names["fates"]["fate"].cat.categories[0] == "not_passed"
    assert len(names["examples"]) == 151
