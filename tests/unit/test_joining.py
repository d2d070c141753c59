"""Branches of a script are joined by what differs in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wflint.senders.bash_state import differing
from wflint.values.value import Const, Value

NAMES = st.sampled_from("abcdefgh")
CHANGES = st.lists(st.tuples(NAMES, st.sampled_from([None, Const("1"), Const("2")])), max_size=8)


def changed(before: dict[str, Value], changes: list[tuple[str, Value | None]]) -> dict[str, Value]:
    """A branch: names are given other values, or forgotten (`unset`), in any order."""
    found = dict(before)
    for name, value in changes:
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found


@given(CHANGES, CHANGES, CHANGES)
def test_what_differs_is_what_one_by_one_differs(
    first: list[tuple[str, Value | None]], then: list[tuple[str, Value | None]], otherwise: list[tuple[str, Value | None]]
) -> None:
    before = changed({}, first)
    one, other = changed(before, then), changed(before, otherwise)
    expected = [name for name in {**one, **other} if one.get(name) is not other.get(name)]
    found = differing(one, other)
    assert sorted(found) == sorted(expected)
    assert len(set(found)) == len(found)


def test_names_are_compared_by_what_they_are() -> None:
    value = Const("1")
    assert differing({"".join("ab"): value, "c": value}, {"".join("ab"): value, "c": value}) == []
    assert differing({"a": value, "b": value}, {"b": value, "a": value}) == []
    assert differing({}, {"a": value}) == ["a"]
    assert differing({"a": value}, {"a": Const("1")}) == ["a"]
