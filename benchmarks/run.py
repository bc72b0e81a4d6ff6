#!/usr/bin/env python3
"""The build beside its peers, in turn, as whole processes: medians of wall, CPU and peak memory.

    python benchmarks/run.py                         # a million rows, all peers, three rounds
    python benchmarks/run.py --rows 10000000 --peers polars --rounds 1
    python benchmarks/run.py --guard                 # build CPU against scan CPU, as CI asks it

Generates the data where it is not there, installs the peers into an environment of their own, and
prints a Markdown table whose ratios are against the build of the same work. Ratios within one run
travel between machines, seconds do not.
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
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
PEERS = ("polars", "pandas", "hf_datasets")
RUNS, SAMPLES = 25, 4
# A build costs about 60 scans of the same files since Python's parser reads every distinct answer
# (20 when SQL cleaned them by their form); twice that is a regression.
GUARD_ROWS, GUARD_RATIO = 200_000, 120


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
    if not (data / "done").exists():
        shutil.rmtree(data, ignore_errors=True)
        size = (RUNS, n_rows // (RUNS * SAMPLES), SAMPLES)
        generate = [sys.executable, str(HERE / "generate.py"), *map(str, size), str(data), *options]
        subprocess.run(generate, check=True, stdout=sys.stderr)
        (data / "done").touch()
    return data


def peer_python(folder: Path) -> str:
    """The Python of the peers' environment, made once for each requirements.txt."""
    python = folder / "peers" / "bin" / "python"
    done = folder / "peers" / "done"
    requirements = HERE / "requirements.txt"
    if not done.exists() or done.stat().st_mtime < requirements.stat().st_mtime:
        venv.create(folder / "peers", with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "--quiet", "-r", requirements]
        subprocess.run([*map(str, install)], check=True)
        done.touch()
    return str(python)


def build_command(data: Path, out: Path, *options: str) -> list[str]:
    """The command of a build of these files."""
    return [
        sys.executable, str(PROJECT / "build.py"), "datasets",
        "--runs", f"{data}/runs/*/results.csv", "--out", str(out), *options,
    ]  # fmt: skip


def available_of(out: Path) -> dict[str, int]:
    """Solutions to draw from, per level, as the build found them."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {q["difficulty"]: q["n_available"] for q in manifest["quotas"]}


def compare(options: argparse.Namespace) -> None:
    """Interleaves the build and its peers and prints the table."""
    work = options.folder
    work.mkdir(parents=True, exist_ok=True)
    data = data_of(options.rows, work, "--plain")
    same_work = ("--config", str(HERE / "same_work.toml"))
    commands = {
        "build, same work": build_command(data, work / "same_work", *same_work),
        "build, defaults": build_command(data, work / "defaults"),
        "DuckDB scan": [sys.executable, str(HERE / "scan.py"), str(data)],
    }
    for peer in options.peers:
        script = str(HERE / "peers" / f"with_{peer}.py")
        commands[peer] = [peer_python(work), script, str(data), str(work / peer)]
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            cost, printed = cost_of(command)
            costs[name].append(cost)
            if name in options.peers:
                told, ours = json.loads(printed.splitlines()[-1]), available_of(work / "same_work")
                if told != ours:
                    sys.exit(f"{name} has {told} to draw from, the build {ours}: not the same work")
    n_bytes = sum(file.stat().st_size for file in data.glob("runs/*/results.csv"))
    print(
        f"{options.rows:,} rows, {n_bytes / 1e9:.2f} GB, {options.rounds} rounds in turn, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}; "
        "ratios against the build of the same work\n"
    )
    print("| | wall s | CPU s | peak MB | wall ratio | CPU ratio |\n|---|---:|---:|---:|---:|---:|")
    medians = {
        name: Cost(*(statistics.median(getattr(c, part) for c in found) for part in vars(found[0])))
        for name, found in costs.items()
    }
    ours = medians["build, same work"]
    for name, cost in medians.items():
        print(
            f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.peak_mb:,.0f} "
            f"| {cost.wall / ours.wall:.2f} | {cost.cpu / ours.cpu:.2f} |"
        )


def guard(folder: Path) -> None:
    """Exits with 1 where a build costs more scans of its files than it may."""
    folder.mkdir(parents=True, exist_ok=True)
    data = data_of(GUARD_ROWS, folder)
    build, _ = cost_of(build_command(data, folder / "guard"))
    scan, _ = cost_of([sys.executable, str(HERE / "scan.py"), str(data)])
    ratio = build.cpu / scan.cpu
    print(f"build {build.cpu:.1f} s, scan {scan.cpu:.2f} s of CPU: ratio {ratio:.1f}")
    if ratio > GUARD_RATIO:
        sys.exit(f"a build may cost {GUARD_RATIO} scans: run it with --profile")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=PEERS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench", help="data and builds")
    parser.add_argument("--guard", action="store_true", help="only build CPU against scan CPU")
    options = parser.parse_args()
    options.folder = options.folder.absolute()
    guard(options.folder) if options.guard else compare(options)


if __name__ == "__main__":
    main()
