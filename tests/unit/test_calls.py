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


def judged(given: str, called: str = CALLED, event: str = "push") -> bool:
    calling = CALLER.replace("GIVEN", given).replace("on: push", f"on: {event}")
    caller, target = glance(calling, "workflow"), glance(called, "workflow")
    assert caller is not None
    assert target is not None
    ((path, passed, _),) = calls_of(caller.root, caller.triggers)
    assert path == ".github/workflows/called.yml"
    return fits(passed, declared_by(target.root))


@pytest.mark.parametrize(
    "given",
    [
        "{name: x}",
        "{NAME: '${{ inputs.anything }}'}",
        "{name: x, fast: true, count: 2, level: low}",
        "{name: x, fast: '${{ github.event.forced }}', count: '${{ needs.a.outputs.count }}', level: '${{ vars.LEVEL }}'}",
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


@pytest.mark.parametrize(
    "given", ["fast: '${{ inputs.fast }}'", "count: '${{ inputs.count }}'", "fast: \"${{ inputs['fast'] }}\""]
)
def test_an_input_has_its_type_only_where_nothing_else_starts_the_workflow(given: str) -> None:
    for event in ("workflow_dispatch", "workflow_call", "{workflow_dispatch: {inputs: {fast: {type: boolean}}}}"):
        assert judged(f"{{name: x, {given}}}", event=event) is ("[" not in given), "what is looked up in brackets is read anyway"
    for event in ("push", "[workflow_dispatch, schedule]"):
        assert not judged(f"{{name: x, {given}}}", event=event)


def test_declarations_of_every_form() -> None:
    for trigger in ("on: workflow_call", "on: [push, workflow_call]", "on: {workflow_call: }", "on: {workflow_call: {inputs: }}"):
        called = trigger + CALLED[CALLED.index("\njobs") :]
        assert judged("{}", called)
        assert not judged("{name: x}", called)
    assert not judged("{name: x}", "on: push" + CALLED[CALLED.index("\njobs") :]), "it can't be called"
    required = CALLED.replace("required: true, default: 3", "required: 'TRUE', default: ")
    assert not judged("{name: x}", required)
    assert judged("{name: x, count: 1}", required)


DECLARES = "on: {workflow_call: {secrets: {KEY: {required: true}, other: }}}\n"


def handed_on(secrets: str) -> tuple[str, ...] | None:
    """The names of the secrets that a call hands on."""
    caller = glance(CALLER.replace("with: GIVEN", f"secrets: {secrets}" if secrets else "name: x"), "workflow")
    assert caller is not None
    ((_, _, handed),) = calls_of(caller.root, caller.triggers)
    return handed


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
    handed = handed_on(secrets)
    reads = "env: {A: '${{ secrets.KEY }}', B: '${{ secrets.GITHUB_TOKEN }}', C: ${{ vars.X }}}"
    assert hands_on(DECLARES + reads, handed) is expected
    assert hands_on(DECLARES + "env: {A: \"${{ secrets['KEY'] }}\"}", handed) is expected
    assert hands_on(DECLARES + "env: {A: '${{ github.token }}'}", handed)


@pytest.mark.parametrize(("secrets", "expected"), [("inherit", True), ("{KEY: x}", False), ("{more: y}", False), ("", True)])
def test_secrets_that_nobody_declares_are_looked_at(secrets: str, expected: bool) -> None:
    assert hands_on("on: workflow_call\nenv: {A: '${{ vars.KEY }}', B: '${{ vars.more }}'}", handed_on(secrets)) is expected
