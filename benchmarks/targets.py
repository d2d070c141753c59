"""Time wflint against its peers, case by case: `python benchmarks/targets.py [--runs N] [--large] [REPOSITORY …]`.

Prints a table: for each case what it should reach and what it does, as ratios of whole processes in the same run (medians of wall
seconds, and of the memory at its highest; CPU seconds stand beside them, which others on the machine disturb less).  The
workflows are those of the given repositories, or made here where none are given.  zizmor comes from PyPI (`pip install zizmor`);
actionlint is run where the variable ACTIONLINT names its binary.  `--large` adds 10,000 and 100,000 files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ORDINARY = """\
name: Checks {number}
on:
  push: {{branches: [main]}}
  pull_request:
permissions: {{contents: read}}
concurrency: {{group: "checks-{number}-${{{{ github.ref }}}}", cancel-in-progress: true}}
jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {{python-version: "3.12", cache: pip}}
      - run: pip install ruff && ruff check .
  test:
    needs: lint
    strategy:
      fail-fast: false
      matrix: {{os: [ubuntu-latest, windows-latest], python: ["3.11", "3.12", "3.13"]}}
    runs-on: ${{{{ matrix.os }}}}
    timeout-minutes: 30
    env: {{PART: "{number}"}}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {{python-version: "${{{{ matrix.python }}}}"}}
      - name: Install
        run: |
          python -m pip install --upgrade pip
          pip install -e '.[test]'
      - name: Test
        if: ${{{{ !cancelled() }}}}
        run: pytest -n auto --junitxml=out/part-$PART.xml
      - uses: codecov/codecov-action@v5
        if: matrix.os == 'ubuntu-latest'
        with: {{files: out/part-{number}.xml}}
"""
EVENTFUL = """\
name: Stage {number}
on:
  repository_dispatch: {{types: [stage-{number}, stage-{number}-again]}}
