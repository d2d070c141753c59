"""What a message surely carries."""

from __future__ import annotations

import pytest

from wflint.soundness.limits import least_length, surely_sent
from wflint.values.condition import ALWAYS
from wflint.values.value import Choice, Const, Encoded, Fallback, Field, Object, OneOf, Reference, Text, Unknown, Value

TASK = Reference(("inputs", "task"))


def _object(*names: str) -> Object:
    return Object(tuple(Field(name, Const("x")) for name in names))


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        (_object("a", "b"), ["a", "b"]),
        (_object("a", "a"), ["a"]),
        (Object((Field("a", TASK),), "more that can't be seen"), ["a"]),
        (Choice(ALWAYS, _object("a", "b"), _object("b", "c")), ["b"]),
        (OneOf((_object("a"), Unknown("elsewhere"))), []),
        (Fallback(TASK, _object("a")), []),
        (Object((Field("a", Const(None)), Field("b", Choice(ALWAYS, TASK, Const(None))), Field("c", TASK))), ["c"]),
        (Const("text"), []),
    ],
)
def test_fields_that_are_surely_sent(payload: Value, names: list[str]) -> None:
    assert [each.name for each in surely_sent(payload)] == names


@pytest.mark.parametrize(
    ("value", "length"),
    [
        (Const("four"), 4),
        (Const(True), 4),
        (TASK, 0),
        (Text((Const("ab"), TASK, Const("c"))), 3),
        (Choice(ALWAYS, Const("long"), Const("x")), 1),
        (Object((Field("name", Const("x")),)), 5),
        (Encoded(TASK), 0),
    ],
)
def test_least_length(value: Value, length: int) -> None:
    assert least_length(value) == length
