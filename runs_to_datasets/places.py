"""Where sql/, templates/ and datasets.toml lie, and how a user calls this program.

In a checkout they stand beside the package, so that `ls sql/` is the first thing one sees; a wheel
carries them inside the package.
"""

import hashlib
import os
import platform
import shlex
import sys
from functools import cache
from pathlib import Path

from runs_to_datasets.errors import BuildError

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = (PACKAGE.parent / "build.py").is_file() and (PACKAGE.parent / "sql").is_dir()
ROOT = PACKAGE.parent if IS_CHECKOUT else PACKAGE
SQL, TEMPLATES, DEFAULTS = ROOT / "sql", ROOT / "templates", ROOT / "datasets.toml"
NAME = "runs-to-datasets"
# What reads files, renders and counts; bitarray lends names to programs.
LIBRARIES = ("duckdb", "jinja2", "tokenizers", "inspect_ai", "bitarray")
# What a wheel carries inside the package, and an archive for a cluster too.
CARRIED = ("sql", "templates", "examples/runs", "examples/tests.jsonl", "datasets.toml")
EXAMPLE_RUNS = str(ROOT / "examples/runs/*/results.csv")
EXAMPLE_TESTS = ROOT / "examples/tests.jsonl"


def command() -> str:
    """The program as the user typed it, for the lines that say what to try next."""
    called = Path(sys.argv[0])
    if called.name == "build.py":
        return shlex.join([near(sys.executable), near(called.absolute())])
    if called.name == "__main__.py":
        return shlex.join([near(sys.executable), "-m", PACKAGE.name])
    return shlex.quote(called.name or NAME)


def near(path: str | Path) -> str:
    """A path as one would type it: relative where it lies below the current folder."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def label(file: Path) -> str:
    """A file of the project for a message: from the project's folder, as `sql/11_results.sql`."""
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)


def text_of(file: Path) -> str:
    """The text of a file of the project or of an extension; BuildError where it is none."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{file}: {getattr(error, 'strerror', None) or error}") from None


@cache
def version_of_project() -> str:
    """version_now() as it was when it was first asked for."""
    return version_now()


def version_now() -> str:
    """A hash of all that decides what a build makes of the same input, but for the files of sql/
    that make one table: our Python, the rest of sql/, the templates, datasets.toml, Python itself
    and the libraries.
    """
    versions = [platform.python_version(), *map(_version_of, LIBRARIES)]
    digest = hashlib.sha256(" ".join(versions).encode())
    templates = [file for file in TEMPLATES.rglob("*") if file.is_file()]
    for file in sorted([*PACKAGE.rglob("*.py"), *SQL.glob("*/*.sql"), *templates, DEFAULTS]):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _version_of(library: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""
