"""What calls of reusable workflows pass for booleans."""

from __future__ import annotations

from pathlib import Path

import pytest
from linked import linked

from wflint.config import Config
from wflint.link import link
from wflint.soundness.passing import defects, texts_for_booleans
from wflint.sources import discover

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


CALLED_SENDER = """\
name: send
inputs: {{body: {{default: {}}}}}
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        if [ -n "${{{{ inputs.body }}}}" ]; then
          echo '${{{{ inputs.body }}}}' | gh workflow run a.yml --json
        fi
"""


@pytest.mark.parametrize(("default", "found"), [("''", 0), ("nothing", 1)])
def test_what_is_never_sent_has_no_defect(default: str, found: int, tmp_path: Path) -> None:
    files = {
        ".github/workflows/b.yml": "on: push\njobs: {a: {runs-on: x, steps: [{uses: ./.github/actions/send}]}}\n",
        ".github/workflows/a.yml": "on: workflow_dispatch\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n",
        ".github/actions/send/action.yml": CALLED_SENDER.format(default),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    repositories, _ = discover([str(tmp_path)])
    assert len(list(defects(link(repositories, Config()), "invalid-payload"))) == found
