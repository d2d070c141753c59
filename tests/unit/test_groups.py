"""Concurrency groups that tasks share, and those that keep them apart."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.groups import crowds, shown_group

SENDER = """on: push
permissions: {actions: write, contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run a.yml -f task_id="$GITHUB_RUN_ID" -f part=all REF
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=go -f "client_payload[task_id]=$GITHUB_RUN_ID"
"""
CALLED = "on: {workflow_call: {inputs: {id: {type: string}}}}\njobs:\n  in:\n    runs-on: ubuntu-latest\n"
ON = "on:\n  workflow_dispatch:\n    inputs: {task_id: {}, part: {}, kind: {default: plain}}\n"
HEARS = "on: {repository_dispatch: {types: [go]}}\n"
JOB = "jobs:\n  work:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n"

Found = tuple[str, bool, bool, str | None]
"""Group, whether it is a job's, whether a newer one replaces the one at work, and the id."""

CASES = [
    pytest.param(ON + "concurrency: tasks\n" + JOB, [("tasks", False, False, "task_id")], id="a constant"),
    pytest.param(ON + "concurrency: {group: tasks, queue: max}\n" + JOB, [], id="all may wait"),
    pytest.param(
        ON + "concurrency: {group: tasks, queue: single, cancel-in-progress: true}\n" + JOB,
        [("tasks", False, True, "task_id")],
        id="the newest wins",
    ),
    pytest.param(ON + "concurrency: 'a-${{ inputs.task_id }}'\n" + JOB, [], id="the task"),
    pytest.param(ON + "concurrency: 'a-${{ github.run_id }}'\n" + JOB, [], id="the run"),
    pytest.param(ON + "concurrency: 'a-${{ inputs.part }}'\n" + JOB, [("a-all", False, False, "task_id")], id="one part is sent"),
    pytest.param(ON + "concurrency: 'a-${{ inputs.kind }}'\n" + JOB, [("a-plain", False, False, "task_id")], id="a default"),
    pytest.param(
        ON + "concurrency: '${{ github.workflow }}-${{ github.event.pull_request.number || github.ref }}'\n" + JOB,
        [("${{ github.workflow }}-${{ github.ref }}", False, False, "task_id")],
        id="what an event of another kind would hold",
    ),
    pytest.param(
        HEARS + "concurrency: 'a-${{ inputs.task_id }}'\n" + JOB,
        [("a-", False, False, "task_id")],
        id="empty after this event",
    ),
    pytest.param(HEARS + "concurrency: 'a-${{ github.event.client_payload.x || github.run_id }}'\n" + JOB, [], id="a fallback"),
    pytest.param(ON + "concurrency: 'a-${{ github.actor }}'\n" + JOB, [], id="who knows"),
    pytest.param(
        ON + JOB.replace("    steps", "    concurrency: one\n    steps"), [("one", True, False, "task_id")], id="of a job"
    ),
    pytest.param(
        ON + JOB.replace("    steps", "    if: github.event_name == 'push'\n    concurrency: one\n    steps"),
        [],
        id="another event",
    ),
    pytest.param(
        ON + "concurrency: tasks\n" + JOB.replace("    steps", "    concurrency: one\n    steps"),
        [("tasks", False, False, "task_id")],
        id="of a job whose runs wait already",
    ),
    pytest.param(
        ON + "jobs:\n  call:\n    uses: ./.github/workflows/called.yml\n    with: {id: '${{ inputs.task_id }}'}\n",
        [("one", True, False, "task_id")],
        id="of a job in a called workflow",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_groups_that_tasks_share(text: str, expected: list[Found]) -> None:
    called = CALLED + "    concurrency: one\n    steps: [{run: make}]\n  key:\n    runs-on: ubuntu-latest\n"
    called += "    concurrency: 'x-${{ inputs.id }}'\n    steps: [{run: make}]\n"
    system = linked({"a.yml": text, "called.yml": called, "sender.yml": SENDER.replace("REF", "")})
    found = [(shown_group(each.group), each.job is not None, each.replaces, each.name) for each in crowds(system)]
    assert found == expected


@pytest.mark.parametrize(("ref", "expected"), [("--ref main", True), ('--ref "$GITHUB_REF_NAME"', False)])
def test_ref_is_the_same_where_the_sender_gives_one(ref: str, expected: bool) -> None:
    text = ON + "concurrency: 'a-${{ github.ref }}'\n" + JOB
    system = linked({"a.yml": text, "sender.yml": SENDER.replace("REF", ref)})
    assert [shown_group(each.group) for each in crowds(system)] == (["a-${{ github.ref }}"] if expected else [])