permissions: {{contents: write}}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    outputs: {{result: "${{{{ steps.work.outputs.result }}}}"}}
    steps:
      - uses: actions/checkout@v5
      - id: work
        env: {{TASK: "${{{{ github.event.client_payload.task_id }}}}"}}
        run: ./stage.sh "$TASK" && echo "result=done" >> "$GITHUB_OUTPUT"
  next:
    needs: work
    if: ${{{{ !cancelled() }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env:
          GH_TOKEN: ${{{{ secrets.DISPATCH_TOKEN }}}}
          TASK: ${{{{ github.event.client_payload.task_id }}}}
          STATUS: ${{{{ needs.work.result }}}}
        run: |
          jq -n --arg task "$TASK" --arg status "$STATUS" \\
            '{{event_type: "stage-{following}", client_payload: {{task_id: $task, status: $status}}}}' |
            gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Wall and CPU seconds, and megabytes of one run."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table.  `prepare` is called before each run; `limits` are the targets: of what, against whom, at most."""

    name: str
    folder: Path
    prepare: Callable[[Path], None]
    limits: tuple[tuple[str, str, float], ...]
    cached: bool = False


RUN = """\
import os, sys, time
start = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
_, _, used = os.wait4(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet), 0)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""Runs a command from a process that is small: a child's memory at its highest is never less than that of who started it."""


def timed(command: list[str], environment: dict[str, str]) -> Taken:
    small = [sys.executable, "-I", "-S", "-c", RUN, *command]
    said = subprocess.run(small, env=environment, capture_output=True, text=True, check=True).stdout
    wall, cpu, memory = map(float, said.split())
    return Taken(wall, cpu, memory)


def surroundings() -> dict[str, str]:
    """What a run sees: modules stay compiled, as `pip install` leaves them, also where Python is told to keep nothing."""
    return {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "PYTHONDONTWRITEBYTECODE")}


def commands(folder: Path, cached: bool) -> dict[str, list[str]]:
    """What is run, by the name of the tool."""
    options = ["--exit-zero", "--format", "concise", *([] if cached else ["--no-cache"])]
    found = {"wflint": [sys.executable, "-m", "wflint", *options, str(folder)]}
    zizmor = shutil.which("zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if zizmor is not None:
        found["zizmor"] = [zizmor, "--offline", "--no-exit-codes", "--quiet", str(folder)]
    if os.environ.get("ACTIONLINT"):
        files = sorted(map(str, (folder / ".github" / "workflows").glob("*.y*ml")))
        found["actionlint"] = [os.environ["ACTIONLINT"], "-shellcheck=", "-pyflakes=", *files]
    return found


def laid_out(root: Path, texts: list[str]) -> Path:
    """A repository with these workflows."""
    workflows = root / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for number, text in enumerate(texts):
        (workflows / f"{number:06}.yml").write_text(text, encoding="utf-8")
    old = time.time() - 60
    for path in workflows.iterdir():
        os.utime(path, (old, old))
    return root


def ordinary(count: int, material: list[str]) -> list[str]:
    return [material[n % len(material)] if material else ORDINARY.format(number=n) for n in range(count)]


def eventful(count: int) -> list[str]:
    return [EVENTFUL.format(number=n, following=(n + 1) % count) for n in range(count)]


def nothing(folder: Path) -> None:
    """Before a run of which nothing is stored."""


def changed(folder: Path) -> None:
    """Another text in one ordinary workflow."""
    path = folder / ".github" / "workflows" / "000000.yml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n# {time.time_ns()}\n", encoding="utf-8")


def cases(root: Path, material: list[str], large: bool) -> list[Case]:
    counts = {count: laid_out(root / str(count), ordinary(count, material)) for count in (1, 10, 100, 1_000)}
    made = laid_out(root / "plain", ordinary(1_000, []))
    events = laid_out(root / "events", eventful(100))
    found = [
        Case("cold, 1 file", counts[1], nothing, (("wall", "zizmor", 1.0),)),
        Case("cold, 10 files", counts[10], nothing, (("wall", "zizmor", 1.0),)),
        Case("cold, 100 files", counts[100], nothing, (("wall", "zizmor", 0.5),)),
        Case(
            "cold, 1,000 files",
            counts[1_000],
            nothing,
            (("wall", "zizmor", 0.25), ("memory", "zizmor", 0.25), ("wall", "actionlint", 1.5)),
        ),
        Case("cold, 1,000 files without any event", made, nothing, (("wall", "zizmor", 0.25), ("memory", "zizmor", 0.25))),
        Case("warm, 100 files", counts[100], nothing, (("ms", "", 80),), cached=True),
        Case("warm, 1,000 files", counts[1_000], nothing, (("ms", "", 80), ("wall", "actionlint", 1.0)), cached=True),
        Case("one ordinary file of 1,000 changed", made, changed, (("ms", "", 150),), cached=True),
        Case("100 workflows that all send and listen", events, nothing, (("wall", "zizmor", 1.0),)),
    ]
    for count in (1_000, 10_000, 100_000) if large else (1_000,):
        folder = laid_out(root / f"growth-{count}", ordinary(count, []))
        found.append(Case(f"growth, {count:,} files", folder, nothing, (("KB a file", "", 2),)))
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("repositories", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args(arguments)
    files = [path for each in options.repositories for path in sorted((each / ".github" / "workflows").glob("*.y*ml"))]
    material = list(dict.fromkeys(path.read_text(encoding="utf-8", errors="replace") for path in files))
    print("| case | wflint | peers | target | reached |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        environment = {**surroundings(), "WFLINT_CACHE_DIR": str(root / "cache")}
        base = timed([sys.executable, "-m", "wflint", "--no-cache", str(laid_out(root / "base", ordinary(1, [])))], environment)
        for case in cases(root, material, options.large):
            print(line(case, base, environment, options.runs), flush=True)
    return 0


def line(case: Case, base: Taken, environment: dict[str, str], runs: int) -> str:
    known = commands(case.folder, case.cached)
    if case.cached:
        timed(known["wflint"], environment)
    if case.name.startswith("growth"):
        known = {"wflint": known["wflint"]}
    taken: dict[str, list[Taken]] = {name: [] for name in known}
    for _ in range(runs):  # turn by turn, so that all have the same weather
        for name, command in known.items():
            case.prepare(case.folder)
            taken[name].append(timed(command, environment))
    wall = {name: statistics.median(each.wall for each in runs) for name, runs in taken.items()}
    cpu = {name: statistics.median(each.cpu for each in runs) for name, runs in taken.items()}
    memory = {name: statistics.median(each.memory for each in runs) for name, runs in taken.items()}
    ratios = {name: f" ({cpu['wflint'] / cpu[name]:.2f} CPU)" for name in cpu}
    reached = []
    for what, whom, limit in case.limits:
        if what == "ms":
            value, unit = wall["wflint"] * 1000, " ms"
        elif what == "KB a file":
            count = len(list((case.folder / ".github" / "workflows").iterdir()))
            value, unit = (memory["wflint"] - base.memory) * 1024 / count, " KB a file"
        elif whom not in wall:
            continue
        else:
            taken_by = wall if what == "wall" else memory
            value, unit = taken_by["wflint"] / taken_by[whom], ratios[whom] if what == "wall" else ""
        name = f"{whom}, {what}" if whom else ""
        reached.append(
            (f"≤ {limit:g}{unit if not whom else ''} {name}".strip(), f"{value:.2f}{unit} {'✓' if value <= limit else '✗'}")
        )
    figures = {name: f"{wall[name]:.3f} s ({cpu[name]:.3f} CPU) {memory[name]:.0f} MB" for name in wall}
    peers = ", ".join(f"{name} {each}" for name, each in figures.items() if name != "wflint")
    targets, values = "; ".join(each for each, _ in reached), "; ".join(each for _, each in reached)
    return f"| {case.name} | {figures['wflint']} | {peers or '–'} | {targets} | {values} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
