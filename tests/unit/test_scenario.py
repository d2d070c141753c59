"""What an assumed event decides: references, values with choices, conditions and expressions."""

from __future__ import annotations

import pytest

from wflint.facts.scope import Scope
from wflint.scenario import Event, Scenario, decides, holds, settle, settle_expression
from wflint.syntax.expression import Expression, SyntaxProblem, parse
from wflint.values.condition import ALWAYS, Condition, Holds, Opaque, Test
from wflint.values.of_expression import of_condition, of_text
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

PAYLOAD = Object((Field("id", Const("T1")), Field("n", Const(2)), Field("way", OneOf((Const("a"), Const("b"))))))
OPEN = Object((Field("id", Const("T1")),), "made by a program")
SENT = Event("repository_dispatch", "done")
STARTED = Event("workflow_dispatch")
CALLED = Event("workflow_call")

ANYTHING = Scenario()
DONE = Scenario(SENT, PAYLOAD)
DONE_OPEN = Scenario(SENT, OPEN)
DONE_BARE = Scenario(SENT)
BY_HAND = Scenario(STARTED, PAYLOAD)
PUSHED = Scenario(Event("push"))
LABELED = Scenario(Event("issues"))
INSIDE = Scenario(CALLED, PAYLOAD)


def reference(path: str) -> Reference:
    return Reference(tuple(path.split(".")))


def expression(text: str) -> Expression:
    parsed = parse(text)
    assert not isinstance(parsed, SyntaxProblem)
    return parsed


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(SENT, "done", id="type"),
        pytest.param(STARTED, "workflow_dispatch", id="name"),
        pytest.param(Event("repository_dispatch"), "repository_dispatch", id="any-type"),
    ],
)
def test_event_in_words(event: Event, expected: str) -> None:
    assert str(event) == expected


ACTION = "github.event.action"
CLIENT = "github.event.client_payload"


@pytest.mark.parametrize(
    ("scenario", "path", "expected"),
    [
        pytest.param(DONE, "github.event_name", Const("repository_dispatch"), id="name-of-the-event"),
        pytest.param(ANYTHING, "github.event_name", None, id="name-of-no-event"),
        pytest.param(INSIDE, "github.event_name", None, id="a-called-workflow-sees-the-name-of-its-callers-event"),
        pytest.param(DONE, ACTION, Const("done"), id="action-is-the-event-type"),
        pytest.param(Scenario(Event("repository_dispatch")), ACTION, None, id="action-of-any-type"),
        pytest.param(PUSHED, ACTION, Const(None), id="push-has-no-action"),
        pytest.param(BY_HAND, ACTION, Const(None), id="workflow-dispatch-has-no-action"),
        pytest.param(LABELED, ACTION, None, id="activity-type-isnt-known"),
        pytest.param(INSIDE, ACTION, None, id="action-of-the-caller"),
        pytest.param(ANYTHING, ACTION, None, id="action-of-no-event"),
        pytest.param(DONE, f"{CLIENT}.id", Const("T1"), id="field"),
        pytest.param(DONE, f"{CLIENT}.ID", Const("T1"), id="field-without-case"),
        pytest.param(DONE, f"{CLIENT}.other", Const(None), id="field-that-isnt-sent"),
        pytest.param(DONE_OPEN, f"{CLIENT}.other", None, id="field-that-may-be-sent"),
        pytest.param(DONE, f"{CLIENT}.id.inner", None, id="inside-a-field"),
        pytest.param(DONE, CLIENT, None, id="the-whole-payload"),
        pytest.param(DONE_BARE, f"{CLIENT}.id", None, id="nothing-assumed-of-the-payload"),
        pytest.param(BY_HAND, f"{CLIENT}.id", Const(None), id="no-client-payload-by-hand"),
        pytest.param(PUSHED, f"{CLIENT}.id", Const(None), id="no-client-payload-after-push"),
        pytest.param(INSIDE, f"{CLIENT}.id", None, id="client-payload-of-the-caller"),
        pytest.param(BY_HAND, "inputs.id", Const("T1"), id="input"),
        pytest.param(BY_HAND, "inputs.other", None, id="input-that-isnt-passed-has-its-default"),
        pytest.param(DONE, "inputs.id", Const(None), id="no-inputs-after-repository-dispatch"),
        pytest.param(INSIDE, "inputs.id", None, id="inputs-of-a-called-workflow"),
        pytest.param(ANYTHING, "inputs.id", None, id="inputs-of-no-event"),
        pytest.param(DONE, "inputs", None, id="all-inputs"),
        pytest.param(DONE, "github.sha", None, id="anything-else"),
    ],
)
def test_value_of_a_reference(scenario: Scenario, path: str, expected: Value | None) -> None:
    """`None` stands for the reference itself: the scenario says nothing of it."""
    assert scenario.value(reference(path)) == (reference(path) if expected is None else expected)


def test_results_come_first_and_without_case() -> None:
    scenario = DONE.assuming({("needs", "build", "result"): Const("failure")}).assuming({("inputs", "id"): Const("X")})
    assert scenario.value(reference("needs.Build.result")) == Const("failure")
    assert scenario.value(reference("inputs.id")) == Const("X")
    assert DONE.value(reference("inputs.id")) == Const(None)


