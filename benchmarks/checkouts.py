"""Time wflint against its peers on whole checkouts, each by itself: `python benchmarks/checkouts.py [--runs N] REPOSITORY …`.

A checkout holds the scripts that workflows run, which take most of the time; the files of workflows alone say little.  Prints a
table: medians of wall and CPU seconds and of the memory at its highest, the peers' as in `targets.py`; wflint once more with what
it has kept of slow scripts, as after a change in one workflow.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from targets import Taken, commands, surroundings, timed


def after_a_change(folder: Path, store: str, runs: int) -> list[Taken]:
    """Runs for which no report is stored, since each is asked from a window of another width; the first two fill the store."""
    command = commands(folder, cached=True)["wflint"]
    windows = [{**surroundings(), "WFLINT_CACHE_DIR": store, "COLUMNS": str(100 + each)} for each in range(runs + 2)]
    return [timed(command, window) for window in windows][2:]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    print("| repository | workflows | tool | wall s | CPU s | MB | wall, zizmor = 1 |\n|---|--:|---|--:|--:|--:|--:|")
    for folder in options.repositories:
        count = len(list((folder / ".github" / "workflows").glob("*.y*ml")))
        taken = {
            name: [timed(command, surroundings()) for _ in range(options.runs)]
            for name, command in commands(folder, cached=False).items()
        }
        with tempfile.TemporaryDirectory() as store:
            taken["wflint, after a change"] = after_a_change(folder, store, options.runs)
        walls = {name: statistics.median(run.wall for run in runs) for name, runs in taken.items()}
        for name, runs in taken.items():
            cpu, memory = (statistics.median(each) for each in zip(*((run.cpu, run.memory) for run in runs), strict=True))
            ratio = f"{walls[name] / walls['zizmor']:.1f}" if "zizmor" in walls else "–"
            print(f"| {folder.name} | {count} | {name} | {walls[name]:.2f} | {cpu:.2f} | {memory:.0f} | {ratio} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
