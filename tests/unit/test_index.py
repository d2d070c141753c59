"""An index leaves out only conditions that surely don't hold."""

from __future__ import annotations

import pytest

from wflint.facts.scope import Scope
from wflint.index import Index
from wflint.syntax.expression import parse
from wflint.values.condition import ALWAYS, All, Any, Condition, Holds, Test, negate, truth
from wflint.values.value import Const, Fresh, Reference, Text, Value

TYPE = Reference(("github", "event", "action"))
STATUS = Reference(("inputs", "status"))
BOTH = Text((TYPE, Const("/"), STATUS))


def said(text: Value, comparison: str, word: str, kind: str) -> Test:
    return Test(text, comparison, Const(word), kind)  # type: ignore[arg-type]


CONDITIONS: tuple[Condition, ...] = (
    said(TYPE, "==", "build:done", "string"),
    said(TYPE, "matches", "build:*", "string"),
    said(TYPE, "==", "Build:Done", "string-ignoring-case"),
    said(BOTH, "==", "build:done/success", "string"),
    said(BOTH, "matches", "*/success", "string"),
    said(BOTH, "matches", "test:done/*", "string"),
    Any((said(BOTH, "==", "build:done/failure", "string"), said(BOTH, "==", "test:done/failure", "string"))),
    All((said(TYPE, "==", "test:done", "string"), said(STATUS, "==", "success", "string"))),
    negate(said(TYPE, "==", "build:done", "string")),
    ALWAYS,
)


@pytest.mark.parametrize("kind", ["build:done", "Build:Done", "test:done", "other", ""])
@pytest.mark.parametrize("status", [Const("success"), STATUS, Fresh("a word"), Text((Const("fail"), STATUS))], ids=str)
def test_what_is_left_out_surely_does_not_hold(kind: str, status: Value) -> None:
    def settle(value: Value) -> Value:
        if value == BOTH:
            return Text((Const(f"{kind}/"), status)) if not isinstance(status, Const) else Const(f"{kind}/{status.value}")
        known: dict[Value, Value] = {TYPE: Const(kind), STATUS: status}
        return known.get(value, value)

    possible = Index((each, Scope()) for each in CONDITIONS).possible(settle)
    for number, condition in enumerate(CONDITIONS):
        if number not in possible:
            assert truth(condition, settle) is False, condition
    assert len(possible) < len(CONDITIONS)


def test_expressions_are_looked_up_without_case() -> None:
    texts = [f"github.event.action == '{word}' && inputs.status == 'success'" for word in ("a:done", "B:DONE", "c:done")]
    index = Index((Holds(parse(each)), Scope()) for each in texts)  # type: ignore[arg-type]
    assert index.possible(lambda value: Const("b:done") if value == TYPE else value) == [1]
    assert index.possible(lambda value: value) == [0, 1, 2]
