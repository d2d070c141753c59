"""Inputs of a manual start that nothing reads, told by the text."""

from __future__ import annotations

import pytest

from wflint.facts.unread_inputs import has_unread, unread
from wflint.syntax.glance import glance

WORKFLOW = """\
on:
  workflow_dispatch:
    inputs:
      dry_run: {type: boolean}
jobs:
  a:
    runs-on: x
    steps:
      - run: SCRIPT
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("make", True),
        ("make --dry_run_", True),
        ("make  # no dry_run here", False),
        ("make ${{ inputs.DRY_RUN }}", False),
        ("make ${{ github.event.inputs['dry_run'] }}", False),
        ("make '${{ toJSON(inputs) }}'", False),
        ("make ${{ inputs[matrix.name] }}", False),
        ("make ${{ inputs.* }}", False),
        ('make "$GITHUB_EVENT_PATH"', False),
        ("make '${{ toJson(github.event) }}'", False),
    ],
)
def test_what_reads_an_input(script: str, expected: bool) -> None:
    text = WORKFLOW.replace("SCRIPT", f"|\n          {script}")
    found = glance(text, "workflow")
    assert found is not None
    assert has_unread(found.root, text) is expected
    assert unread(text, ["dry_run"]) == (("dry_run",) if expected else ())


def test_a_comment_reads_nothing_and_a_text_may_be_for_people() -> None:
    assert unread(f"# dry_run does nothing\n{WORKFLOW}", ["dry_run"]) == ("dry_run",)
    found = glance(WORKFLOW.replace("boolean", "string"), "workflow")
    assert found is not None
    assert not has_unread(found.root, WORKFLOW)
