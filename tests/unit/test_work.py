"""Work in a workflow that decides."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.config import Config
from wflint.soundness.roles import orchestrators
from wflint.soundness.work import routers_at_work

ENVIRONMENT = 'env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}'
SEND = 'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type='


def workflow(on: str, *steps: str) -> str:
    lines = "".join(f"      - {each}\n" for each in steps)
    return f"on: {on}\n{ENVIRONMENT}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{lines}"


def system(*steps: str) -> dict[str, str]:
    return {
        "launcher.yml": workflow("workflow_dispatch", f"run: {SEND}go"),
        "router.yml": workflow(
            "{repository_dispatch: {types: [go, done]}}",
            *steps,
            "run: gh workflow run worker.yml\n        if: github.event.action == 'go'",
        ),
        "worker.yml": workflow("workflow_dispatch", "run: make all", f"run: {SEND}done"),
    }


CASES = [
    pytest.param("run: make build test", ["make build"], id="make"),
    pytest.param("run: make route", [], id="a target of its own"),
    pytest.param("run: sudo make", ["make"], id="make as root"),
    pytest.param("run: npm run build", ["npm run"], id="npm script"),
    pytest.param("run: npm ci", [], id="packages for a script"),
    pytest.param("run: cargo test --all", ["cargo test"], id="cargo"),
    pytest.param("run: git commit -am done", ["git commit"], id="commit"),
    pytest.param("run: git log", [], id="git only reads"),
    pytest.param("run: cmake --version", [], id="version of a tool"),
    pytest.param("run: ./route.sh", [], id="script that isn't there"),
    pytest.param("uses: docker/build-push-action@v6", ["docker/build-push-action@v6"], id="action"),
    pytest.param("uses: actions/checkout@v7", [], id="checkout"),
]


@pytest.mark.parametrize(("step", "expected"), CASES)
def test_work_of_a_router(step: str, expected: list[str]) -> None:
    found = list(routers_at_work(linked(system(step))))
    assert [(each.words, each.way.workflow.workflow.source.name, each.place.line) for each in found] == [
        (words, "router.yml", 7) for words in expected
    ]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({}, ["router.yml"]),
        ({"router.yml": "other"}, []),
        ({"worker.yml": "orchestrator"}, ["router.yml", "worker.yml"]),
    ],
)
def test_who_decides(roles: dict[str, str], expected: list[str]) -> None:
    found = orchestrators(linked(system(), Config(roles=roles)))
    assert [each.workflow.source.name for each in found] == expected
