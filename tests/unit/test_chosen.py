"""Comparisons of values that other conditions have chosen, and loops that are bounded by way of such a value."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.facts.scope import Scope
from wflint.scenario import Event, Scenario
from wflint.soundness.chosen import opened, picked
from wflint.soundness.cycles import loops
from wflint.soundness.flaws import flaws
from wflint.syntax.expression import Expression, SyntaxProblem, parse
from wflint.values.condition import All, Any, Condition, Holds, Not, Opaque, Test, negate
from wflint.values.of_expression import of_condition
from wflint.values.value import Choice, Const, Reference, Unknown, Value

COUNT = Reference(("github", "event", "client_payload", "count"))
STATUS = Reference(("github", "event", "client_payload", "status"))
ACTION = Reference(("github", "event", "action"))

FEW = Test(COUNT, "<", Const("3"), "number")
FAILED = Test(STATUS, "==", Const("failure"))
DONE = Test(ACTION, "==", Const("done"))
STARTED = Test(ACTION, "==", Const("start"))
ASKED = Opaque("what a command answers")

AGAIN, STOP = Const("again"), Const("stop")


def expression(text: str) -> Expression:
    parsed = parse(text)
    assert not isinstance(parsed, SyntaxProblem)
    return parsed


def nested(*cases: tuple[Condition, Value], last: Value = STOP) -> Value:
    """A chain of choices: the value of the first condition that holds."""
    for condition, value in reversed(cases):
        last = Choice(condition, value, last)
    return last


OTHERWISE = Any((negate(FAILED), Not(FEW)))
AGAINST = Test(Reference(("env", "ROUTE")), "==", AGAIN)
NOT_AGAINST = Test(Reference(("env", "ROUTE")), "!=", STOP)


def asked(condition: Condition, route: Value) -> Condition:
    return opened(condition, Scope(environment={"ROUTE": route}), Scenario(Event("repository_dispatch", "done")))


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        pytest.param(nested((FEW, AGAIN)), FEW, id="one-condition"),
        pytest.param(nested((FEW, STOP), last=AGAIN), Not(FEW), id="its-opposite"),
        pytest.param(nested((FAILED, nested((FEW, AGAIN)))), All((FAILED, FEW)), id="one-inside-the-other"),
        pytest.param(nested((DONE, nested((FEW, AGAIN)))), FEW, id="the-event-is-known"),
        pytest.param(nested((STARTED, AGAIN), (FEW, AGAIN)), FEW, id="another-event-is-left-out"),
        pytest.param(nested((FAILED, AGAIN), (FEW, AGAIN)), Any((FAILED, All((negate(FAILED), FEW)))), id="two-ways"),
        pytest.param(
            nested((All((FAILED, FEW)), AGAIN), (All((FEW, ASKED)), AGAIN)),
            All((FEW, Any((FAILED, All((OTHERWISE, ASKED)))))),
            id="two-ways-with-a-part-in-common",
        ),
        pytest.param(nested((FEW, Const("AGAIN"))), AGAINST, id="case-counts-in-a-shell"),
        pytest.param(nested((FEW, Unknown("made by a program"))), AGAINST, id="a-branch-is-not-known"),
        pytest.param(nested((FEW, STATUS)), AGAINST, id="a-branch-is-what-was-sent"),
        pytest.param(STATUS, AGAINST, id="no-choice"),
    ],
)
def test_equal(route: Value, expected: Condition) -> None:
    assert asked(AGAINST, route) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(NOT_AGAINST, FEW, id="unlike-the-other"),
        pytest.param(Not(NOT_AGAINST), Not(FEW), id="negated"),
        pytest.param(of_condition("always() && env.ROUTE == 'again'"), None, id="conjunctions-are-for-who-asks"),
        pytest.param(Holds(expression("env.ROUTE == 'Again'")), FEW, id="expression-without-case"),
        pytest.param(Holds(expression("!(env.ROUTE == 'stop')")), FEW, id="negated-expression"),
        pytest.param(Holds(expression("'again' == env.ROUTE")), FEW, id="constant-on-the-left"),
        pytest.param(Holds(expression("env.ROUTE == 1")), None, id="number"),
        pytest.param(Holds(expression("env.ROUTE < 'b'")), None, id="order"),
    ],
)
def test_other_comparisons(condition: Condition, expected: Condition | None) -> None:
    assert asked(condition, nested((FEW, AGAIN))) == (expected or condition)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param([FAILED, FEW], AGAIN, id="all-hold"),
        pytest.param([negate(FAILED)], STOP, id="one-does-not"),
        pytest.param([Not(FEW)], STOP, id="the-other-does-not"),
        pytest.param([FAILED], nested((All((FAILED, FEW)), AGAIN)), id="not-enough-is-known"),
        pytest.param([Test(STATUS, "==", Const("success"))], STOP, id="another-word"),
        pytest.param([Any((Test(STATUS, "==", Const("a")), Test(STATUS, "==", Const("b"))))], STOP, id="one-of-other-words"),
        pytest.param([Test(STATUS, "matches", Const("succ*"))], STOP, id="a-pattern-that-it-isnt-like"),
        pytest.param([Test(STATUS, "matches", Const("f*"))], nested((All((FAILED, FEW)), AGAIN)), id="a-pattern-that-it-may-fit"),
        pytest.param([Test(ACTION, "==", Const("a"))], nested((All((FAILED, FEW)), AGAIN)), id="a-word-of-another-text"),
    ],
)
def test_picked(known: list[Condition], expected: Value) -> None:
    assert picked(nested((All((FAILED, FEW)), AGAIN)), frozenset(known)) == expected


def test_picked_one_after_the_other() -> None:
    assert picked(nested((FAILED, STOP), (FEW, AGAIN)), frozenset([negate(FAILED), FEW])) == AGAIN


DECIDES = """on: {{repository_dispatch: {{types: [again]}}}}
jobs:
  decide:
    runs-on: ubuntu-latest
    outputs:
      route: ${{{{ steps.decision.outputs.route }}}}
      n: ${{{{ steps.decision.outputs.n }}}}
    steps:
      - id: decision
        env:
          N: ${{{{ github.event.client_payload.n }}}}
          STATUS: ${{{{ github.event.client_payload.status }}}}
        run: |
          route=stop
          if {test}; then route=again N={next}; fi
          echo "route=$route" >> "$GITHUB_OUTPUT"
          echo "n=$N" >> "$GITHUB_OUTPUT"
  again:
    needs: decide
    if: needs.decide.outputs.route == 'again'
    runs-on: ubuntu-latest
    steps:
      - env:
          GH_TOKEN: x
          N: ${{{{ needs.decide.outputs.n }}}}
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=again \\
            -f "client_payload[n]=$N" -f "client_payload[status]=failure"
"""


@pytest.mark.parametrize(
    ("test", "following", "expected"),
    [
        pytest.param('[ "$N" -lt 3 ]', "$((N + 1))", [], id="bounded"),
        pytest.param('[ "$STATUS" = failure ] && [ "$N" -lt 3 ]', "$((N + 1))", [], id="bounded-after-a-failure"),
        pytest.param('[ "$N" -lt 3 ]', "$N", [[("not-raised", "n")]], id="not-raised"),
        pytest.param('[ "$N" -lt 3 ]', "0", [[("reset", "n")]], id="reset"),
        pytest.param('[ "$STATUS" = failure ]', "$((N + 1))", [[]], id="not-compared"),
    ],
)
def test_loop_by_way_of_a_decision(test: str, following: str, expected: list[list[tuple[str, str]]]) -> None:
    found = loops(linked({"loop.yml": DECIDES.format(test=test, next=following)}))
    assert [[(flaw.kind, flaw.counter) for flaw in flaws(loop)] for loop in found] == expected
