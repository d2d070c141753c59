"""Compare the two engines: what stories show against what structure shows, on random systems and on mutants.

Run it from the folder `tests`:

    python -m oracles.engines                     5,000 random systems
    python -m oracles.engines --systems 200 --first 7000
    python -m oracles.engines --mutants           every mutant of every clean system

Each promise is compared at each fault level, and so are the ways in which every run that was explored can come out.  A difference
is a fault in one of the engines, unless it is gone under one of the `READINGS`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mutation.operators import ALL
from mutation.score import bases
from mutation.subject import Subject, read
from oracles.plans import plan, yaml_of
from wflint.config import Config
from wflint.graph import System
from wflint.link import link
from wflint.soundness.explore import Exploration, Explorer
from wflint.soundness.structure.hops import Kept, Occurring
from wflint.soundness.structure.promises import Breach, Structure
from wflint.soundness.structure.walk import walked
from wflint.soundness.summary import Message, Outcome
from wflint.soundness.verdicts import Checks, Property, Story, dead
from wflint.sources import Repository, Source
from wflint.values.value import shown

LEVELS = range(1, 7)
"""The fault levels at which the engines are compared."""

PROMISES: tuple[Property, ...] = ("P1", "P2", "P3", "P4", "P5", "P6")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one engine says of a promise and the other one doesn't; `why` explains it, `None` where nothing does."""

    system: str
    property: str
    levels: tuple[int, ...]
    stories: str
    structure: str
    why: str | None = None

    def __str__(self) -> str:
        return (
            f"{self.system} {self.property} F{'/'.join(map(str, self.levels))}: stories say {self.stories or 'nothing'}, "
            f"structure {self.structure or 'nothing'}" + (f" ({self.why})" if self.why else "")
        )


def told(level: int, explorer: Explorer, checks: Sequence[Checks]) -> frozenset[Breach]:
    """What the stories break."""
    found: set[Breach] = set()
    for check in checks:
        finders: tuple[tuple[Property, Callable[[int], Iterator[Story]]], ...] = (
            ("P1", check.losses),
            ("P2", check.silences),
            ("P3", check.breaks),
            ("P4", check.rounds),
            ("P6", check.unheard),
        )
        found |= {Breach(name, story.place, story.is_certain) for name, find in finders for story in find(level)}
    return frozenset(
        found | {Breach("P5", story.place, True) for story in dead(explorer, [each.exploration for each in checks], level)}
    )


def differences(name: str, system: System) -> Iterator[Difference]:
    """Where the engines disagree on one system."""
    explorer = Explorer(system)
    explored = [explorer.explore(root) for root in explorer.roots()]
    yield from _runs(name, explorer, explored)
    checks = [Checks(explorer, each) for each in explored]
    stories = {level: told(level, explorer, checks) for level in LEVELS}
    structure = Structure(system)
    found = tuple(_unequal(name, stories, structure))
    if found:
        asked = _Asked(system, explored, structure)
        found = tuple(replace(each, why=_why(each, stories, asked)) for each in found)
    yield from found


def _why(found: Difference, stories: Mapping[int, frozenset[Breach]], asked: _Asked) -> str | None:
    """What explains a difference: the reading of the structure under which it is gone."""
    for reading in READINGS:
        if found.property not in reading.properties:
            continue
        answers = [
            (_answer(stories[level], found.property), _answer(asked.breaches(level, reading), found.property))
            for level in found.levels
        ]
        if reading.why != WORDS and all(one == other for one, other in answers):
            return reading.why
        in_doubt = not found.structure and all(one == PERHAPS and other for one, other in answers)
        if reading.apart_from and in_doubt:  # a comparison that stops nothing tells nothing of a doubt on the way to the loop
            return reading.why
    return None


class _Asked:
    """The structure, asked again about one system and told which counts occur at a fault level."""

    def __init__(self, system: System, explored: Sequence[Exploration], structure: Structure) -> None:
        self.system = system
        self.explored = explored
        self.hops = structure.hops
        self._ways = cache(self._ways_at)
        self.breaches = cache(self._breaches)

    def _breaches(self, level: int, reading: Reading) -> frozenset[Breach]:
        ways = self._ways(level) if reading.kept == "none" else None
        return Structure(self.system, ways, reading.apart_from, reading.kept).breaches(level)

    def _ways_at(self, level: int) -> Occurring:
        """The ways in which runs come out at a fault level, for the counts that occur there."""
        found: dict[object, set[object]] = {}
        for each in self.explored:
            for state in each.stories(level):
                found.setdefault(self.hops.place(state), set()).update(map(self.hops.way, each.outcomes(state, level)))
        return {place: frozenset(ways) for place, ways in found.items()}


PERHAPS = "perhaps broken"
NUMBER = "only the numbers that a counter comes to tell that this never happens"
"""It explains a difference that is gone where the structure is told which counts occur in which run."""
WRITTEN = "only the number that a counter is set to tells that this never happens"
"""It explains one that is gone where the structure keeps numbers that are written out until they are moved."""
PASSED = "a count that has only to be another number than the bound jumps over it, or begins beyond it"
"""It explains one that is gone where such a comparison is taken to stop nothing."""
WORDS = "a count is compared as text, and stories leave open what that says of numbers beyond every bound"
"""It explains that stories aren't sure of a loop of which the structure tells only where such a comparison stops nothing."""

