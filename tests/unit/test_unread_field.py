"""Fields that are sent and that nobody reads."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.config import Config
from wflint.soundness.unread import unread

HEAD = "on: push\nenv: {GH_REPO: '${{ github.repository }}'}\njobs:\n  send:\n    runs-on: ubuntu-latest\n    steps:\n"
SEND = (
    HEAD
    + "      - run: gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=go -f client_payload[a]=1 -f client_payload[b]=2\n"
)
START = HEAD + "      - run: gh workflow run work.yml -f a=1 -f b=2 -f c=3\n"


def _listener(*lines: str) -> str:
    return "on: {repository_dispatch: {types: [go]}}\njobs:\n" + "\n".join(lines) + "\n"


def _job(step: str) -> str:
    return f"  job:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}"


A = "${{ github.event.client_payload.a }}"


@pytest.mark.parametrize(
    ("listener", "names"),
    [
        (_listener(_job(f"run: ./go.sh {A}")), ["b"]),
        (_listener(_job(f"run: ./go.sh {A} ${{{{ github.event.client_payload.B }}}}")), []),
        (_listener(_job("run: ./go.sh '${{ toJSON(github.event.client_payload) }}'")), []),
        (_listener(_job(f"run: ./go.sh {A}"), "  away:\n    uses: octo/other/.github/workflows/x.yml@main"), []),
        (_listener(_job("uses: actions/github-script@v8\n        with: {script: 'f(context.payload.client_payload.b)'}")), ["a"]),
    ],
)
def test_fields_of_an_event(listener: str, names: list[str]) -> None:
    assert [each.field.name for each in unread(linked({"send.yml": SEND, "go.yml": listener}))] == names


def test_two_listeners_read_different_fields() -> None:
    other = _listener(_job("run: ./go.sh ${{ github.event.client_payload.b }}"))
    assert list(unread(linked({"send.yml": SEND, "go.yml": _listener(_job(f"run: ./go.sh {A}")), "too.yml": other}))) == []


def test_a_type_that_is_heard_outside_may_be_read_there() -> None:
    system = linked({"send.yml": SEND, "go.yml": _listener(_job("run: ./go.sh"))}, Config(external_heard=("go",)))
    assert list(unread(system)) == []


def test_inputs_that_are_declared_and_not_read() -> None:
    work = "on: {workflow_dispatch: {inputs: {a: {}, b: {}}}}\njobs:\n" + _job("run: ./work.sh ${{ inputs.a }}") + "\n"
    assert [each.field.name for each in unread(linked({"start.yml": START, "work.yml": work}))] == ["b"]
