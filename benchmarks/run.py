#!/usr/bin/env python3
"""The build beside its peers, in turn, as whole processes: medians of wall, CPU and peak memory.

    python benchmarks/run.py                         # a million rows, all peers, five rounds
    python benchmarks/run.py --rows 10000000 --peers polars --rounds 1
    python benchmarks/run.py --guard                 # the ratios alone, on few rows, as CI asks

There are two comparisons. Bare: the work that a short script does, on answers that are code alone;
the build is told to do no more. Checked: all that the build does by default but for the database,
the report and the fates, on answers as models write them. Beside it stands a second build of the
same runs with one change.

Generates the data where it is not there, installs the peers into an environment of their own, and
prints a Markdown table of what the build takes of each one's time. Ratios within one run travel
between machines, seconds do not.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
PACKAGES = {
    "polars": ("polars",),
    "pandas": ("pandas",),
    "hf_datasets": ("datasets", "pyarrow"),
    "polars_checked": ("polars",),
}
BARE = ("polars", "pandas", "hf_datasets")
RUNS, SAMPLES = 25, 4
CHANGE = ("--max-per-problem", "3")  # of the second build
GUARD_ROWS = 100_000
# (what, whose CPU, by whose, the most that it may be). On few rows the start of a build counts for
# more than on a million; docs/performance.md has the ratios of those.
BOUNDS = (
    ("the bare build by Polars", "build, bare", "polars", 16),
    ("the build by Polars with all checks", "build, first time", "polars_checked", 2.8),
    ("a build again by the first", "build again, one change", "build, first time", 0.45),
)


@dataclass(frozen=True)
class Cost:
    """What a process and its children took."""

    wall: float
    cpu: float
    peak_mb: float


def cost_of(command: list[str]) -> tuple[Cost, str]:
    """Runs a command to its end; its cost and what it printed. Exits where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=HERE
    )
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{printed[-3000:]}")
    wall = time.perf_counter() - start
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024), printed