SILENT = "only the number that a counter comes to tells that nothing is done which anyone can see"
"""It explains a lost task that the structure sees as well where it is given all numbers as they come."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to ask the structure again, which explains a difference in some promises that is gone then.

    `apart_from` are comparisons that are taken to stop nothing, `kept` the numbers that stay what they are; where that is none,
    the structure is told which counts occur.
    """

    why: str
    properties: tuple[Property, ...]
    apart_from: tuple[str, ...] = ()
    kept: Kept = "none"


READINGS = (
    Reading(NUMBER, PROMISES),
    Reading(WRITTEN, PROMISES, kept="written"),
    Reading(SILENT, ("P1",), kept="all"),
    Reading(PASSED, ("P4",), apart_from=("!=",)),
    Reading(WORDS, ("P4",), apart_from=("text",)),
)


def _unequal(name: str, stories: Mapping[int, frozenset[Breach]], structure: Structure) -> Iterator[Difference]:
    found: dict[tuple[str, str, str], list[int]] = {}
    for level in LEVELS:
        shown = structure.breaches(level)
        for each in PROMISES:
            one, other = _answer(stories[level], each), _answer(shown, each)
            if one != other:
                found.setdefault((each, one, other), []).append(level)
    return (Difference(name, each, tuple(levels), one, other) for (each, one, other), levels in found.items())


def _answer(found: Iterable[Breach], name: str) -> str:
    """Whether a promise is broken, and where; of a loop every place is as good as any other."""
    here = [each for each in found if each.property == name]
    sure = {each.place for each in here if each.certain}
    if name == "P4":
        return "broken" if sure else PERHAPS if here else ""
    if not sure:
        return PERHAPS if here else ""
    return "broken at " + ", ".join(sorted(f"{place.path.rpartition('/')[2]}:{place.line}" for place in sure))


def _runs(name: str, explorer: Explorer, explored: list[Exploration]) -> Iterator[Difference]:
    """Runs that come out in other ways when all faults are walked at once."""
    for each in explored:
        for state, summary in each.summaries.items():
            other = walked(explorer.system, explorer.start(state, each.root), explorer.limit)
            told = explorer.with_id(other) if state is each.root else other
            for level in LEVELS:
                one, two = _ways(summary.outcomes, level), _ways(told.outcomes, level)
                if one != two:
                    run = f"{state.workflow.workflow.source.name}/{state.event}"
                    yield Difference(name, run, (level,), _brief(one - two), _brief(two - one))
                    break


_Way = tuple[frozenset[Message], Message | None, str | None, object, bool]


def _ways(outcomes: Iterable[Outcome], level: int) -> frozenset[_Way]:
    """The ways in which a run comes out, each with whether it surely can."""
    sure: dict[object, _Way] = {}
    for each in sorted(outcomes, key=lambda each: each.is_certain):
        if each.level <= level:
            way = _way(each)
            sure[way[:4]] = way
    return frozenset(sure.values())


def _way(outcome: Outcome) -> _Way:
    """What an outcome shows; what a run has done before a fault depends on where it strikes, and nobody asks."""
    rest = None if outcome.messages else (outcome.result, outcome.seen if outcome.fault is None else ())
    return frozenset(outcome.messages), outcome.end, outcome.unseen, rest, outcome.is_certain


def _brief(ways: Iterable[_Way]) -> str:
    return "; ".join(
        sorted(
            f"{sorted(f'{each.target}{shown(each.payload)}' for each in sent)} {rest} {'' if certain else 'perhaps'}".strip()
            for sent, _, _, rest, certain in ways
        )
    )


# -- what is compared -----------------------------------------------------------------------------------------------------------


def linked(files: Mapping[str, str]) -> System:
    """The system of one repository with these workflows, by file name."""
    paths = {f".github/workflows/{name}": text for name, text in files.items()}
    sources = tuple(Source(path, path, path, text) for path, text in paths.items())
    return link((Repository(Path("/nowhere"), "", "", "octo/example", sources),), Config())


def of_plan(seed: int) -> list[Difference]:
    """Where the engines disagree on the system that a seed makes."""
    return list(differences(f"seed {seed}", linked(yaml_of(plan(seed)))))


def of_mutants(base: str, operator: str) -> tuple[int, list[Difference]]:
    """How many mutants an operator makes of a clean system, and where the engines disagree on them."""
    subject = read(bases()[base])
    mutants = list(next(each for each in ALL if each.name == operator).mutants(subject))
    found: list[Difference] = []
    for each in mutants:
        found += differences(f"{base}/{operator} {each.place}", Subject(base, each.change.files).system)
    return len(mutants), found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m oracles.engines", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--systems", type=int, default=5000, help="how many random systems")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--mutants", action="store_true", help="mutants of the clean systems instead")
    parser.add_argument("--base", action="append", choices=list(bases()), help="only mutants of this system")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    seeds = range(given.first, given.first + given.systems)
    pairs = [(base, each.name) for base in given.base or bases() for each in ALL]
    with ProcessPoolExecutor(given.processes) as pool:
        if given.mutants:
            counted = list(pool.map(of_mutants, *zip(*pairs, strict=True)))
        else:
            counted = [(1, found) for found in pool.map(of_plan, seeds, chunksize=20)]
    found = [each for _, part in counted for each in part]
    for each in found:
        if each.why is None:
            print(each)
    systems = sum(count for count, _ in counted)
    print(f"{systems} systems, {len(found)} differences: {dict(Counter(each.why for each in found))}")
    return any(each.why is None for each in found)


if __name__ == "__main__":
    sys.exit(main())