IS_DONE = Holds(expression("github.event.action == 'done'"))
UNDECIDED = Holds(expression("github.actor == 'mona'"))
ID = reference(f"{CLIENT}.id")
ONE, TWO = Const("one"), Const("two")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(ID, Const("T1"), id="reference"),
        pytest.param(Text((Const("task "), ID)), Const("task T1"), id="text"),
        pytest.param(Fallback(reference("inputs.id"), ONE), ONE, id="fallback-of-nothing"),
        pytest.param(Fallback(ID, ONE), Const("T1"), id="fallback-of-something"),
        pytest.param(Sum(reference(f"{CLIENT}.n"), 1), Const(3), id="sum"),
        pytest.param(Sum(ID, 1), Unknown("`T1` isn't a number"), id="sum-of-a-word"),
        pytest.param(Choice(IS_DONE, ONE, TWO), ONE, id="choice-that-holds"),
        pytest.param(Choice(Holds(expression("github.event_name == 'push'")), ONE, TWO), TWO, id="choice-that-doesnt"),
        pytest.param(Choice(UNDECIDED, ID, TWO), Choice(UNDECIDED, Const("T1"), TWO), id="open-choice"),
        pytest.param(Choice(IS_DONE, Choice(UNDECIDED, ONE, TWO), TWO), Choice(UNDECIDED, ONE, TWO), id="choice-in-a-choice"),
        pytest.param(OneOf((ID, Const("T1"))), Const("T1"), id="options-that-turn-out-the-same"),
        pytest.param(OneOf((ID, TWO)), OneOf((Const("T1"), TWO)), id="options"),
        pytest.param(Encoded(Choice(IS_DONE, ONE, TWO)), Encoded(ONE), id="encoded"),
        pytest.param(Decoded(Choice(IS_DONE, ONE, TWO)), Decoded(ONE), id="decoded"),
        pytest.param(Array((ID, Choice(IS_DONE, ONE, TWO))), Array((Const("T1"), ONE)), id="array"),
        pytest.param(
            Object((Field("a", Choice(IS_DONE, ONE, TWO)), Field("b", ID)), "open"),
            Object((Field("a", ONE), Field("b", Const("T1"))), "open"),
            id="object",
        ),
        pytest.param(Text((ONE, Choice(IS_DONE, TWO, ONE))), Const("onetwo"), id="choice-in-a-text"),
        pytest.param(Fallback(Choice(IS_DONE, Const(""), ONE), TWO), TWO, id="choice-in-a-fallback"),
        pytest.param(Fresh("uuidgen"), Fresh("uuidgen"), id="new-each-time"),
        pytest.param(Unknown("who knows"), Unknown("who knows"), id="unknown"),
    ],
)
def test_settled_value(value: Value, expected: Value) -> None:
    assert settle(value, Scope(), DONE) == expected


def test_names_of_the_job_are_followed_before_the_event_is_asked() -> None:
    scope = Scope(environment={"TASK": of_text("job-${{ github.event.client_payload.id }}")})
    assert settle(reference("env.TASK"), scope, DONE) == Const("job-T1")


