"""A thread that runs the statements of a connection, so that signals can interrupt them.

The main thread would notice a signal only when the statement is done, up to 18 s later.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Protocol, TypeVar

from runs_to_datasets.engine.signals import Stopped

T = TypeVar("T")


class Interruptible(Protocol):
    """What a worker can stop: a connection of DuckDB, or a session of Spark."""

    def interrupt(self) -> object: ...
    def query_progress(self) -> float: ...
    def close(self) -> object: ...


class Worker:
    """One thread for one connection."""

    def __init__(self, connection: Interruptible):
        self.connection = connection
        # called twice a second with the percentage of a long statement, -1 where it is not known
        self.on_progress: Callable[[float], None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="duckdb")

    def call(self, function: Callable[..., T], *arguments: object) -> T:
        """What the function returns. A signal interrupts its statement and is raised again."""
        future = self._thread.submit(function, *arguments)
        try:
            while True:
                try:
                    return future.result(timeout=0.5)
                except NotYet:
                    if future.done():
                        raise
                    if self.on_progress:
                        self.on_progress(self.connection.query_progress())
        except (KeyboardInterrupt, Stopped):
            while not future.done():
                self.connection.interrupt()
                try:
                    future.exception(timeout=0.05)
                except NotYet:
                    continue
            raise

    def close(self) -> None:
        """Ends the running statement, the thread and the connection."""
        self.connection.interrupt()
        self._thread.shutdown(wait=True)
        self.connection.close()
