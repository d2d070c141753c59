"""State that a run keeps for the next one: on which endings, and under which name."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.kept import forgotten, unkeyed

LAUNCHER = """on: push
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{run: gh workflow run a.yml -f task_id="$GITHUB_RUN_ID"}]
"""
HEAD = """on:
  workflow_dispatch:
    inputs: {task_id: {}, run: {}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
"""
STATE = "task-${{ inputs.task_id }}"
RUN = "run-id: '${{ inputs.run }}', github-token: '${{ github.token }}'"
FETCH = f"      - {{uses: actions/download-artifact@v8, with: {{name: '{STATE}', {RUN}}}}}\n"
WORK = "      - {run: make}\n"


def keep(name: str, condition: str = "") -> str:
    return f"      - {{uses: actions/upload-artifact@v7, with: {{name: '{name}'}}{condition}}}\n"


ALWAYS = ", if: always()"
CASES = [
    pytest.param(FETCH + WORK + keep(STATE), [10], [], id="on success only"),
    pytest.param(FETCH + WORK + keep(STATE, ALWAYS), [], [], id="on every ending"),
    pytest.param(FETCH + WORK + keep(STATE) + keep(STATE, ", if: failure()"), [], [], id="in two steps"),
    pytest.param(FETCH + WORK + keep(STATE, ", if: inputs.run != ''"), [10], [], id="a condition without a status function"),
    pytest.param(WORK + keep(STATE), [], [], id="nothing is loaded"),
    pytest.param(WORK + keep(STATE) + FETCH, [], [], id="loaded afterwards"),
    pytest.param(FETCH + WORK + keep("state", ALWAYS), [], [10], id="a name without the id"),
    pytest.param(FETCH + WORK + keep(STATE, ALWAYS) + keep("logs", ALWAYS), [], [], id="something else beside it"),
    pytest.param(FETCH.replace(RUN, "path: x") + keep("state", ALWAYS), [], [], id="no run loads another's"),
]


@pytest.mark.parametrize(("steps", "lost", "nameless"), CASES)
def test_state_between_runs(steps: str, lost: list[int], nameless: list[int]) -> None:
    system = linked({"a.yml": HEAD + steps, "launcher.yml": LAUNCHER})
    assert [each.upload.place.line for each in forgotten(system)] == lost
    assert [(each.upload.place.line, each.name) for each in unkeyed(system)] == [(line, "task_id") for line in nameless]


HANDED_ON = "run-id: '${{ github.event.workflow_run.id }}', github-token: '${{ github.token }}'"
FOLLOWER = "on: {{workflow_run: {{workflows: [{}]}}}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"


@pytest.mark.parametrize(("after", "lost"), [("build", []), ("b.yml", [8]), ("other, b.yml", [8])])
def test_what_another_workflow_hands_on_is_no_state(after: str, lost: list[int]) -> None:
    fetch = f"      - {{uses: actions/download-artifact@v8, with: {{name: changes, {HANDED_ON}}}}}\n"
    names = FOLLOWER.format(after.replace("b.yml", ".github/workflows/b.yml"))
    system = linked({"b.yml": names + fetch + WORK + keep("changes"), "build.yml": "name: build\n" + LAUNCHER})
    assert [each.upload.place.line for each in forgotten(system)] == lost
