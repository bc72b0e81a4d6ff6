"""The door: `runs-to-datasets`, `python -m runs_to_datasets` and build.py all come in here.

Nothing is imported before signals and missing modules are seen to, so that all that can go wrong is
one line.
"""

import os
import signal
import sys
from types import FrameType


def start() -> int:
    """Runs the command of sys.argv; returns its exit code."""
    if sys.platform == "win32":
        print(
            "error: Windows is not supported: run it in WSL (wsl --install), where it is Linux",
            file=sys.stderr,
        )
        return 1
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _stop)
    try:
        from runs_to_datasets.command_line import main

        return main(sys.argv[1:])
    except ModuleNotFoundError as error:
        print(
            f"error: {error.name} is not installed for this Python ({sys.executable}): run "
            "`make datasets` once and use .venv/bin/python, or pip install .",
            file=sys.stderr,
        )
        return 1


def _stop(signum: int, frame: FrameType | None) -> None:
    """A signal while modules are imported; when a command runs, the command line sees to it.

    It ends the process at once: an exception would go through whatever is half imported.
    """
    word = "Ctrl-C" if signum == signal.SIGINT else "SIGTERM"
    os.write(2, f"stopped by {word}: nothing was published\n".encode())
    os._exit(128 + signum)


if __name__ == "__main__":
    sys.exit(start())
