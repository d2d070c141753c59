"""The two engines say the same of random systems; `oracles.engines` compares them on thousands, and on mutants."""

from __future__ import annotations

import pytest

from oracles.engines import linked, of_plan
from oracles.plans import Executor, Plan, Stage, plan, yaml_of
from wflint.soundness.structure.promises import Structure


@pytest.mark.parametrize("first", range(0, 60, 6))
def test_the_engines_agree(first: int) -> None:
    """What only the numbers of a counter tell is all in which they may differ."""
    found = [each for seed in range(first, first + 6) for each in of_plan(seed)]
    assert [str(each) for each in found if each.why is None] == []


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
