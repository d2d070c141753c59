"""Executors with a second role."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.config import Config
from wflint.soundness.mixed import mixtures

ENVIRONMENT = 'env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}'
SEND = 'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type='


def workflow(on: str, *jobs: tuple[str, str]) -> str:
    lines = ""
    for key, run in jobs:
        name, _, needs = key.partition(" needs ")
        lines += f"  {name}:\n    runs-on: ubuntu-latest\n    needs: [{needs}]\n    steps:\n      - run: {run}\n"
    return f"on: {on}\n{ENVIRONMENT}\njobs:\n{lines}"


WORKER = (("work", "make"), ("report needs work", f"{SEND}done"))
CASES = [
    pytest.param("workflow_dispatch", WORKER, {}, [], id="works and reports"),
    pytest.param(
        "workflow_dispatch",
        (*WORKER, ("next", "gh workflow run other.yml")),
        {},
        [("starts", "done", "other.yml")],
        id="starts the next one",
    ),
    pytest.param("workflow_dispatch", (*WORKER, ("again", "gh workflow run worker.yml")), {}, [], id="starts itself again"),
    pytest.param(
        "workflow_dispatch",
        (*WORKER, ("next", "gh workflow run other.yml")),
        {"other.yml": "event-log"},
        [],
        id="writes to the log of events",
    ),
    pytest.param(
        "workflow_dispatch",
        (*WORKER, ("next", "gh workflow run other.yml")),
        {"worker.yml": "orchestrator"},
        [],
        id="stated role",
    ),
    pytest.param(
        "[workflow_dispatch, push]",
        (*WORKER, ("next", f"{SEND}go\n        if: github.event_name == 'push'")),
        {},
        [("begins", "done", "router.yml")],
        id="begins a task on a push",
    ),
    pytest.param(
        "workflow_dispatch",
        (*WORKER, ("other", "make"), ("tell needs other", f"{SEND}other")),
        {},
        [("two", "done", "router.yml")],
        id="two pieces of work",
    ),
    pytest.param(
        "workflow_dispatch",
        (*WORKER, ("tell needs work", f"{SEND}other")),
        {},
        [],
        id="two words about one piece of work",
    ),
    pytest.param("workflow_dispatch", (*WORKER, ("tell", f"{SEND}other")), {}, [], id="one word at the beginning"),
    pytest.param(
        "workflow_dispatch",
        (*WORKER, ("other", "make"), ("tell needs other", f"{SEND}done")),
        {},
        [],
        id="one type for two pieces",
    ),
]


@pytest.mark.parametrize(("on", "jobs", "roles", "expected"), CASES)
def test_second_roles(
    on: str, jobs: tuple[tuple[str, str], ...], roles: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    files = {
        "launcher.yml": workflow("workflow_dispatch", ("launch", f"{SEND}go")),
        "router.yml": workflow(
            "{repository_dispatch: {types: [go, done, other]}}",
            ("route", "gh workflow run worker.yml\n        if: github.event.action == 'go'"),
        ),
        "worker.yml": workflow(on, *jobs),
        "other.yml": workflow("workflow_dispatch", ("a", "make")),
    }
    found = mixtures(linked(files, Config(roles=roles)))
    assert [
        (each.kind, each.callback.event.type, each.other.workflow.workflow.source.name, each.workflow.workflow.source.name)
        for each in found
    ] == [(*each, "worker.yml") for each in expected]