def data_of(n_rows: int, folder: Path, *options: str) -> Path:
    """The generated run CSVs of a size, made once. options: those of generate.py."""
    data = folder / f"rows-{n_rows}{''.join(options)}"
    done, generator = data / "done", HERE / "generate.py"
    if not done.exists() or done.stat().st_mtime < generator.stat().st_mtime:
        shutil.rmtree(data, ignore_errors=True)
        size = (RUNS, n_rows // (RUNS * SAMPLES), SAMPLES)
        command = [sys.executable, str(generator), *map(str, size), str(data), *options]
        subprocess.run(command, check=True, stdout=sys.stderr)
        done.touch()
    return data


def peer_python(folder: Path, peer: str) -> str:
    """The Python of the peers' environment, with what a peer needs, made once."""
    python = folder / "peers" / "bin" / "python"
    requirements = HERE / "requirements.txt"
    if not python.exists():
        venv.create(folder / "peers", with_pip=True)
    for package in PACKAGES[peer]:
        done = folder / "peers" / f"{package}.done"
        if not done.exists() or done.stat().st_mtime < requirements.stat().st_mtime:
            install = ["-m", "pip", "install", "--quiet", "-c", str(requirements), package]
            subprocess.run([str(python), *install], check=True)
            done.touch()
    return str(python)


def build_command(data: Path, out: Path, *options: str) -> list[str]:
    """The command of a build of these files."""
    return [
        sys.executable, str(PROJECT / "build.py"), "datasets",
        "--runs", f"{data}/runs/*/results.csv", "--out", str(out), *options,
    ]  # fmt: skip


def told_by_build(out: Path) -> dict[str, dict]:
    """What there is to draw from, per level, and what each mix drew, as the build found them."""
    quotas = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["quotas"]
    drawn: dict[str, dict[str, int]] = {}
    for quota in quotas:
        drawn.setdefault(quota["mix"], {})[quota["difficulty"]] = quota["n_drawn"]
    return {"available": {q["difficulty"]: q["n_available"] for q in quotas}, "drawn": drawn}


@dataclass(frozen=True)
class Contender:
    """A command, what goes before it, and the build that must have found the same."""

    command: list[str]
    prepare: Callable[[], None] = lambda: None
    same_as: Path | None = None


def peer(name: str, data: Path, work: Path, same_as: Path) -> Contender:
    """A peer of the build that was written to same_as."""
    script = str(HERE / "peers" / f"with_{name}.py")
    command = [peer_python(work, name), script, str(data), str(work / name)]
    return Contender(command, same_as=same_as)


def bare(n_rows: int, work: Path, peers: list[str]) -> dict[str, Contender]:
    """The build and its peers on the least work; the first one is the build."""
    data = data_of(n_rows, work, "--plain")
    out = work / "bare" / "datasets"
    config = ("--config", str(HERE / "same_work.toml"))
    return {
        "build, bare": Contender(build_command(data, out, *config), lambda: fresh(out)),
        **{name: peer(name, data, work, out) for name in peers},
    }


def checked(n_rows: int, work: Path) -> dict[str, Contender]:
    """The build as it is by default, and again with one change, beside its equal in Polars."""
    data = data_of(n_rows, work)
    out = work / "checked" / "datasets"
    scan = [sys.executable, str(HERE / "scan.py"), str(data)]
    return {
        "build, first time": Contender(build_command(data, out), lambda: fresh(out)),
        "polars_checked": peer("polars_checked", data, work, out),
        "build again, one change": Contender(build_command(data, out, *CHANGE)),
        "DuckDB scan of the files": Contender(scan),
    }


def fresh(out: Path) -> None:
    """Nothing of an older build is left, nor what it remembers."""
    shutil.rmtree(out.parent, ignore_errors=True)
    out.parent.mkdir(parents=True)


def medians(contenders: dict[str, Contender], rounds: int) -> dict[str, Cost]:
    """What each costs, in turn. Exits where a peer did not find what the build found."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            contender.prepare()
            cost, printed = cost_of(contender.command)
            costs[name].append(cost)
            if contender.same_as:
                told = json.loads(printed.splitlines()[-1])
                ours = told_by_build(contender.same_as)
                if any(told[key] != ours[key] for key in told):
                    sys.exit(f"{name} has {told}, the build {ours}: not the same work")
    return {
        name: Cost(*(statistics.median(getattr(c, part) for c in found) for part in vars(found[0])))
        for name, found in costs.items()
    }


def compare(options: argparse.Namespace) -> None:
    """Prints the table of each comparison."""
    work = options.folder
    comparisons = {
        "Bare": bare(options.rows, work, options.peers),
        "Checked": checked(options.rows, work),
    }
    print(
        f"{options.rows:,} rows, {options.rounds} rounds in turn, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; the last columns are what the build takes of each\n"
    )
    for title, contenders in comparisons.items():
        costs = medians(contenders, options.rounds)
        ours = next(iter(costs.values()))
        print(f"| {title} | wall s | CPU s | peak MB | of its wall | of its CPU |")
        print("|---|---:|---:|---:|---:|---:|")
        for name, cost in costs.items():
            print(
                f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.peak_mb:,.0f} "
                f"| {ours.wall / cost.wall:.2f} | {ours.cpu / cost.cpu:.2f} |"
            )
        print()


def guard(folder: Path) -> None:
    """Prints the ratios of CPU on few rows; exits with 1 where one is beyond its bound."""
    costs = medians(bare(GUARD_ROWS, folder, ["polars"]), 1)
    costs |= medians(checked(GUARD_ROWS, folder), 1)
    is_beyond = False
    for what, ours, theirs, bound in BOUNDS:
        ratio = costs[ours].cpu / costs[theirs].cpu
        print(f"CPU of {what}: {ratio:.2f}, at most {bound}")
        is_beyond = is_beyond or ratio > bound
    if is_beyond:
        sys.exit("a ratio is beyond its bound: see where the time goes with --profile")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peers", nargs="*", default=list(BARE), choices=BARE)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench", help="data and builds")
    parser.add_argument("--guard", action="store_true", help="only the ratios, on few rows")
    options = parser.parse_args()
    options.folder = options.folder.absolute()
    options.folder.mkdir(parents=True, exist_ok=True)
    guard(options.folder) if options.guard else compare(options)


if __name__ == "__main__":
    main()
