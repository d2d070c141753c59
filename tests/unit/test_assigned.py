"""What a name holds after assignments under conditions."""

from __future__ import annotations

import pytest

from wflint.facts.assigned import assigned, is_certain
from wflint.senders.message import Assignment
from wflint.span import whole_file
from wflint.values.condition import ALWAYS, NEVER, Condition, Not, Opaque, Succeeds, Test, all_of, any_of, negate
from wflint.values.value import EMPTY, Choice, Const, Reference, Value

PLACE = whole_file("w.yml")
KIND = Reference(("inputs", "kind"))
A, B = Test(KIND, "==", Const("a")), Test(KIND, "==", Const("b"))
NOT_A, NOT_B = negate(A), negate(B)
SMALL = Test(KIND, "<", Const("3"), "number")
ONE, TWO, THREE, OLD = Const("1"), Const("2"), Const("3"), Const("old")
BUILDS = Succeeds("`make`")


@pytest.mark.parametrize(
    ("given", "value"),
    [
        pytest.param([(ALWAYS, ONE)], ONE, id="always"),
        pytest.param([(A, ONE)], Choice(A, ONE, OLD), id="in one branch"),
        pytest.param([(A, ONE), (NOT_A, TWO)], Choice(NOT_A, TWO, ONE), id="in both branches"),
        pytest.param([(NOT_A, ONE), (A, TWO)], Choice(A, TWO, ONE), id="in both branches the other way round"),
        pytest.param([(BUILDS, ONE), (Not(BUILDS), TWO)], Choice(Not(BUILDS), TWO, ONE), id="whether a command succeeds or not"),
        pytest.param([(SMALL, ONE), (Not(SMALL), TWO)], Choice(Not(SMALL), TWO, ONE), id="a number is below or not"),
        pytest.param(
            [(A, ONE), (all_of((NOT_A, B)), TWO), (all_of((NOT_A, NOT_B)), THREE)],
            Choice(all_of((NOT_A, NOT_B)), THREE, Choice(all_of((NOT_A, B)), TWO, ONE)),
            id="in every branch of a case",
        ),
        pytest.param(
            [(A, ONE), (all_of((NOT_A, B)), TWO)],
            Choice(all_of((NOT_A, B)), TWO, Choice(A, ONE, OLD)),
            id="a case without a last branch",
        ),
        pytest.param([(ALWAYS, ONE), (A, TWO)], Choice(A, TWO, ONE), id="a default first"),
        pytest.param([(A, ONE), (ALWAYS, TWO)], TWO, id="overwritten"),
    ],
)
def test_value(given: list[tuple[Condition, Value]], value: Value) -> None:
    assert assigned([Assignment("x", each, PLACE, guard) for guard, each in given], {"x": OLD}) == {"x": value}


def test_names_are_told_apart_and_begin_empty() -> None:
    given = [Assignment("x", ONE, PLACE, A), Assignment("y", TWO, PLACE, NOT_A)]
    assert assigned(given, {"z": OLD}) == {"x": Choice(A, ONE, EMPTY), "y": Choice(NOT_A, TWO, EMPTY)}


@pytest.mark.parametrize(
    ("condition", "certain"),
    [
        (ALWAYS, True),
        (NEVER, False),
        (A, False),
        (any_of((A, NOT_A)), True),
        (any_of((A, B)), False),
        (any_of((A, all_of((NOT_A, any_of((B, NOT_B)))))), True),
        (any_of((all_of((A, B)), all_of((A, NOT_B)), NOT_A)), True),
        (any_of((all_of((A, B)), NOT_A)), False),
        (any_of(Opaque(str(number)) for number in range(40)), False),
        (any_of((*(Opaque(str(number)) for number in range(40)), Not(Opaque("39")))), True),
    ],
)
def test_what_is_certain(condition: Condition, certain: bool) -> None:
    assert is_certain(condition) == certain
