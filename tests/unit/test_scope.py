"""What a name means in one job where other jobs have steps of their own."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.values.condition import Test
from wflint.values.value import Const, Reference

THIRD = Reference(("steps", "third", "outputs", "go"))
DECIDE = """
  decide:
    runs-on: ubuntu-latest
    outputs: {go: "${{ steps.third.outputs.go }}"}
    steps: [{id: third, uses: someone/decide@v1}]
"""
SEND = """if [ -n "$GO" ]; then gh workflow run heard.yml; fi"""
HEARD = "on: workflow_dispatch\njobs: {b: {runs-on: x, steps: [{run: make}]}}\n"
FILES = {
    "by another job": {
        "send.yml": f"""on: push
jobs:{DECIDE}
  send:
    needs: decide
    runs-on: ubuntu-latest
    steps:
      - {{id: own, run: make}}
      - {{run: '{SEND}', env: {{GO: "${{{{ needs.decide.outputs.go }}}}"}}}}
"""
    },
    "by the caller": {
        "call.yml": f"""on: push
jobs:{DECIDE}
  send:
    needs: decide
    uses: ./.github/workflows/send.yml
    with: {{go: "${{{{ needs.decide.outputs.go }}}}"}}
""",
        "send.yml": f"""on: {{workflow_call: {{inputs: {{go: {{type: string}}}}}}}}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - {{id: own, run: make}}
      - {{run: '{SEND}', env: {{GO: "${{{{ inputs.go }}}}"}}}}
""",
    },
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_an_output_of_a_step_elsewhere_isnt_taken_for_one_of_a_missing_step_here(files: dict[str, str]) -> None:
    """It can't be known, and stays so when what was worked out once is looked up once more."""
    site = next(each for each in linked({**files, "heard.yml": HEARD}).sites if "steps" in str(each.dispatch.guard))
    guard = site.dispatch.guard
    assert isinstance(guard, Test)
    assert isinstance(guard.left, Reference)
    assert guard.left.key == THIRD.key
    assert site.way.scope.resolve(guard.left) == guard.left
    assert site.way.scope.look_up(Reference(("steps", "typo", "outputs", "go"))) == Const("")
    assert site.way.scope.why_empty(THIRD) == "no step of the job has the id `third`"
