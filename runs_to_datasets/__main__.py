"""The door: `runs-to-datasets`, `python -m runs_to_datasets` and build.py all come in here.

Nothing is imported before signals and missing modules are seen to, so that all that can go wrong is
one line.
"""

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
    signal.signal(signal.SIGTERM, _terminated)
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
    except KeyboardInterrupt:
        print("stopped by Ctrl-C: nothing was published", file=sys.stderr)
        return 130


def _terminated(signum: int, frame: FrameType | None) -> None:
    """SIGTERM while the modules are imported; later the command line sees to it."""
    print("stopped by SIGTERM: nothing was published", file=sys.stderr)
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(start())
