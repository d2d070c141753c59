"""Conditions that are put together: what is left out changes nothing."""

from __future__ import annotations

from itertools import permutations

import pytest

from wflint.values.condition import NEVER, All, Any, Condition, Not, Test, all_of, negate, truth
from wflint.values.value import Const, Reference, Text, Unknown, Value

KIND = Reference(("inputs", "kind"))
OTHER = Reference(("inputs", "other"))
WORDS = ("", "a", "A", "ab", "abc", "b", "*", "a*", "zb")


def of(word: str, comparison: str = "==", kind: str = "string", left: Value = KIND) -> Test:
    return Test(left, comparison, Const(word), kind)  # type: ignore[arg-type]


PARTS: tuple[Condition, ...] = (
    of("a"),
    of("ab"),
    of("a*", "matches"),
    of("*b", "matches"),
    of("b*", "matches"),
    Any((of("a"), of("b"))),
    of("a", "!="),
    of("*", "!="),
    Not(of("a*", "matches")),
    Not(of("[ab]", "matches")),
    of("A", "!=", "string-ignoring-case"),
    of("a", "==", "string-ignoring-case"),
)


def holds(condition: Condition, word: str) -> bool | None:
    return truth(condition, lambda value: Const(word) if value == KIND else value)


@pytest.mark.parametrize("first", PARTS)
def test_a_conjunction_means_what_its_parts_mean(first: Condition) -> None:
    for second, third in permutations(PARTS, 2):
        whole = all_of((first, second, third))
        for word in WORDS:
            assert holds(whole, word) is all(holds(each, word) for each in (first, second, third)), (whole, word)


def test_the_guard_of_an_item_of_a_case_does_not_grow() -> None:
    items = [of(f"part-{number}:done/{word}") for number in range(50) for word in ("success", "failure")]
    before = all_of(map(negate, items))
    assert isinstance(before, All)
    assert len(before.of) == 100
    assert all_of((before, of("part-50:done/*", "matches"))) == of("part-50:done/*", "matches")


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        pytest.param(of("part-1/a", "!="), of("part-1/*", "matches"), id="it may be that"),
        pytest.param(of("a", "!=", left=OTHER), of("b"), id="another text"),
        pytest.param(of("a", "!=", "string-ignoring-case"), of("A"), id="compared in another way"),
        pytest.param(of("2", "!=", "number"), of("1"), id="a number"),
        pytest.param(Not(of("*a", "matches")), of("b*", "matches"), id="patterns that meet"),
        pytest.param(of("a", "!="), Any((of("a"), of("b"))), id="one of several"),
    ],
)
def test_what_does_not_follow_is_kept(denied: Condition, said: Condition) -> None:
    assert all_of((denied, said)) == All((denied, said))


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        pytest.param(Reference(("github", "actor")), True, id="a look-up is the same each time"),
        pytest.param(Unknown("output of `jq`"), False, id="two outputs of a program"),
        pytest.param(Text((Const("v"), Unknown("output of `jq`"))), False, id="texts with two outputs"),
    ],
)
def test_a_thing_and_its_opposite(value: Value, is_one: bool) -> None:
    condition = Test(value, ">", Const("0"), "number")
    both = all_of((condition, negate(condition)))
    assert both == (NEVER if is_one else All((condition, Not(condition))))
