"""Values that are worked out as soon as they can be."""

from __future__ import annotations

import pytest

from wflint.values.value import (
    CHOSEN,
    Const,
    Decoded,
    Encoded,
    Fresh,
    Piece,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    decoded,
    piece,
    rebuild,
    text,
)

COUNT = Reference(("inputs", "retry_count"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(Const("3"), Const(3), id="number"),
        pytest.param(Const(" 3 "), Const(3), id="number-between-blanks"),
        pytest.param(Const("1.5"), Const(1.5), id="fraction"),
        pytest.param(Const("true"), Const(True), id="truth-value"),
        pytest.param(Const("null"), Const(None), id="null"),
        pytest.param(Const('"a"'), Const("a"), id="string"),
        pytest.param(Const(3), Const(3), id="number-already"),
        pytest.param(Encoded(COUNT), COUNT, id="encoded-before"),
        pytest.param(Const("failure"), Decoded(Const("failure")), id="no-json"),
        pytest.param(Const(""), Decoded(Const("")), id="nothing"),
        pytest.param(Const("NaN"), Decoded(Const("NaN")), id="no-number-in-json"),
        pytest.param(Const("[3]"), Decoded(Const("[3]")), id="no-scalar"),
        pytest.param(Const("9" * 5000), Decoded(Const("9" * 5000)), id="endless-number"),
        pytest.param(COUNT, Decoded(COUNT), id="not-known-yet"),
    ],
)
def test_decoded(written: Value, expected: Value) -> None:
    assert decoded(written) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Sum(Decoded(COUNT), 1), Const(3), id="count"),
        pytest.param(Text((Const("retry "), Sum(Decoded(COUNT), 1))), Const("retry 3"), id="count-in-a-text"),
        pytest.param(Sum(Decoded(Fresh("date")), 1), Sum(Decoded(Fresh("date")), 1), id="still-unknown"),
    ],
)
def test_rebuilt(value: Value, expected: Value) -> None:
    assert rebuild(value, lambda part: Const("2") if part == COUNT else part) == expected


CHOSEN_SCENE = Reference((CHOSEN, "inputs.scene"))
TITLE = text((Reference(("inputs", "task_id")), Const(" "), Const("3"), Const("\n")))


@pytest.mark.parametrize(
    ("of", "separator", "index", "rest", "expected"),
    [
        (Const("  a b  c "), "", 1, False, Const("b")),
        (Const("a b c"), "", 1, True, Const("b c")),
        (Const("a b"), "", 2, False, Const("")),
        (Const("octo//repo"), "/", 1, False, Const("")),
        (text((Fresh("id"), Const(" "), CHOSEN_SCENE, Const(" 0"))), "", 0, False, Fresh("id")),
        (text((Fresh("id"), Const(" "), CHOSEN_SCENE, Const(" 0"))), "", 1, False, CHOSEN_SCENE),
        (text((Fresh("id"), Const(" "), CHOSEN_SCENE, Const(" 0"))), "", 2, False, Const("0")),
        (text((Const("v-"), Fresh("id"), Const(" x y"))), "", 0, False, text((Const("v-"), Fresh("id")))),
        (text((Fresh("id"), Const(" x y"))), "", 1, True, Const("x y")),
        (TITLE, "", 1, False, Piece(TITLE, "", 1)),
        (text((Reference(("inputs", "line")), Const("\n"))), "", 1, False, Piece(Reference(("inputs", "line")), "", 1)),
        (Unknown("a file"), "", 1, False, Unknown("a file")),
    ],
)
def test_a_text_is_taken_apart(of: Value, separator: str, index: int, rest: bool, expected: Value) -> None:
    assert piece(of, separator, index, rest) == expected
