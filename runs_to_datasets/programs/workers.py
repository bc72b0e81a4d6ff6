"""Processes that read programs beside this one, each this module run as a program.

A process takes pickled shares from its standard input and answers on its standard output, until
the pipe closes: then it ends, also where its parent was killed.
"""

import contextlib
import gc
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

from runs_to_datasets.errors import BuildError
from runs_to_datasets.places import PACKAGE
from runs_to_datasets.programs.tasks import run

Rows = list[tuple[Any, ...]]
# Under so many rows starting processes costs more than it saves.
MANY = 2_000


class Workers:
    """Further processes, started when there is work for them; a context manager.

    n_processes: how many; with one the work is done here.
    """

    def __init__(self, n_processes: int = 1):
        self._n = n_processes
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what was not sent yet has no reader
                        pipe.close()
        self._processes = []

    def run(self, table: str, rows: Rows, take: str) -> Rows:
        """The rows that a step's table gets for the rows of its last statement, in their order."""
        if self._n < 2 or len(rows) < MANY:
            return run(table, rows, take)
        if any(process.poll() is not None for process in self._processes):
            self.__exit__()  # one was killed while it waited
        if not self._processes:
            self._processes = [self._start() for _ in range(self._n)]
        # more shares than processes: rows of one kind often stand together
        n_shares = 4 * self._n
        ends = [len(rows) * i // n_shares for i in range(n_shares + 1)]
        shares = [rows[start:end] for start, end in pairwise(ends)]
        with ThreadPoolExecutor(self._n) as threads:
            free = list(self._processes)
            futures = [threads.submit(self._ask, free, table, share, take) for share in shares]
            try:
                return [row for future in futures for row in future.result()]
            except BaseException:
                for future in futures:
                    future.cancel()
                self.__exit__()
                raise

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=PACKAGE.parent, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @staticmethod
    def _ask(free: list[subprocess.Popen[bytes]], table: str, share: Rows, take: str) -> Rows:
        process = free.pop()  # as many threads as processes: one is free
        try:
            assert process.stdin is not None and process.stdout is not None
            pickle.dump((table, share, take), process.stdin)
            process.stdin.flush()
            answered: Rows = pickle.load(process.stdout)
            return answered
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise BuildError(f"a process that reads programs ended early: {error}") from None
        finally:
            free.append(process)


def serve() -> None:
    """Answers shares until there are none."""
    gc.disable()  # trees go without being looked for, and looking for more is a fifth of the time
    while True:
        try:
            table, share, take = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(run(table, share, take), sys.stdout.buffer)
        sys.stdout.buffer.flush()
        gc.collect()


if __name__ == "__main__":
    serve()
