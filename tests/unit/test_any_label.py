"""Conditions that ask for a label which is there, when one was added."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.any_label import restarts

HAS = "contains(github.event.issue.labels.*.name, 'x')"
LABELED, BOTH = "{issues: {types: [labeled]}}", "{issues: {types: [opened, labeled]}}"


@pytest.mark.parametrize(
    ("on", "asked", "found"),
    [
        (LABELED, HAS, [("x", False)]),
        (BOTH, HAS, [("x", True)]),
        (BOTH, f"github.actor != 'me' && ({HAS} || github.event_name == 'push')", [("x", True)]),
        (BOTH, f"github.event.action == 'opened' && {HAS}", []),
        (BOTH, f"{HAS} && !contains(github.event.issue.labels.*.name, 'done')", []),
        (BOTH, f"{HAS} && github.event.label.name == 'x'", []),
        (BOTH, "contains(github.event.issue.title, 'x')", []),
        ("{issues: {types: [opened]}}", HAS, []),
        ("{issues: {types: [labeled, unlabeled]}}", HAS, []),
        ("{pull_request: {types: [labeled]}}", HAS, []),
    ],
)
def test_what_every_label_starts_again(on: str, asked: str, found: list[tuple[str, bool]]) -> None:
    text = f'on: {on}\njobs: {{a: {{if: "{asked}", runs-on: x, steps: [{{run: make}}]}}}}\n'
    assert [(each.label, each.with_opening) for each in restarts(linked({"a.yml": text}))] == found
