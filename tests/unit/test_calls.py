"""Calls at a glance: what surely fits, and everything else."""

import pytest

from wflint.facts.calls import calls_of, declared_by, fits, hands_on
from wflint.syntax.glance import glance

CALLED = """\
on:
  workflow_call:
    inputs:
      name: {type: string, required: true}
      fast: {type: boolean}
      count: {type: number, required: true, default: 3}
      level: {type: choice, options: [low, high]}
jobs:
  a: {runs-on: ubuntu-latest, steps: [{run: make}]}
"""
CALLER = """\
on: push
jobs:
  a:
    uses: ./.github/workflows/called.yml
    with: GIVEN
"""


def judged(given: str, called: str = CALLED) -> bool:
    caller, target = glance(CALLER.replace("GIVEN", given), "workflow"), glance(called, "workflow")
    assert caller is not None
    assert target is not None
    ((path, passed, _),) = calls_of(caller.root)
    assert path == ".github/workflows/called.yml"
    return fits(passed, declared_by(target.root))


@pytest.mark.parametrize(
    "given",
    [
        "{name: x}",
        "{NAME: '${{ inputs.anything }}'}",
        "{name: x, fast: true, count: 2, level: low}",
        "{name: x, fast: '${{ inputs.fast }}', count: '${{ needs.a.outputs.count }}', level: '${{ inputs.level }}'}",
        "{name: x, fast: \"${{ github.ref == 'refs/heads/main' && inputs.fast || false }}\"}",
        "{name: x, fast: \"${{ needs.a.outputs.fast == 'true' || github.event.inputs.fast }}\"}",
    ],
)
def test_what_surely_fits(given: str) -> None:
    assert judged(given)


@pytest.mark.parametrize(
    "given",
    [
        "{}",
        "{fast: true}",
        "{name: x, other: y}",
        "{name: x, fast: yes}",
        "{name: x, fast: 1}",
        "{name: x, fast: \"${{ inputs.fast && 'yes' || 'no' }}\"}",
        "{name: x, fast: '${{ 1 }}'}",
        "{name: x, fast: 'x${{ inputs.fast }}'}",
        "{name: x, fast: '${{ (needs.a.outputs.fast) }}'}",
        "{name: x, fast: '${{ needs . a . outputs . fast }}'}",
        "{name: x, fast: \"${{ needs.a.outputs.fast || github.ref == 'refs/heads/main' }}\"}",
        "{name: x, count: many}",
        "{name: x, count: \"${{ inputs.fast == 'a' }}\"}",
        "{name: x, level: middle}",
        "{name: x, level: \"${{ inputs.fast && 'low' || 'middle' }}\"}",
        "{name: [x]}",
        "x",
    ],
)
def test_what_may_be_wrong_is_read(given: str) -> None:
    assert not judged(given)


def test_declarations_of_every_form() -> None:
    for trigger in ("on: workflow_call", "on: [push, workflow_call]", "on: {workflow_call: }", "on: {workflow_call: {inputs: }}"):
        called = trigger + CALLED[CALLED.index("\njobs") :]
        assert judged("{}", called)
        assert not judged("{name: x}", called)
    assert not judged("{name: x}", "on: push" + CALLED[CALLED.index("\njobs") :]), "it can't be called"
    required = CALLED.replace("required: true, default: 3", "required: 'TRUE', default: ")
    assert not judged("{name: x}", required)
    assert judged("{name: x, count: 1}", required)


@pytest.mark.parametrize(
    ("secrets", "expected"),
    [
        ("inherit", True),
        ("{KEY: x}", True),
        ("{key: x, other: y}", True),
        ("{other: y}", False),
        ("", False),
    ],
)
def test_secrets_that_are_handed_on(secrets: str, expected: bool) -> None:
    caller = glance(CALLER.replace("with: GIVEN", f"secrets: {secrets}" if secrets else "name: x"), "workflow")
    assert caller is not None
    ((_, _, handed),) = calls_of(caller.root)
    assert hands_on("env: {A: '${{ secrets.KEY }}', B: '${{ secrets.GITHUB_TOKEN }}', C: ${{ vars.X }}}", handed) is expected
    assert hands_on("env: {A: \"${{ secrets['KEY'] }}\"}", handed) is expected
    assert hands_on("env: {A: '${{ github.token }}'}", handed)
