"""Runs that do nothing, and cancel one that is at work."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.bystanders import bystanders

COMMENTS = "on: {issue_comment: {types: [created]}}"
LABELS = "on: {pull_request: {types: [opened, labeled]}}"
ENDS = "on: {workflow_run: {workflows: [a], types: [completed]}}"
ISSUE = "${{ github.event.issue.number }}"
ASKED = "contains(github.event.comment.body, '@bot')"
LABELED = "github.event.action != 'labeled' || github.event.label.name == 'x'"


def found(on: str, group: str, asked: str, cancels: str = "true", more: str = "") -> list[tuple[str, bool]]:
    text = (
        f'name: a\n{on}\nconcurrency: {{group: "{group}", cancel-in-progress: "{cancels}"}}\n'
        f'jobs:\n  work: {{if: "{asked}", runs-on: x, steps: [{{run: make}}]}}\n{more}'
    )
    return [(each.what, each.certain) for each in bystanders(linked({"a.yml": text.replace('"true"', "true")}))]


@pytest.mark.parametrize(
    ("group", "asked", "is_found"),
    [
        (f"a-{ISSUE}", ASKED, True),
        ("all", ASKED, True),
        ("${{ github.workflow }}-${{ github.event.issue.number || github.event.pull_request.number }}", ASKED, True),
        (f"a-{ISSUE}", f"github.actor == 'me' && {ASKED}", True),
        (f"a-{ISSUE}", f"always() && {ASKED}", True),
        (f"a-{ISSUE}", f"{ASKED} || github.actor == 'me'", False),
        (f"a-{ISSUE}", "github.event.issue.pull_request", False),
        (f"a-{ISSUE}", "!contains(github.event.comment.body, '@bot')", False),
        (f"a-{ISSUE}", "false", False),
        ("a-${{ github.event.comment.id }}", ASKED, False),
        ("a-${{ github.run_id }}", ASKED, False),
        ("a-${{ github.actor }}", ASKED, False),
        ("a-${{ contains(github.event.comment.body, '@bot') && 'work' || github.run_id }}", ASKED, False),
    ],
)
def test_comments(group: str, asked: str, is_found: bool) -> None:
    assert found(COMMENTS, group, asked) == ([("any other comment", True)] if is_found else [])


def test_what_else_starts_a_run() -> None:
    assert found(LABELS, "${{ github.ref }}", LABELED) == [("any other label", True)]
    assert found(LABELS.replace("labeled", "synchronize"), "${{ github.ref }}", LABELED) == []
    assert found(LABELS, "${{ github.ref }}-${{ github.event.label.name }}", LABELED) == []
    assert found(ENDS, "smoke", "github.event.workflow_run.conclusion == 'success'") == [("a run that has failed", False)]
    assert found(ENDS, "${{ github.event.workflow_run.id }}", "github.event.workflow_run.conclusion == 'success'") == []


def test_cancelling_may_hang_on_the_event() -> None:
    assert found(COMMENTS, "a", ASKED, "false") == []
    assert found(COMMENTS, "a", ASKED, "${{ github.event_name == 'issue_comment' }}") == [("any other comment", True)]
    assert found(COMMENTS, "a", ASKED, "${{ github.event_name == 'pull_request' }}") == []


def test_other_jobs() -> None:
    behind = "  after: {needs: work, runs-on: x, steps: [{run: make}]}\n"
    assert found(COMMENTS, "a", ASKED, more=behind) == [("any other comment", True)]
    assert found(COMMENTS, "a", ASKED, more=behind.replace("runs-on", "if: always(), runs-on")) == []
    assert found(COMMENTS, "a", ASKED, more=behind.replace("needs: work, ", "")) == []
