"""Artifacts that are looked for in a run that doesn't have them, and those that are found."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.artifacts import elsewhere, is_named_alike, may_be
from wflint.values.value import Const, OneOf, Reference, Unknown, Value, text

TASK = Reference(("inputs", "task_id"))
FIELD = Reference(("github", "event", "client_payload", "task_id"))

HEAD = "on:\n  workflow_dispatch:\n    inputs: {task_id: {}, run: {}}\njobs:\n"
OTHER = """name: Other
on: push
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - {uses: actions/upload-artifact@v7, with: {name: dist}}
"""
FOLLOWER = "on:\n  workflow_run: {workflows: [Other], types: [completed]}\njobs:\n"


def job(name: str, *steps: str, head: str = "") -> str:
    keys = "".join(f"    {key.strip()}\n" for key in head.split(";") if key)
    return f"  {name}:\n    runs-on: ubuntu-latest\n{keys}    steps:\n" + "".join(f"      - {{{step}}}\n" for step in steps)


def keep(name: str) -> str:
    return f'uses: actions/upload-artifact@v7, with: {{name: "{name}"}}'


def fetch(given: str) -> str:
    return f"uses: actions/download-artifact@v8, with: {{{given}}}"


STATE = "task-${{ inputs.task_id }}-state"
CASES = [
    pytest.param(HEAD + job("a", fetch(f'name: "{STATE}"'), keep(STATE)), [(8, False, 9)], id="kept later in the same job"),
    pytest.param(HEAD + job("a", keep(STATE), fetch(f'name: "{STATE}"')), [], id="kept before"),
    pytest.param(
        HEAD + job("a", fetch(f'name: "{STATE}"'), keep(STATE), head="strategy: {matrix: {n: [1, 2]}}"),
        [],
        id="kept by another job of the matrix",
    ),
    pytest.param(
        HEAD + job("a", keep(STATE), head="needs: b") + job("b", fetch(f'name: "{STATE}"')),
        [(13, False, 9)],
        id="kept by a job that waits for this one",
    ),
    pytest.param(HEAD + job("a", keep(STATE)) + job("b", fetch(f'name: "{STATE}"')), [], id="kept by a job beside it"),
    pytest.param(
        HEAD + job("a", fetch(f'name: "{STATE}"'), keep(STATE), head="if: github.run_attempt > 1"), [], id="an earlier attempt"
    ),
    pytest.param(
        HEAD + job("a", "uses: octo/keeps@v1", fetch(f'name: "{STATE}"'), keep(STATE)), [], id="an action that may keep anything"
    ),
    pytest.param(HEAD + job("a", fetch("name: dist, run-id: '${{ inputs.run }}'")), [(8, True, 7)], id="a run without a token"),
    pytest.param(
        HEAD + job("a", fetch("name: dist, run-id: '${{ inputs.run }}', github-token: '${{ github.token }}'")),
        [],
        id="a run and a token",
    ),
    pytest.param(
        HEAD + job("a", fetch("name: dist, github-token: '${{ github.token }}'")), [(8, False, 7)], id="a token without a run"
    ),
    pytest.param(
        HEAD + job("a", fetch("name: dist, run-id: '${{ github.run_id }}'")), [(8, False, 7)], id="its own run, which keeps none"
    ),
    pytest.param(
        HEAD + job("a", "id: find, run: ./find.sh", fetch("name: dist, run-id: '${{ steps.find.outputs.run }}'")),
        [(9, False, 7)],
        id="a run that a step finds, without a token",
    ),
    pytest.param(FOLLOWER + job("a", fetch("name: dist")), [(7, False, 7)], id="kept by the run that has ended"),
    pytest.param(FOLLOWER + job("a", fetch("pattern: 'dis*'")), [(7, False, 7)], id="kept by the run that has ended, a pattern"),
    pytest.param(FOLLOWER + job("a", fetch("path: .")), [], id="everything that there is"),
    pytest.param(HEAD + job("a", fetch("name: dist")), [(8, False, 7)], id="kept by another workflow"),
    pytest.param(HEAD + job("a", fetch("name: docs")), [], id="kept nowhere"),
    pytest.param(
        HEAD + job("a", fetch("name: dist"), "uses: octo/keeps@v1") + job("b", "uses: octo/keeps@v1", head="needs: a"),
        [(8, False, 7)],
        id="actions that may keep anything, later",
    ),
    pytest.param(
        HEAD + job("a", fetch("name: dist")) + job("b", "uses: octo/keeps@v1"),
        [],
        id="an action that may keep anything, beside it",
    ),
    pytest.param(
        HEAD.replace("workflow_dispatch", "workflow_call") + job("a", fetch("name: dist"), keep("dist")), [], id="any caller"
    ),
    pytest.param(FOLLOWER + job("a", fetch("artifact-ids: 1")), [], id="by number"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_artifacts_that_are_elsewhere(text: str, expected: list[tuple[int, bool, int | None]]) -> None:
    found = elsewhere(linked({"a.yml": text, "other.yml": OTHER}))
    assert [(each.download.place.line, each.ignored, each.kept.place.line if each.kept else None) for each in found] == expected


NAMES: list[tuple[Value, Value, bool, bool]] = [
    (Const("dist"), Const("dist"), True, True),
    (Const("dist"), Const("docs"), False, False),
    (text([Const("task-"), TASK]), text([Const("task-"), FIELD]), True, True),
    (text([Const("task-"), TASK]), text([Const("state-"), FIELD]), False, False),
    (text([Const("task-"), TASK]), Const("task-7"), True, False),
    (text([TASK, Const("-"), OneOf((Const("a"), Const("b")))]), text([FIELD, Const("-*")]), True, True),
    (Unknown("made at run time"), Const("dist"), True, False),
    (OneOf((Const("linux"), Const("windows"))), Const("windows"), True, True),
    (Const("build-linux"), Const("build-*"), True, True),
    (Const("x-linux"), Const("*"), True, False),
]


@pytest.mark.parametrize(("name", "wanted", "possible", "alike"), NAMES)
def test_names_of_artifacts(name: Value, wanted: Value, possible: bool, alike: bool) -> None:
    assert (may_be(name, wanted), is_named_alike(name, wanted)) == (possible, alike)