@pytest.mark.parametrize(
    ("written", "status", "expected"),
    [
        pytest.param(None, {"success": True}, True, id="nothing-written-is-success"),
        pytest.param(None, {"success": False}, False, id="nothing-written-after-a-failure"),
        pytest.param(None, {}, None, id="status-not-assumed"),
        pytest.param("always()", {"success": False}, True, id="always"),
        pytest.param("!cancelled()", {"cancelled": True}, False, id="not-cancelled"),
        pytest.param("failure()", {"failure": True}, True, id="failure"),
        pytest.param("github.event.action == 'done'", {"success": True}, True, id="type"),
        pytest.param("github.event.action == 'DONE'", {"success": True}, True, id="type-without-case"),
        pytest.param("github.event.action == 'done'", {"success": False}, False, id="success-is-added"),
        pytest.param("github.event.action == 'other'", {}, False, id="other-type-whatever-the-status"),
        pytest.param("github.event.action != 'done'", {"success": True}, False, id="not-that-type"),
        pytest.param("github.event.client_payload.n > 1", {"success": True}, True, id="number"),
        pytest.param("github.event.client_payload.n == '2'", {"success": True}, True, id="number-and-text"),
        pytest.param("github.event.client_payload.n == '02'", {"success": True}, True, id="text-becomes-a-number"),
        pytest.param("github.event.client_payload.nothing == ''", {"success": True}, True, id="null-is-empty-text"),
        pytest.param("github.event.client_payload.nothing == 0", {"success": True}, True, id="null-is-zero"),
        pytest.param("github.event.client_payload.way == 'c'", {"success": True}, False, id="none-of-the-options"),
        pytest.param("github.event.client_payload.way != 'c'", {"success": True}, True, id="unlike-all-options"),
        pytest.param("github.event.client_payload.way == 'a'", {"success": True}, None, id="one-of-the-options"),
        pytest.param("github.event.client_payload.way < 'c'", {"success": True}, True, id="all-options-are-less"),
        pytest.param("github.event.client_payload.way > 0", {"success": True}, False, id="no-option-is-a-number"),
        pytest.param("contains('done other', github.event.action)", {"success": True}, True, id="function"),
        pytest.param("startsWith(github.actor, 'm')", {"success": True}, None, id="actor"),
        pytest.param("startsWith(github.actor, 'm') && github.event_name == 'push'", {}, False, id="one-part-is-false"),
        pytest.param("github.actor == 'mona' || github.event.action == 'done'", {"success": True}, True, id="one-is-true"),
        pytest.param("fromJSON(inputs.flag)", {"success": True}, None, id="evaluation-fails"),
        pytest.param("text ${{ false }}", {"success": True}, True, id="text-around-counts-as-true"),
        pytest.param("text ${{ false }}", {"success": False}, False, id="success-is-added-to-text"),
        pytest.param("${{ failure() }} text", {"failure": False}, True, id="text-with-a-status-function"),
        pytest.param("${{ github.event_name }}${{ inputs.id }}", {"success": True}, True, id="two-expressions-are-a-text"),
        pytest.param("${{ inputs.id }}${{ inputs.id }}", {"success": True}, False, id="two-expressions-that-are-empty"),
    ],
)
def test_condition_of_a_job_or_step(written: str | None, status: dict[str, bool], expected: bool | None) -> None:
    scenario = Scenario(SENT, PAYLOAD, status)
    assert holds(of_condition(written), Scope(), scenario) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("github.event.issue", True),
        ("!github.event.issue", False),
        ("github.event.issue != null && github.event.pull_request == null", True),
        ("github.event.issue.pull_request", None),
        ("contains(toJSON(github.event.issue), 'x')", None),
    ],
)
def test_an_event_carries_what_it_is_about(written: str, expected: bool | None) -> None:
    assert holds(of_condition(written), Scope(), Scenario(Event("issues"), None, {"success": True})) is expected


@pytest.mark.parametrize(("event", "expected"), [("issues", False), ("push", True), ("workflow_call", None)])
def test_an_object_is_no_empty_text(event: str, expected: bool | None) -> None:
    asked = Test(reference("github.event.issue"), "==", Const(""))
    assert holds(asked, Scope(), Scenario(Event(event))) is expected


@pytest.mark.parametrize(
    ("options", "right", "expected"),
    [
        pytest.param(("1", "01"), "1", True, id="texts-that-are-the-same-number"),
        pytest.param(("1", "01"), "'1'", None, id="texts-that-differ"),
        pytest.param(("yes", "no"), "true", False, id="words-are-no-booleans"),
        pytest.param((True, 1), "true", True, id="one-is-true"),
        pytest.param((0, "", None, False), "0", True, id="everything-that-is-nothing"),
        pytest.param(("A", "a"), "'a'", True, id="case-doesnt-matter"),
        pytest.param((2, 3), "1", False, id="other-numbers"),
    ],
)
def test_equality_of_options_is_that_of_expressions(
    options: tuple[str | int | bool | None, ...], right: str, expected: bool | None
) -> None:
    payload = Object((Field("x", OneOf(tuple(map(Const, options)))),))
    assert decides(expression(f"github.event.client_payload.x == {right}"), Scope(), Scenario(SENT, payload)) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(ALWAYS, True, id="always"),
        pytest.param(Test(ID, "==", Const("T1")), True, id="equal"),
        pytest.param(Test(ID, "==", Const("t1")), False, id="shells-mind-case"),
        pytest.param(Test(reference(f"{CLIENT}.n"), "<", Const("10"), "number"), True, id="as-numbers"),
        pytest.param(Test(reference(f"{CLIENT}.n"), "<", Const("10")), False, id="as-texts"),
        pytest.param(Test(reference(f"{CLIENT}.way"), "matches", Const("[ab]")), True, id="every-option-matches"),
        pytest.param(Test(Choice(IS_DONE, ONE, TWO), "==", ONE), True, id="choice-inside"),
        pytest.param(Test(Unknown("output of `date`"), "==", ONE), None, id="unknown"),
        pytest.param(Opaque("a loop"), None, id="opaque"),
    ],
)
def test_condition_of_a_script(condition: Condition, expected: bool | None) -> None:
    assert holds(condition, Scope(), DONE) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("'a'", Const("a"), id="literal"),
        pytest.param("github.event.client_payload.id", Const("T1"), id="look-up"),
        pytest.param("github.event.inputs.id", Const(None), id="inputs-by-their-old-name"),
        pytest.param("github.sha", reference("github.sha"), id="not-decided"),
        pytest.param("github['event'].client_payload['id']", Const("T1"), id="look-up-by-text"),
        pytest.param("github[inputs.name]", None, id="computed-name"),
        pytest.param("toJSON(github)", None, id="function"),
    ],
)
def test_value_of_an_expression(text: str, expected: Value | None) -> None:
    assert settle_expression(expression(text), Scope(), DONE) == expected
