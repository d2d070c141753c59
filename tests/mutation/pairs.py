"""Faults in systems that are written otherwise: what wflint finds, it should find however the rest of the system is written.

Run it from the folder `tests`:

    python -m mutation.pairs               each kind of fault once in each system, then each neutral rewriting of that
    python -m mutation.pairs --base bash   one system; may be repeated

A pair is kept when a rule that is meant for the fault still reports it after the rewriting.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice

from mutation.mutant import Mutant
from mutation.operators import FAULTS, NEUTRAL
from mutation.score import base, bases
from mutation.subject import Subject
from mutation.verdict import REJECTED, fresh, verdict

MOST = 2
"""Rewritings tried of each kind."""

UNDONE = frozenset(
    {
        ("CY9", "N13"),
        ("CY8", "N13"),
        ("PA6", "N10"),
        *((fault, neutral) for fault in ("CB10", "PA4") for neutral in ("N9", "N11", "N14")),
    }
)
"""Pairs of which the second takes the first away: a cap of one digit, a variable that is an expression anyway, another step."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A fault, a rewriting after it, and whether the fault is still found."""

    base: str
    fault: str
    place: str
    neutral: str
    what: str
    kept: bool
    said: tuple[str, ...]


def pairs(base_name: str, operator_name: str) -> list[Pair]:
    """All pairs of the first mutant that an operator makes of a system and that is found."""
    subject, baseline = base(base_name)
    operator = next(each for each in FAULTS if each.name == operator_name)
    found = next((each for each in operator.mutants(subject) if verdict(each, subject, baseline).fate == "intended"), None)
    return list(_rewritten(found, base_name)) if found is not None else []


def _rewritten(mutant: Mutant, base_name: str) -> Iterator[Pair]:
    subject = Subject(base_name, mutant.change.files)
    before = base(base_name)[1].findings
    for neutral in NEUTRAL:
        if (mutant.operator.name, neutral.name) in UNDONE:
            continue
        for change in islice(neutral.changes(subject), MOST):
            report = Subject(base_name, change.files).report()
            said = {each.rule for each in fresh(before, report.findings)}
            if REJECTED & said or any(each not in subject.system.problems for each in report.problems):
                continue
            kept = bool(said & mutant.expected)
            yield Pair(base_name, mutant.operator.name, mutant.place, neutral.name, change.what, kept, tuple(sorted(said)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m mutation.pairs", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", action="append", choices=list(bases()), help="only this system")
    given = parser.parse_args(arguments)
    tasks = [(name, each.name) for name in given.base or list(bases()) for each in FAULTS]
    with ProcessPoolExecutor(2) as pool:
        found = list(chain.from_iterable(pool.map(pairs, *zip(*tasks, strict=True), chunksize=4)))
    for neutral in NEUTRAL:
        own = [each for each in found if each.neutral == neutral.name]
        print(f"{neutral.name:5} {len(own):5} pairs, {sum(each.kept for each in own):5} kept: {neutral.summary}")
    for each in found:
        if not each.kept:
            print(f"lost: {each.base} {each.fault} {each.place} + {each.neutral} ({each.what}) {' '.join(each.said)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
