"""Time the proof of pipelines: `python benchmarks/proofs.py`, or `python benchmarks/proofs.py EXECUTORS CAP`.

A pipeline is a launcher, a router and so many executors, each of which is tried again up to the cap.  `stories` and `structure`
are the CPU seconds of the two engines after linking, `process` the wall seconds of `wflint prove` as a whole.  The states of the
first grow with executors times cap, those of the second with executors alone; both should cost the same for each state.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from oracles.engines import linked
from oracles.plans import Executor, Plan, Stage, yaml_of
from wflint.soundness.structure.promises import Structure
from wflint.soundness.verdicts import proofs

SIZES = ((5, 3), (10, 3), (20, 3), (28, 3), (50, 3), (100, 3), (20, 10), (50, 10), (100, 10))
"""Executors and cap; 28 executors make 30 workflows."""


def pipeline(executors: int, cap: int) -> Plan:
    """A system that works, of that size."""
    return Plan(
        tuple(Executor(f"part-{number}") for number in range(executors)),
        tuple(Stage(bound=cap) for _ in range(executors)),
    )


def row(executors: int, cap: int) -> str:
    """What one size costs, as a line of a table."""
    files = yaml_of(pipeline(executors, cap))
    start = time.process_time()
    system = linked(files)
    read = time.process_time() - start
    start = time.process_time()
    (proof,) = proofs(system)
    stories = time.process_time() - start
    assert all(each.answer == "proved" for each in proof.verdicts)
    start = time.process_time()
    structure = Structure(system)
    assert not any(each.certain for each in structure.breaches(4))
    shape = time.process_time() - start
    states = sum(len(each.summaries) for each in structure.explored)
    per_state = 1000 * stories / proof.states
    return (
        f"| {executors} | {cap} | {len(files)} | {read:.2f} | {proof.states} | {stories:.2f} | {per_state:.1f} "
        f"| {states} | {shape:.2f} | {_process(files):.2f} |"
    )


def _process(files: Mapping[str, str]) -> float:
    """Wall seconds of `wflint prove` on these workflows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / ".github" / "workflows"
        folder.mkdir(parents=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "wflint.cli", "prove", name], stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start


def main(given: list[str]) -> int:
    sizes = [(int(given[0]), int(given[1]))] if len(given) == 2 else SIZES
    print("| executors | cap | workflows | link | states | stories | ms a state | states, counts open | structure | process |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for executors, cap in sizes:
        print(row(executors, cap), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
