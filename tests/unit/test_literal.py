"""Outputs and variables that hold `{{ x }}` as it is written."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.literal import literals

STEP = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    env: {{GH_TOKEN: "${{{{ github.token }}}}", VALUE: "{variable}"}}
    steps:
      - id: put
        shell: {shell}
        run: |
          {line}
      - run: gh workflow run worker.yml
"""


@pytest.mark.parametrize(
    ("shell", "line", "variable", "expected"),
    [
        ("bash", 'echo "x={{ inputs.a }}" >> "$GITHUB_OUTPUT"', "", [("x", 10, "inputs.a")]),
        ("pwsh", 'echo "x={{ github.event.inputs.a }}" >> $Env:GITHUB_OUTPUT', "", [("x", 10, "github.event.inputs.a")]),
        ("pwsh", 'if ($x) { echo "x={{inputs.a}}" >> $Env:GITHUB_OUTPUT } else { echo "x=1" >> $Env:GITHUB_OUTPUT }', "",
         [("x", 10, "inputs.a")]),
        ("bash", 'echo "x=${{ inputs.a }}" >> "$GITHUB_OUTPUT"', "", []),
        ("bash", 'echo "x={{ .Version }} {{ version }}" >> "$GITHUB_OUTPUT"', "", []),
        ("bash", 'sed "s/{{ inputs.a }}/1/" page.html', "", []),
        ("bash", "echo", "{{ steps.put.outputs.x }}", [("VALUE", 5, "steps.put.outputs.x")]),
    ],
)  # fmt: skip
def test_names_in_place_of_values(shell: str, line: str, variable: str, expected: list[tuple[str, int, str]]) -> None:
    system = linked({"a.yml": STEP.format(shell=shell, line=line, variable=variable)})
    assert [(each.name, each.place.line, each.meant) for each in literals(system.workflows[0])] == expected
