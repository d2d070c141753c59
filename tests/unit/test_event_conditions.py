"""Conditions on the event, told without a parser: whatever isn't sure must be read."""

import pytest

from wflint.facts.event_conditions import _can_hold, conditions_hold, jobs_run
from wflint.syntax.glance import glance

WORKFLOW = """\
on:
  push: {branches: [main]}
  pull_request:
  workflow_dispatch:
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
        if: CONDITION
"""


def holds(text: str) -> bool:
    found = glance(text, "workflow")
    return found is not None and conditions_hold(found.root, text.lower(), found.triggers)


@pytest.mark.parametrize(
    "condition",
    [
        "github.event_name == 'push'",
        "github.event_name=='PUSH'",
        "'push' == github.event_name",
        "${{ github.event_name == 'push' && github.ref == 'refs/heads/main' }}",
        "github.event_name != 'schedule'",
        "!(github.event_name == 'push')",
        "!(github.event_name != 'schedule')",
        "github.event_name == 'schedule' || github.event_name == 'push'",
        "(github.ref == 'a' || startsWith(github.ref, 'b')) && (github.event_name == 'schedule' || github.event_name == 'push')",
        "always() && github.event_name == 'push'",
        "failure() && needs.x.result == 'success' && github.event_name == 'push'",
        "github.event_name == 'pull_request' && github.head_ref == 'x'",
        "github.event_name == 'pull_request' && github.event.pull_request.draft",
        "github.event_name == 'pull_request' && github.event.action == 'closed'",
        "github.event_name == 'workflow_dispatch' && inputs.mode == 'x'",
        "github.event_name == 'push' || contains(github.event.head_commit.message, 'x')",
    ],
)
def test_what_some_trigger_meets_can_hold(condition: str) -> None:
    assert holds(WORKFLOW.replace("CONDITION", f'"{condition}"'))


@pytest.mark.parametrize(
    "condition",
    [
        "github.event_name == 'schedule'",
        "GitHub.Event_Name == 'schedule'",
        "github['event_name'] == 'push'",
        "github.event_name == 'push' && github.event_name == 'pull_request'",
        "github.event_name == 'push' && github.event.pull_request.merged",
        "github.event_name == 'push' && github.head_ref == 'x'",
        "github.event_name == 'push' && inputs.mode == 'x'",
        "github.event_name == 'push' && steps.x.outputs.y == 'z'",
        "github.event_name == 'push' && env.X",
        "github.event_name == 'push' && !always()",
        "github.event_name == 'push' && 'a' == 'b'",
        "github.event_name == 'push' && startsWith(github.ref, '')",
        "github.event_name == 'push' && github.event.action == 'closed'",
        "github.event.action == 'closed' && github.event_name != 'pull_request'",
        "(github.event_name == 'schedule') == true",
        "${{ github.event_name == 'push' }} && true",
        "github.event_name == 'push' &&",
        "(github.event_name == 'push'",
    ],
)
def test_whatever_isnt_sure_is_read(condition: str) -> None:
    assert not holds(WORKFLOW.replace("CONDITION", f'"{condition}"'))


@pytest.mark.parametrize(
    ("line", "harmless"),
    [
        ("      - name: after ${{ github.event_name }}\n        run: make\n", True),
        ("      - uses: o/act@v1\n        with: {push: \"${{ github.event_name != 'pull_request' }}\"}\n", True),
        ("      - uses: ./act\n        with: {event: '${{ github.event_name }}'}\n", False),
        ("      - uses: actions/github-script@v8\n        with: {script: 'f(\"${{ github.event_name }}\")'}\n", False),
        ("      - run: test ${{ github.event_name }} = schedule && make\n", False),
        ("      - run: test $X = schedule && make\n        env: {X: '${{ github.event_name }}'}\n", False),
        ("      - run: make # event_name\n", False),
    ],
)
def test_what_tells_the_event_elsewhere_may_decide_something(line: str, harmless: bool) -> None:
    assert holds(WORKFLOW.replace("CONDITION", "always()") + line) is harmless


def test_a_called_workflow_sees_the_event_of_its_caller() -> None:
    text = WORKFLOW.replace("CONDITION", "github.event_name == 'schedule'")
    assert not holds(text)
    assert holds(text.replace("  pull_request:\n", "  workflow_call:\n"))


def test_a_long_condition_takes_no_longer_than_its_length() -> None:
    condition = " || ".join(["github.event_name == 'push'"] * 500)
    assert holds(WORKFLOW.replace("CONDITION", condition))
    assert not _can_hold(condition + "(" * 100_000, frozenset(("push",)))
    assert not _can_hold("'" * 100_001, frozenset(("push",)))


@pytest.mark.parametrize(
    ("on", "first", "expected"),
    [
        ("[push, workflow_dispatch]", "github.event_name == 'push'", False),
        ("[push, workflow_dispatch]", "github.event_name != 'pull_request'", True),
        ("[push, pull_request]", "github.event_name == 'push'", True),
        ("[push, merge_group]", "github.event_name == 'push'", True),
        ("[push, workflow_call]", "github.event_name == 'push'", True),
        ("[push]", "github.event_name == 'schedule'", True),
        ("[issues, issue_comment]", "startsWith(github.event.comment.body, '/ask')", False),
        ("[issues, issue_comment]", "github.event.issue.state == 'open'", True),
        ("[schedule, workflow_dispatch]", "inputs.run == 'yes'", False),
        ("[schedule, workflow_dispatch]", "github.repository == 'a/b'", True),
        ("[schedule, workflow_dispatch]", "github.event[inputs.x]", False),
    ],
)
def test_a_job_may_run_after_each_trigger(on: str, first: str, expected: bool) -> None:
    found = glance(f"on: {on}\njobs:\n  a:\n    if: {first}\n    runs-on: x\n    steps: [run: y]\n", "workflow")
    assert found is not None
    assert jobs_run(found.root, found.triggers) is expected
