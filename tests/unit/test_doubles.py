"""Workflows that act alike on one event."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.doubles import doubles

WORKER = "on: {workflow_dispatch: {inputs: {id: {}}}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"


def router(run: str, condition: str = "always()", event: str = "go") -> str:
    return f"""on: {{repository_dispatch: {{types: [{event}]}}}}
env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - if: {condition}
        run: {run}
"""


SEND = "gh workflow run worker.yml -f id=1"
CASES = [
    pytest.param(router(SEND), router(SEND), ["go"], id="the same"),
    pytest.param(router(SEND), router("echo started"), [], id="one only logs"),
    pytest.param(router(SEND), router(SEND, event="come"), [], id="other types"),
    pytest.param(router(SEND), router("gh workflow run worker.yml -f id=2"), [], id="other constants"),
    pytest.param(
        router(SEND, "github.event.client_payload.a == 'x'"),
        router(SEND, "github.event.client_payload.a == 'y'"),
        [],
        id="one or the other",
    ),
]


@pytest.mark.parametrize(("one", "other", "expected"), CASES)
def test_workflows_that_act_alike(one: str, other: str, expected: list[str]) -> None:
    found = doubles(linked({"a.yml": one, "b.yml": other, "worker.yml": WORKER}))
    names = [(each.event.type, each.first.site.workflow.path[-5:], each.second.site.workflow.path[-5:]) for each in found]
    assert names == [(event, "a.yml", "b.yml") for event in expected]
