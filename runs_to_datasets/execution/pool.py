"""Workers behind walls, and the jobs that go to them: a program and a set of its tests each."""

import contextlib
import json
import queue
import select
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from runs_to_datasets.engine.temporary import temporary_folder
from runs_to_datasets.execution import sandbox
from runs_to_datasets.execution.cache import Cache

Job = dict[str, Any]
Verdict = Mapping[str, Any]
GRACE = 10  # seconds that a worker may take beyond a program's own
RESTARTS = 2  # of a worker for one job
# Outcomes that a busy machine may have caused: they are run once more, alone.
UNSURE = ("timeout", "memory", "processes")


LOST = "the sandbox ended with it"


def _is_lasting(verdict: Verdict) -> bool:
    """Whether the next build would find the same; another package or a mended sandbox may not."""
    missing = verdict["message"].startswith(("ModuleNotFoundError", "ImportError"))
    return verdict["outcome"] != "not_run" and verdict["message"] != LOST and not missing


class Pool:
    """n workers, started when there is work. Use as a context manager.

    on_progress: called now and then with (jobs done, jobs, jobs a second).
    """

    def __init__(
        self,
        walls: str,
        n_workers: int,
        cache: Cache,
        on_progress: Callable[[int, int, float], None] = lambda done, of, rate: None,
    ):
        self._walls, self._n, self._cache = walls, max(1, n_workers), cache
        self._on_progress = on_progress
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._stopped = threading.Event()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for worker in self._workers:
            worker.close()
        self._workers = []

    def run(self, jobs: Iterable[Job]) -> list[Verdict]:
        """The verdict of every job, in their order; those that are known are not run."""
        jobs = list(jobs)
        keys = [self._cache.key_of(job) for job in jobs]
        found: dict[str, Verdict] = {}
        for key in keys:
            if key not in found and (known := self._cache.get(key)) is not None:
                found[key] = known
        open_jobs = {key: job for key, job in zip(keys, jobs, strict=True) if key not in found}
        if open_jobs:
            made = self._run_all(open_jobs)
            for key in [k for k, v in made.items() if v["outcome"] in UNSURE]:
                made[key] = self._run(open_jobs[key])
            self._cache.put({k: v for k, v in made.items() if _is_lasting(v)})
            found |= made
        return [found[key] for key in keys]

    def _run_all(self, jobs: dict[str, Job]) -> dict[str, Verdict]:
        while len(self._workers) < min(self._n, len(jobs)):
            worker = _Worker(self._walls)
            self._workers.append(worker)
            self._free.put(worker)
        for worker in self._workers:
            worker.start()  # in this thread: bubblewrap dies with the thread that started it
        started = time.monotonic()
        made: dict[str, Verdict] = {}
        with ThreadPoolExecutor(len(self._workers)) as threads:
            futures: dict[Future[Verdict], str] = {
                threads.submit(self._run, job): key for key, job in jobs.items()
            }
            try:
                left = set(futures)
                while left:
                    done, left = wait(left, timeout=0.2, return_when=FIRST_COMPLETED)
                    made |= {futures[future]: future.result() for future in done}
                    rate = len(made) / (time.monotonic() - started)
                    self._on_progress(len(made), len(jobs), rate)
            except BaseException:
                self._stopped.set()
                for future in futures:
                    future.cancel()
                for worker in self._workers:
                    worker.close()
                raise
        return made

    def _run(self, job: Job) -> Verdict:
        worker = self._free.get()
        try:
            for _ in range(1 + RESTARTS):
                if self._stopped.is_set():
                    break
                verdict = worker.ask(job)
                if verdict is not None:
                    return verdict
            return {"outcome": "exited", "n_passed": 0, "first_failed": "", "message": LOST}
        finally:
            self._free.put(worker)


class _Worker:
    """One process behind walls, started again where it ended."""

    def __init__(self, walls: str):
        self._walls = walls
        self._open = contextlib.ExitStack()
        self._folder = self._open.enter_context(temporary_folder())
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process where none runs."""
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = sandbox.start(self._walls, self._folder)
            self._send(sandbox.sources())

    def ask(self, job: Job) -> Verdict | None:
        """The verdict; None where the worker ended or was too late, and is closed."""
        try:
            self.start()
            self._send(json.dumps(job).encode() + b"\n")
            answer = self._line(job["seconds"] * 2 + GRACE)  # the reference has its own time
            found: Verdict = json.loads(answer)
            return found
        except (OSError, ValueError):
            self._end()
            return None

    def _send(self, data: bytes) -> None:
        assert self._process and self._process.stdin
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def _line(self, seconds: float) -> bytes:
        assert self._process and self._process.stdout
        out = self._process.stdout
        if not select.select([out], [], [], seconds)[0]:
            raise OSError("too late")
        return out.readline()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError, AttributeError):
                    pipe.close()  # type: ignore[union-attr]

    def close(self) -> None:
        """Ends the process and removes its folder."""
        self._end()
        self._open.close()
