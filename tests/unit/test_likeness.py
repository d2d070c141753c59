"""What texts with holes surely are, and surely aren't."""

from __future__ import annotations

import pytest

from wflint.values.condition import Comparison, Kind, Test, truth
from wflint.values.likeness import equals, matches
from wflint.values.value import Const, Fresh, Reference, Text, Value, text

STATUS = Reference(("github", "event", "client_payload", "status"))
TASK = Reference(("inputs", "task_id"))


def made(*parts: Value | str) -> Text:
    value = text(Const(part) if isinstance(part, str) else part for part in parts)
    assert isinstance(value, Text)
    return value


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(made("done/", STATUS), "start/", False, id="another-head"),
        pytest.param(made("done/", STATUS), "done/success", None, id="same-head"),
        pytest.param(made("done/", STATUS), "done/", None, id="hole-may-be-empty"),
        pytest.param(made("done/", Fresh("date")), "done/", False, id="fresh-is-not-empty"),
        pytest.param(made("done/", Fresh("date")), "done/1", None, id="fresh-may-be-anything-else"),
        pytest.param(made(STATUS, "/done"), "success/start", False, id="another-tail"),
        pytest.param(made(STATUS, "/done"), "success/done", None, id="same-tail"),
        pytest.param(made("aba", STATUS, "aba"), "aba", False, id="head-and-tail-overlap"),
        pytest.param(made(TASK, "/", STATUS), "no slash", False, id="middle-is-missing"),
        pytest.param(made(TASK, "/", STATUS), "1/success", None, id="middle-is-there"),
        pytest.param(made("a", TASK, "b", STATUS, "c"), "a-c-b-c", None, id="middle-before-the-tail"),
        pytest.param(made("a", TASK, "c", STATUS, "c"), "a-b-c", False, id="middle-only-in-the-tail"),
        pytest.param(made("Done/", STATUS), "done/success", False, id="case-counts"),
    ],
)
def test_equals(one: Text, other: str, expected: bool | None) -> None:
    assert equals(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(made("Done/", STATUS), "done/success", None, id="same"),
        pytest.param(made("Done/", STATUS), "start/success", False, id="another"),
    ],
)
def test_equals_ignoring_case(one: Text, other: str, expected: bool | None) -> None:
    assert equals(one, other, ignoring_case=True) is expected


@pytest.mark.parametrize(
    ("one", "pattern", "expected"),
    [
        pytest.param(made("done/", STATUS), "done/*", True, id="head-and-star"),
        pytest.param(made("done/", STATUS), "start/*", False, id="another-head"),
        pytest.param(made("done/", STATUS), "done/succ*", None, id="longer-head"),
        pytest.param(made("done/", STATUS), "*", True, id="everything"),
        pytest.param(made(STATUS, "/done"), "*/done", True, id="tail-and-star"),
        pytest.param(made(STATUS, "/done"), "*/start", False, id="another-tail"),
        pytest.param(made("done/", STATUS), "done/?*", None, id="something-must-be-there"),
        pytest.param(made("done/", STATUS), "[ds]*", None, id="brackets"),
        pytest.param(made("done/", STATUS), "done/success", None, id="no-pattern"),
        pytest.param(made("done/", STATUS), "start/success", False, id="no-pattern-and-another-head"),
    ],
)
def test_matches(one: Text, pattern: str, expected: bool | None) -> None:
    assert matches(one, pattern) is expected


@pytest.mark.parametrize(
    ("comparison", "right", "kind", "expected"),
    [
        pytest.param("==", "start/", "string", False, id="equal"),
        pytest.param("!=", "start/", "string", True, id="unequal"),
        pytest.param("==", "done/success", "string", None, id="may-be-equal"),
        pytest.param("!=", "done/success", "string", None, id="may-be-unequal"),
        pytest.param("==", "DONE/success", "string", False, id="by-case"),
        pytest.param("==", "DONE/success", "string-ignoring-case", None, id="without-case"),
        pytest.param("matches", "done/*", "string", True, id="pattern"),
        pytest.param("matches", "start/*", "string", False, id="other-pattern"),
        pytest.param("matches", "start/*", "string-ignoring-case", None, id="pattern-without-case-is-left-open"),
        pytest.param("<", "start/", "string", None, id="order-is-left-open"),
        pytest.param("==", "7", "number", None, id="numbers-are-left-open"),
    ],
)
def test_comparison_in_a_script(comparison: Comparison, right: str, kind: Kind, expected: bool | None) -> None:
    assert truth(Test(made("done/", STATUS), comparison, Const(right), kind)) is expected


def test_either_side_may_be_the_text() -> None:
    assert truth(Test(Const("start/"), "==", made("done/", STATUS))) is False
