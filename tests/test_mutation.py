"""A sample of the mutation score: one place for each operator, on the systems where it fits first.  `mutation.score` does all."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from mutation import equivalent
from mutation.mutant import Mutant, Operator
from mutation.operators import ALL, FAULTS, NEUTRAL
from mutation.page import rate
from mutation.score import PAGE, base, bases, judged, system
from mutation.verdict import by_fate, verdict

BASES = ("bash", "task-system", "matrix-executors", "workflow-run-callbacks")
"""Systems in which a sample is looked for, in this order."""

GAPS: dict[str, str] = {}
"""Faults that wflint doesn't find yet, each with the rule that is missing; a gap that is closed must leave this list."""


@cache
def _sample(operator: Operator) -> Mutant | None:
    """The operator's first mutant that is a fault."""
    mutants = (mutant for name in BASES for mutant in operator.mutants(base(name)[0]))
    return next((mutant for mutant in mutants if equivalent.reason(mutant) is None), None)


@pytest.mark.parametrize(
    "operator",
    [
        pytest.param(each, marks=pytest.mark.xfail(reason=GAPS[each.name], strict=True) if each.name in GAPS else ())
        for each in FAULTS
    ],
    ids=lambda operator: operator.name,
)
def test_fault_is_named_at_its_place(operator: Operator) -> None:
    mutant = _sample(operator)
    if mutant is None:
        pytest.skip("no system of the sample has such a place")
    found = verdict(mutant, *base(mutant.base))
    assert (found.fate, found.note) == ("intended", ""), found


@pytest.mark.parametrize("operator", NEUTRAL, ids=lambda operator: operator.name)
def test_rewriting_changes_nothing(operator: Operator) -> None:
    mutant = _sample(operator)
    assert mutant is not None
    found = verdict(mutant, *base(mutant.base))
    assert (found.fate, found.rules, found.note) == ("unchanged", (), "")


@pytest.mark.parametrize("name", BASES)
def test_systems_are_clean(name: str) -> None:
    assert base(name)[1].findings == ()


def test_operators_have_names_of_their_own() -> None:
    names = [each.name for each in ALL]
    assert sorted(set(names)) == sorted(names)
    assert set(GAPS) <= set(names)


@cache
def _rows() -> dict[str, list[str]]:
    """The page's rows by operator, each with the cells behind its name."""
    found = re.findall(r"(?m)^\| (\w+): .*?((?: \| [\d.–]+(?: %)?)+) \|$", PAGE.read_text(encoding="utf-8"))
    return {name: [cell.strip() for cell in cells.split("|")[1:]] for name, cells in found}


@cache
def _everywhere() -> tuple[Mutant, ...]:
    """Every mutant of every system; nothing is linted for them."""
    return tuple(mutant for name in bases() for each in ALL for mutant in each.mutants(system(name)))


def test_page_counts_every_place() -> None:
    counted = Counter(mutant.operator.name for mutant in _everywhere())
    assert {name: int(cells[0]) for name, cells in _rows().items()} == counted


@pytest.mark.parametrize("name", ["LS12", "PA5", "ST1"])
def test_page_tells_what_is_found(name: str) -> None:
    """Operators that fit few places, on all systems."""
    verdicts = [each for known in bases() for each in judged(known, name)]
    fates = by_fate(verdicts)
    counts = [fates.get(each, 0) for each in ("intended", "elsewhere", "survived", "equivalent", "stillborn")]
    assert _rows()[name] == [str(len(verdicts)), *map(str, counts), rate(verdicts)]


def test_every_reason_is_of_some_mutant() -> None:
    covered = {known for known in equivalent.KNOWN if any(map(known.covers, _everywhere()))}
    assert set(equivalent.KNOWN) == covered
