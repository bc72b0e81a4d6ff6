"""Ctrl-C and SIGTERM: the first one stops the work, no later one disturbs the tidying up."""

import signal
import threading
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Whether one has come, or none counts any more. The handler cannot put SIG_IGN in its own place:
# where both signals come within a millisecond, Python would print that it lost the other one.
_is_over = False


class Stopped(BaseException):
    """SIGTERM: ends the build as Ctrl-C does, with exit code 143."""


def ignore_signals() -> None:
    """From here on there is nothing left to stop."""
    global _is_over
    _is_over = True
    if threading.current_thread() is threading.main_thread():
        waiting = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        for signum in SIGNALS:
            signal.signal(signum, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, waiting)


def stop_on_signals() -> None:
    """Lets the first SIGINT raise KeyboardInterrupt, the first SIGTERM Stopped; no later one."""
    global _is_over
    _is_over = False
    if threading.current_thread() is threading.main_thread():
        for signum in SIGNALS:
            signal.signal(signum, _stop)


def _stop(signum: int, frame: FrameType | None) -> None:
    global _is_over
    if not _is_over:
        _is_over = True
        raise KeyboardInterrupt if signum == signal.SIGINT else Stopped
