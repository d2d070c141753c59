"""Plant every fault in every clean system, and count which ones wflint finds.

Run it from the folder `tests`:

    python -m mutation.score                  all systems, all operators; writes docs/mutation-score.md
    python -m mutation.score --base bash      one system; `--operator CB1` one operator; both may be repeated; nothing is written
    python -m mutation.score --survivors      what wasn't found, one line each

The systems are `examples/task-system` and the folders of `tests/systems`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import chain
from pathlib import Path

from mutation.operators import ALL
from mutation.subject import Subject, read
from mutation.verdict import Verdict, verdict
from wflint.pipeline import Report

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "mutation-score.md"


def bases() -> dict[str, Path]:
    """The clean systems by name."""
    systems = sorted(each for each in (ROOT / "tests" / "systems").iterdir() if (each / ".github" / "workflows").is_dir())
    return {each.name: each for each in (ROOT / "examples" / "task-system", *systems)}


@cache
def system(name: str) -> Subject:
    """A clean system."""
    return read(bases()[name])


@cache
def base(name: str) -> tuple[Subject, Report]:
    """A clean system, and what wflint says of it."""
    return system(name), system(name).report()


def judged(base_name: str, operator_name: str) -> list[Verdict]:
    """The verdicts on all mutants that an operator makes of a system."""
    operator = next(each for each in ALL if each.name == operator_name)
    return [verdict(mutant, *base(base_name)) for mutant in operator.mutants(system(base_name))]


def score(base_names: Iterable[str], operator_names: Iterable[str], processes: int = 2) -> list[Verdict]:
    """All verdicts, in the order of operators and systems."""
    pairs = [(each, name) for name in operator_names for each in base_names]
    with ProcessPoolExecutor(processes) as pool:
        found = pool.map(judged, *zip(*pairs, strict=True), chunksize=4) if pairs else iter(())
        return list(chain.from_iterable(found))


def line(each: Verdict) -> str:
    """A verdict on one line."""
    expected, rules = " ".join(each.expected), " ".join(each.rules)
    return f"{each.fate:10} {each.operator:5} {each.base} {each.place}: {each.what} [{expected}] {rules} {each.note}".rstrip()


def main(arguments: list[str] | None = None) -> int:
    from mutation.page import page, table

    parser = argparse.ArgumentParser(prog="python -m mutation.score", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", action="append", choices=list(bases()), help="only this system")
    parser.add_argument("--operator", action="append", choices=[each.name for each in ALL], help="only this operator")
    parser.add_argument("--survivors", action="store_true", help="list what wasn't found")
    parser.add_argument("--processes", type=int, default=2, choices=(1, 2))
    given = parser.parse_args(arguments)
    names = given.operator or [each.name for each in ALL]
    verdicts = score(given.base or list(bases()), names, given.processes)
    print(table(verdicts))
    if given.survivors:
        for each in verdicts:
            if each.fate not in ("intended", "equivalent", "unchanged"):
                print(line(each))
    if not given.base and not given.operator:
        PAGE.write_text(page(verdicts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
