"""What calls of reusable workflows pass for booleans."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.passing import texts_for_booleans

CALLED = """\
on: {workflow_call: {inputs: {flag: {type: boolean}, word: {type: string}}}}
jobs: {a: {runs-on: x, steps: [{run: make}]}}
"""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("${{ needs.look.outputs.flag }}", ["flag"]),
        ("${{ github.event.inputs.flag }}", ["flag"]),
        ("${{ github.event.inputs.flag || true }}", ["flag"]),
        ("${{ inputs.flag }}${{ inputs.flag }}", ["flag"]),
        ("${{ github.event.inputs.other }}", []),
        ("${{ inputs.flag }}", []),
        ("${{ inputs.flag || true }}", []),
        ("${{ fromJSON(needs.look.outputs.flag) }}", []),
        ("${{ needs.look.outputs.flag == 'true' }}", []),
        ("${{ needs.look.result }}", []),
        ("true", []),
    ],
)
def test_texts_for_booleans(value: str, found: list[str]) -> None:
    caller = (
        "on: {push: {}, workflow_dispatch: {inputs: {flag: {type: boolean}}}}\njobs:\n"
        "  look: {runs-on: x, outputs: {flag: 1}, steps: [{run: make}]}\n"
        f'  build: {{needs: look, uses: ./.github/workflows/called.yml, with: {{flag: "{value}", word: "{value}"}}}}\n'
    )
    system = linked({"caller.yml": caller, "called.yml": CALLED})
    assert [field.name for _, field, _ in texts_for_booleans(system)] == found
