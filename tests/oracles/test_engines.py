"""The two engines say the same of random systems; `oracles.engines` compares them on thousands, and on mutants."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from oracles.engines import differences, linked, of_plan
from oracles.plans import Executor, Plan, Stage, plan, yaml_of
from wflint.soundness.structure import promises
from wflint.soundness.structure.cut import parts
from wflint.soundness.structure.promises import Structure

KNOWN = (1079, 1186, 1365, 1467, 1618, 1664, 1965, 2015, 2216, 2380, 2389, 2802)
"""Seeds of systems about which the engines have differed without a reason."""


@pytest.mark.parametrize(
    "seeds", [*(range(first, first + 10) for first in range(0, 90, 10)), KNOWN], ids=lambda each: str(each[0])
)
def test_the_engines_agree(seeds: Sequence[int]) -> None:
    """Each difference is gone under one of the readings."""
    found = [each for seed in seeds for each in of_plan(seed)]
    assert [str(each) for each in found if each.why is None] == []


def test_an_engine_that_sees_no_loops_is_not_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "endless", lambda *given: ())
    for stage in (Stage(step="not"), Stage(guard="none"), Stage(step="from zero")):
        assert "P4" in unexplained(Plan((Executor("draft"),), (stage,)))


def test_an_engine_that_takes_every_loop_for_endless_is_not_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "endless", lambda arcs, *given: tuple(parts(arcs)))
    assert "P4" in unexplained(Plan((Executor("draft"),), (Stage(),)))


def test_an_engine_that_knows_no_faults_is_not_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.soundness.structure.walk._Walk._faults", lambda *given: iter(()))
    assert "P2" in unexplained(Plan((Executor("draft", callback="step on success"),), (Stage(),)))


def test_an_engine_that_sees_no_silent_end_is_not_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.soundness.structure.walk.deeds_at", lambda visit, *given: iter((visit.step.step.place,)))
    assert "P1" in unexplained(Plan((Executor("draft"),), (Stage(reached="silence"),)))


def unexplained(of: Plan) -> set[str]:
    """The promises about which the engines differ without a reason."""
    return {each.property for each in differences("", linked(yaml_of(of))) if each.why is None}


def test_a_seed_makes_the_same_system_each_time() -> None:
    assert [plan(seed) for seed in range(50)] == [plan(seed) for seed in range(50)]
    assert len({plan(seed) for seed in range(50)}) > 40


RIGHT = Plan((Executor("draft"), Executor("check")), (Stage(), Stage(guard="early exit")))
WRONG = [
    ("P1 P2", Plan((Executor("draft", callback="step on success"),), (Stage(),)), 1),
    ("P1 P2", Plan((Executor("draft", callback="two steps"),), (Stage(),)), 2),
    ("P1 P2", Plan((Executor("draft", callback="step"),), (Stage(),)), 4),
    ("P1", Plan((Executor("draft"),), (Stage(reached="silence"),)), 1),
    ("P3", Plan((Executor("draft", task="new"),), (Stage(),)), 1),
    ("P4", Plan((Executor("draft"),), (Stage(step="not"),)), 1),
    ("P4", Plan((Executor("draft"),), (Stage(step="from zero"),)), 1),
    ("P1 P6", Plan((Executor("draft", heard=False),), (Stage(),)), 1),
]


def test_a_right_plan_is_proved() -> None:
    assert Structure(linked(yaml_of(RIGHT))).breaches(4) == frozenset()


@pytest.mark.parametrize(("names", "of", "level"), WRONG, ids=[f"{names} {number}" for number, (names, _, _) in enumerate(WRONG)])
def test_what_is_wrong_in_a_plan_shows_from_its_fault_level_on(names: str, of: Plan, level: int) -> None:
    structure = Structure(linked(yaml_of(of)))
    broken = {number: {each.property for each in structure.breaches(number) if each.certain} for number in (level - 1, level)}
    assert set(names.split()) <= broken[level]
    assert not set(names.split()) & broken[level - 1] - {"P5"} or level == 1
