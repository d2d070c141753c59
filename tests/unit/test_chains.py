"""Chains of `workflow_run`, and where they end."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.chains import circles, too_deep

JOBS = "\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"


def chain(length: int) -> dict[str, str]:
    files = {"w0.yml": "name: w0\non: push" + JOBS}
    for number in range(1, length):
        files[f"w{number}.yml"] = (
            f"name: w{number}\non: {{workflow_run: {{workflows: [w{number - 1}], types: [completed]}}}}{JOBS}"
        )
    return files


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.workflow.source.name, other.workflow.source.name) for one, other in too_deep(linked(files))]


def test_the_first_behind_the_limit_is_named() -> None:
    assert found(chain(4)) == []
    assert found(chain(5)) == [("w4.yml", "w3.yml")]
    assert found(chain(7)) == [("w4.yml", "w3.yml")]


def test_what_is_started_otherwise_as_well_begins_anew() -> None:
    files = chain(5)
    files["w2.yml"] = files["w2.yml"].replace("on: {", "on: {push: {}, ")
    assert found(files) == []


def waiting_for(*names: str, more: str = "") -> str:
    return f"on: {{{more}workflow_run: {{workflows: [{', '.join(names)}], types: [completed]}}}}{JOBS}"


def around(files: dict[str, str]) -> list[list[str]]:
    return [[each.workflow.source.name for each in circle] for circle in circles(linked(files))]


def test_a_workflow_that_waits_for_its_own_end() -> None:
    assert around({"a.yml": "name: A\n" + waiting_for("A", more="push: {}, ")}) == [["a.yml"]]
    assert around({"a.yml": "name: A\n" + waiting_for("'*'", more="push: {}, ")}) == [["a.yml"]]
    assert around({"a.yml": "name: A\n" + waiting_for("B"), "b.yml": "name: B\non: push" + JOBS}) == []


@pytest.mark.parametrize(
    ("filters", "is_circle"),
    [
        ("branches: [main]", True),
        ("branches: ['**']", True),
        ("branches: ['release/**']", False),
        ("branches-ignore: [main]", False),
        ("branches-ignore: ['*']", False),
        ("branches-ignore: [gh-pages]", True),
    ],
)
def test_a_run_that_another_one_has_started_is_on_the_default_branch(filters: str, is_circle: bool) -> None:
    on = waiting_for("A", more="push: {}, ").replace("types: [completed]", f"types: [completed], {filters}")
    assert around({"a.yml": "name: A\n" + on}) == ([["a.yml"]] if is_circle else [])


def test_workflows_that_wait_for_each_other_are_named_once() -> None:
    files = {
        "a.yml": "name: A\n" + waiting_for("C"),
        "b.yml": "name: B\n" + waiting_for("A"),
        "c.yml": "name: C\n" + waiting_for("B", more="push: {}, "),
        "d.yml": "name: D\n" + waiting_for("C"),
    }
    assert around(files) == [["a.yml", "b.yml", "c.yml"]]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("workflow_dispatch: {}, ", [("w4.yml", "w3.yml")]),
        ("workflow_call: {}, ", [("w4.yml", "w3.yml")]),
        ("schedule: [], ", []),
    ],
)
def test_what_can_be_started_by_hand_is_no_beginning(more: str, expected: list[tuple[str, str]]) -> None:
    files = {name: text.replace("on: {", f"on: {{{more}") for name, text in chain(5).items()}
    assert found(files) == expected


def test_what_is_dispatched_is_a_beginning() -> None:
    files = {name: text.replace("on: {", "on: {workflow_dispatch: {}, ") for name, text in chain(5).items()}
    files["start.yml"] = (
        "on: push\npermissions: {actions: write}\njobs: {a: {runs-on: x, env: {GH_TOKEN: '${{ github.token }}', GH_REPO: o/r}, "
        "steps: [{run: gh workflow run w2.yml -R $GITHUB_REPOSITORY}]}}\n"
    )
    assert found(files) == []
