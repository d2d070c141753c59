"""Concurrency groups whose key is empty after some event."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.keyless import keyless

NUMBER = "${{ github.event.pull_request.number }}"
JOBS = "jobs: {a: {runs-on: x, steps: [{run: make}]}}\n"
QUEUE = "[pull_request, merge_group]"


@pytest.mark.parametrize(
    ("on", "group", "found"),
    [
        (QUEUE, f"a-{NUMBER}", [("merge_group", False)]),
        (QUEUE, NUMBER, [("merge_group", True)]),
        (QUEUE, "a-${{ github.event.pull_request.number || github.run_id }}", []),
        (QUEUE, "a-${{ github.event.pull_request.number || github.ref }}", []),
        ("[pull_request, issues]", "a-${{ github.head_ref }}", [("issues", False)]),
        (QUEUE, "all", []),
        ("[pull_request, push]", f"a-{NUMBER}", [("push", False)]),
        ("{pull_request: {}, push: {branches: [main]}}", f"a-{NUMBER}", []),
        ("{pull_request: {}, push: {branches: [main, next]}}", f"a-{NUMBER}", [("push", False)]),
        ("{pull_request: {}, push: {branches: ['r/*']}}", f"a-{NUMBER}", [("push", False)]),
        ("{pull_request: {}, push: {branches: [main]}}", "${{ github.head_ref }}", [("push", True)]),
        ("[pull_request, schedule]", f"a-{NUMBER}", []),
        ("issue_comment", f"a-{NUMBER}", [("issue_comment", False)]),
        ("issue_comment", "a-${{ github.event.pull_request.number || github.ref }}", [("issue_comment", False)]),
        ("issue_comment", "a-${{ github.event.issue.number }}", []),
        ("pull_request", f"a-{NUMBER}", []),
        ("[pull_request, workflow_call]", f"a-{NUMBER}", []),
    ],
)
def test_what_is_left_of_a_group(on: str, group: str, found: list[tuple[str, bool]]) -> None:
    text = f"on: {on}\nconcurrency: {{group: '{group}', cancel-in-progress: true}}\n{JOBS}"
    assert [(each.trigger.event, each.is_empty) for each in keyless(linked({"a.yml": text}))] == found
    waits = [(event, is_empty) for event, is_empty in found if is_empty]
    assert [(each.trigger.event, each.is_empty) for each in keyless(linked({"a.yml": text.replace("true", "false")}))] == waits
