"""A sample of the mutation score: one place for each operator, on the systems where it fits first.  `mutation.score` does all."""

from __future__ import annotations

from functools import cache

import pytest

from mutation import equivalent
from mutation.mutant import Mutant, Operator
from mutation.operators import ALL, FAULTS, NEUTRAL
from mutation.score import base
from mutation.verdict import verdict

BASES = ("bash", "task-system", "matrix-executors", "workflow-run-callbacks")
"""Systems in which a sample is looked for, in this order."""

GAPS = {}
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
