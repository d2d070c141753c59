"""Time wflint against its peers on the same folders: `python benchmarks/peers.py REPOSITORY …`.

Whole processes, medians of several runs, wall and CPU seconds, and the ratio to zizmor in the same run.  zizmor comes from PyPI
(`pip install zizmor`); actionlint is timed where the variable ACTIONLINT names its binary.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5


def commands(folder: Path) -> dict[str, list[str]]:
    """What is run, by the name of the tool."""
    files = sorted(map(str, (folder / ".github" / "workflows").glob("*.y*ml")))
    found = {"wflint": [sys.executable, "-m", "wflint.cli", "--exit-zero", "--format", "concise", str(folder)]}
    zizmor = shutil.which("zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if zizmor is not None:
        found["zizmor"] = [zizmor, "--offline", "--no-exit-codes", "--quiet", str(folder)]
    if os.environ.get("ACTIONLINT"):
        found["actionlint"] = [os.environ["ACTIONLINT"], "-shellcheck=", "-pyflakes=", *files]
    return found


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one run."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(folders: list[str]) -> int:
    if not folders:
        print(__doc__)
        return 2
    print("| repository | workflows | tool | wall s | CPU s | wall, zizmor = 1 |\n|---|---|---|---|---|---|")
    for folder in map(Path, folders):
        count = len(list((folder / ".github" / "workflows").glob("*.y*ml")))
        taken = {name: [timed(command) for _ in range(RUNS)] for name, command in commands(folder).items()}
        walls = {name: statistics.median(wall for wall, _ in each) for name, each in taken.items()}
        for name, each in taken.items():
            cpu = statistics.median(seconds for _, seconds in each)
            ratio = f"{walls[name] / walls['zizmor']:.2f}" if "zizmor" in walls else "–"
            print(f"| {folder.name} | {count} | {name} | {walls[name]:.2f} | {cpu:.2f} | {ratio} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
