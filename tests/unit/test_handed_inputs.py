"""Inputs that are handed on under the name that they had: in the called workflow `inputs` are other ones."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.scenario import Scenario, holds

CALLED = """\
on: {workflow_call: {inputs: {flag: {type: boolean}}}}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  tell:
    runs-on: x
    steps: [{if: inputs.flag, run: "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=done"}]
"""


def test_an_output_that_hangs_on_a_choice_of_a_script() -> None:
    caller = """\
on: {workflow_dispatch: {inputs: {flag: {type: string}}}}
jobs:
  look:
    runs-on: x
    outputs: {flag: "${{ steps.look.outputs.flag }}"}
    steps:
      - id: look
        env: {FLAG: "${{ inputs.flag }}"}
        run: |
          given=no
          if [ -n "$FLAG" ]; then given=yes; fi
          if [ "$given" = yes ]; then echo "flag=$FLAG" >> "$GITHUB_OUTPUT"; else echo "flag=true" >> "$GITHUB_OUTPUT"; fi
  call:
    needs: look
    uses: ./.github/workflows/called.yml
    with: {flag: "${{ needs.look.outputs.flag }}"}
"""
    (site,) = linked({"caller.yml": caller, "called.yml": CALLED.replace("boolean", "string")}).sites
    assert holds(site.way.step.guard, site.way.scope, Scenario()) is None


@pytest.mark.parametrize(
    "given",
    [
        "github.event.inputs.flag == 'true'",
        "inputs.flag == true",
        "github['event'].inputs.FLAG == 'true' && true",
        "!inputs.flag",
    ],
)
def test_an_input_that_hangs_on_one_of_its_name(given: str) -> None:
    caller = (
        "on: {workflow_dispatch: {inputs: {flag: {type: boolean}}}}\n"
        f'jobs: {{call: {{uses: ./.github/workflows/called.yml, with: {{flag: "${{{{ {given} }}}}"}}}}}}\n'
    )
    (site,) = linked({"caller.yml": caller, "called.yml": CALLED}).sites
    assert holds(site.way.step.guard, site.way.scope, Scenario()) is None
