"""A build to look around in: DuckDB's own UI in a browser, else harlequin in the terminal.

Nothing is installed here: DuckDB would fetch an extension without a word. Both see the file as
every command does, read-only and behind the fence, once it is known to be what was published.
"""

import contextlib
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb

from runs_to_datasets.engine.temporary import temporary_folder
from runs_to_datasets.errors import BuildError
from runs_to_datasets.library import Library
from runs_to_datasets.outputs.names import DATABASE, PARQUET
from runs_to_datasets.places import IS_CHECKOUT, command, text_of
from runs_to_datasets.questions.results import FENCE, INSPECT, Results

# Where DuckDB's UI keeps its notebooks: the one place beside the build that it may reach.
NOTEBOOKS = Path("~/.duckdb/extension_data/ui")


def run(folder: Path) -> int:
    """Opens the UI over a build, until it is closed. Returns the exit code.

    BuildError where neither UI is there, and for a folder that holds no build.
    """
    with Results(folder):
        pass  # it is what was published, and no view in it reaches further
    if (folder / PARQUET).exists():
        print(f"The responses are in {folder / PARQUET}: the table `results` is not in the UI.")
    database = (folder / DATABASE).resolve()
    with temporary_folder() as temp:
        if connection := connection_with_ui(temp):
            with connection:
                return _serve(connection, database)
        if harlequin := harlequin_command(database, temp):
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # harlequin sees to Ctrl-C
            return subprocess.run(harlequin).returncode
    package = "'.[ui]'" if IS_CHECKOUT else "'runs-to-datasets[ui]'"
    raise BuildError(
        f"no UI is there: `pip install {package}` brings harlequin, `install ui` in DuckDB "
        f"{duckdb.__version__} its own; or ask with `{command()} shell`"
    )


def connection_with_ui(temp: Path) -> duckdb.DuckDBPyConnection | None:
    """A connection with DuckDB's UI loaded; None where the extension is not installed."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(temp),
        }
    )
    try:
        connection.load_extension("ui")
    except duckdb.Error:
        connection.close()
        return None
    return connection


def open_fenced(connection: duckdb.DuckDBPyConnection, database: Path, notebooks: Path) -> None:
    """Attaches the file of a build, and lets the connection reach nothing else but `notebooks`."""
    notebooks.mkdir(parents=True, exist_ok=True)
    connection.execute("attach ? as results (read_only)", [str(database)])
    connection.execute("set allowed_directories = $folders", {"folders": [f"{notebooks}/"]})
    connection.execute("use results")
    connection.execute(text_of(FENCE))


def _serve(connection: duckdb.DuckDBPyConnection, database: Path) -> int:
    """DuckDB's UI, until Ctrl-C."""
    try:
        open_fenced(connection, database, NOTEBOOKS.expanduser())
        [(told, *_)] = connection.execute(text_of(INSPECT / "start_ui.sql")).fetchall()
    except duckdb.Error as error:
        raise BuildError(f"DuckDB's UI does not start: {str(error).splitlines()[0]}") from None
    print(f"{told}\nCtrl-C ends it.")
    with contextlib.suppress(KeyboardInterrupt):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Event().wait()
    return 0


def harlequin_command(database: Path, temp: Path) -> list[str] | None:
    """harlequin over a file, behind the fence; None where it is not installed."""
    beside = shutil.which("harlequin", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("harlequin")
    if found is None:
        return None
    first = temp / "first.sql"
    spill = Library().sql("spill.sql.j2", folder=str(temp))
    first.write_text(spill + text_of(FENCE), encoding="utf-8")
    return [found, "--adapter", "duckdb", "--read-only", "--init-path", str(first), str(database)]
