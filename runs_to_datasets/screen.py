"""What a person sees: steps and messages on stderr, tables on stdout."""

import io
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runs_to_datasets.errors import shown
from runs_to_datasets.layout import grouped, one_line, table_lines

# What moves the cursor, colours, hides or turns text around; a newline and a tab are left.
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

IMPORTED = time.time()


def escaped(text: str) -> str:
    """A text that cannot rewrite a screen: control characters as Python writes them."""
    return _CONTROLS.sub(lambda found: shown(found[0]), text)


class Terminal(io.TextIOWrapper):
    """A terminal on which every value is escaped; what we draw ourselves goes past that."""

    def write(self, text: str) -> int:
        """Writes what may hold values."""
        return super().write(escaped(text))

    def draw(self, text: str) -> None:
        """Writes what is ours: colours, and a line that is drawn over."""
        super().write(text)
        self.flush()


def guard_terminals() -> None:
    """Puts Terminal in the place of stdout and stderr where they are terminals."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, Terminal):
            if stream.isatty():
                stream.flush()
                encoding = stream.encoding
                stream = Terminal(stream.detach(), encoding, line_buffering=True)
                setattr(sys, name, stream)
            stream.reconfigure(errors="backslashreplace")  # not every letter can be shown


def terminal_width() -> int | None:
    """The columns of the terminal that stdout is; None where it is none, and nothing must fit."""
    if not isinstance(sys.stdout, Terminal):
        return None
    if (columns := os.environ.get("COLUMNS", "")).isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except OSError:
        return 80


def safe(text: str) -> str:
    """A text as stdout will show it, so that its width can be told: no tab moves what follows."""
    return escaped(text).expandtabs(4) if isinstance(sys.stdout, Terminal) else text


def draw(text: str, stream: object) -> None:
    """Writes what is ours, with its escapes, to a stream that is a terminal."""
    if isinstance(stream, Terminal):
        stream.draw(text)


@dataclass
class Progress:
    """What a step says of itself when it is done.

    n_files_before: how many run files the build before had read for it.
    """

    n_rows: int | None = None
    unit: str = "rows"
    is_from_before: bool = False
    n_files_before: int = 0


@dataclass(frozen=True)
class Cost:
    """What a step took. seconds: wall clock; cpu: seconds of all threads and finished processes."""

    name: str
    rows: str
    seconds: float
    cpu: float
    peak_mb: float


class Screen:
    """stderr for progress, stdout for results."""

    def __init__(self) -> None:
        self._costs: list[Cost] = []
        self._step = ""
        self._started = _started()

    @contextmanager
    def step(self, name: str, is_shown: bool = True) -> Iterator[Progress]:
        """A line when the step is done: its name, rows and seconds."""
        progress, start, cpu = Progress(), time.perf_counter(), _cpu_seconds()
        self._step = name
        self.progress(-1)
        yield progress
        rows = "" if progress.n_rows is None else f"{progress.n_rows:,} {progress.unit}"
        seconds = time.perf_counter() - start
        self._costs.append(Cost(name, rows, seconds, _cpu_seconds() - cpu, _peak_mb()))
        if is_shown:
            took = f"{seconds:>9.2f} s"
            if progress.is_from_before:
                took = "  from the build before"
            elif progress.n_files_before:
                n = progress.n_files_before
                took += f"  {n:,} file{'s' if n > 1 else ''} from the build before"
            print(f"{name:<20}{rows:>22}{took}", file=sys.stderr, flush=True)

    def profile(self) -> None:
        """Where the time went, on stderr; what is no step is the start of Python and the rest."""
        steps, total = sum(cost.cpu for cost in self._costs), _cpu_seconds()
        wall = sum(cost.seconds for cost in self._costs)
        rest = Cost(
            "start and rest", "", time.time() - self._started - wall, total - steps, _peak_mb()
        )
        print(
            f"\n{'step':<20}{'':>22}{'wall s':>9}{'cpu s':>9}{'share':>8}{'peak MB':>10}",
            file=sys.stderr,
        )
        for cost in (*self._costs, rest):
            print(
                f"{cost.name:<20}{cost.rows:>22}{cost.seconds:>9.2f}{cost.cpu:>9.2f}"
                f"{cost.cpu / total:>8.1%}{cost.peak_mb:>10,.0f}",
                file=sys.stderr,
            )
        print(f"{'all':<42}{wall + rest.seconds:>9.2f}{total:>9.2f}", file=sys.stderr)

    def progress(self, percent: float) -> None:
        """A bar in the line of the running step, on a terminal; without a number where unknown."""
        if sys.stderr.isatty():
            n_full = int(percent // 5)
            bar = f"{'#' * n_full:.<20} {percent:3.0f} %" if 0 <= percent <= 100 else "..."
            draw(f"{self._step:<20}  {bar:<28}\r", sys.stderr)

    def programs(self, done: int, of: int, rate: float) -> None:
        """A bar with the rate of programs that run, and the time left."""
        if sys.stderr.isatty():
            left = f"{(of - done) / rate:,.0f} s left" if rate else ""
            bar = f"{'#' * (20 * done // of):.<20}"
            text = f"{self._step:<20}  {bar} {done:,} of {of:,}, {rate:,.0f}/s, {left}"
            draw(f"{text:<79}\r", sys.stderr)

    def notice(self, level: str, text: str) -> None:
        """A note or a warning, in one line."""
        print(f"{level}: {one_line(text)}", file=sys.stderr, flush=True)

    def table(self, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table on stdout, under its title."""
        with _unread_is_no_fault():
            print(f"\n{title}")
            print_table(header, list(rows), indent="  ", show=grouped)

    def say(self, text: str) -> None:
        """A line on stdout."""
        with _unread_is_no_fault():
            print(text, flush=True)


@contextmanager
def _unread_is_no_fault() -> Iterator[None]:
    """A build goes on where nobody reads what it prints, as with `| head`, or no disk takes it."""
    try:
        yield
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cpu_seconds() -> float:
    ours, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return ours.ru_utime + ours.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    """The most memory that this process had, in MB: getrusage says kB on Linux, bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def _started() -> float:
    """When this process started, in seconds of time.time(); imports are a part of its cost.

    Where there is no /proc, as on macOS, it is when this module was imported.
    """
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        return booted + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return IMPORTED


def print_table(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    indent: str = "",
    show: Callable[[object], str] = one_line,
) -> None:
    """A table in columns; on a terminal texts in its last column are folded where they must be."""
    width = terminal_width()
    lines = table_lines(
        [safe(name) for name in header],
        rows,
        lambda value: safe(show(value)),
        width and width - len(indent),
    )
    for line in lines:
        print(indent + line)
