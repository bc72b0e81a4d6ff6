"""Ctrl-C and SIGTERM: the first one stops the work, no later one disturbs the tidying up."""

import signal
import threading
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """SIGTERM: ends the build as Ctrl-C does, with exit code 143."""


def ignore_signals() -> None:
    """From here on there is nothing left to stop."""
    if threading.current_thread() is threading.main_thread():
        for signum in SIGNALS:
            signal.signal(signum, signal.SIG_IGN)


def stop_on_signals() -> None:
    """Lets the first SIGINT raise KeyboardInterrupt, the first SIGTERM Stopped; no later one."""

    def stop(signum: int, frame: FrameType | None) -> None:
        ignore_signals()
        raise KeyboardInterrupt if signum == signal.SIGINT else Stopped

    if threading.current_thread() is threading.main_thread():
        for signum in SIGNALS:
            signal.signal(signum, stop)
