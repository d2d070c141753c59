"""Inputs as a called workflow sees them: GitHub hands booleans and numbers on as such (`on.workflow_call.inputs`)."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.facts.declared import as_typed
from wflint.scenario import Event
from wflint.soundness.runs import Run
from wflint.syntax.workflow import Input
from wflint.values.value import Const, Reference, Value

CALL = """\
on: workflow_dispatch
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with: {{{given}}}
"""
CALLED = """\
on:
  workflow_call:
    inputs:
      {declared}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - if: {condition}
        run: gh workflow run heard.yml
"""
HEARD = "on: workflow_dispatch\njobs: {b: {runs-on: x, steps: [{run: make}]}}\n"
CASES = [
    ("flag: {type: boolean, default: false}", "", "inputs.flag", False),
    ("flag: {type: boolean, default: false}", "", "${{ !inputs.flag }}", True),
    ("flag: {type: boolean, default: true}", "", "inputs.flag == true", True),
    ("flag: {type: boolean, default: true}", "", "inputs.flag == 'true'", False),
    ("flag: {type: boolean}", "flag: false", "inputs.flag", False),
    ("flag: {type: boolean}", "flag: true", "inputs.flag", True),
    ("flag: {type: boolean}", "flag: '${{ true }}'", "inputs.flag == true", True),
    ("flag: {type: boolean}", "", "inputs.flag", False),
    ("flag: {type: string, default: 'false'}", "", "inputs.flag", True),
    ("flag: {type: string}", "flag: false", "inputs.flag == 'false'", True),
    ("most: {type: number, default: 0}", "", "inputs.most", False),
    ("most: {type: number}", "most: 0", "inputs.most", False),
    ("most: {type: number}", "most: -2", "inputs.most < 0", True),
    ("most: {type: number, default: 1.5}", "", "inputs.most > 1 && inputs.most < 2", True),
]


@pytest.mark.parametrize(("declared", "given", "condition", "expected"), CASES)
def test_whether_a_step_of_a_called_workflow_runs(declared: str, given: str, condition: str, expected: bool) -> None:
    files = {
        "call.yml": CALL.format(given=given),
        "called.yml": CALLED.format(declared=declared, condition=condition),
        "heard.yml": HEARD,
    }
    system = linked(files)
    caller = next(facts for facts in system.workflows if facts.path.endswith("call.yml"))
    visits = Run(caller, system.plain(Event("workflow_dispatch")), None).visits
    assert [visit.happens for visit in visits] == [True] * expected


def _input(kind: str) -> Input:
    files = {"call.yml": CALL.format(given=""), "called.yml": CALLED.format(declared=f"x: {{type: {kind}}}", condition="x")}
    system = linked(files)
    trigger = next(each for facts in system.workflows for each in facts.workflow.triggers if each.inputs)
    return trigger.inputs[0]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("boolean", Const("yes"), Const("yes")),
        ("boolean", Reference(("inputs", "x")), Reference(("inputs", "x"))),
        ("boolean", Const(True), Const(True)),
        ("number", Const("12 "), Const("12 ")),
        ("number", Const("007"), Const(7)),
        ("string", Const("7"), Const("7")),
    ],
)
def test_what_isnt_of_the_type_stays(kind: str, value: Value, expected: Value) -> None:
    found = as_typed(value, _input(kind))
    assert found == expected
    assert not isinstance(found, Const) or type(found.value) is type(expected.value)  # type: ignore[union-attr]
