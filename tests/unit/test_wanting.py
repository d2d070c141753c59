"""What a listener needs and a message doesn't carry, and what it can do without."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.optional import asks_for, optional_fields
from wflint.soundness.wanting import prepared, wants

SENDER = """
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built -f "client_payload[sha]=$GITHUB_SHA"
"""


def _listener(step: str) -> str:
    head = "on: {repository_dispatch: {types: [built]}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
    return head + "".join(f"      {line}\n" for line in step.strip("\n").split("\n"))


FIELD = "${{ github.event.client_payload.image }}"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (f'- run: ./deploy.sh "{FIELD}"', [("image", "`./deploy.sh` gets an empty text", True)]),
        (f'- env: {{IMAGE: "{FIELD}"}}\n  run: ./deploy.sh "$IMAGE"', [("image", "`./deploy.sh` gets an empty text", True)]),
        (f"- uses: octo/deploy@v1\n  with: {{tag: '{FIELD}'}}", [("image", "`tag` of `octo/deploy@v1` is empty", False)]),
        (f'- env: {{IMAGE: "{FIELD}"}}\n  run: ./deploy.sh "${{IMAGE:-latest}}"', []),
        (f'- env: {{IMAGE: "{FIELD}"}}\n  run: if [ -n "$IMAGE" ]; then ./deploy.sh "$IMAGE"; fi', []),
        ("- run: ./deploy.sh \"${{ github.event.client_payload.image || 'latest' }}\"", []),
        (f'- if: github.event.client_payload.image\n  run: ./deploy.sh "{FIELD}"', []),
        (f'- run: echo "{FIELD}"', []),
        ('- run: ./deploy.sh "${{ github.event.client_payload.sha }}"', []),
        (
            "- if: github.event.client_payload.image == 'app'\n  run: ./deploy.sh",
            [("image", "no route takes the event", True)],
        ),
    ],
)
def test_fields_that_are_needed(step: str, expected: list[tuple[str, str, bool]]) -> None:
    system = linked({"build.yml": SENDER, "deploy.yml": _listener(step)})
    assert [(each.name, each.effect, each.certain) for each in wants(system)] == expected


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ('x="${NAME:-none}"', True),
        ('[ -z "$NAME" ] && exit 1', True),
        ("if (-not $NAME) { exit 1 }", True),
        ("const x = NAME || 'none'", True),
        ('./deploy.sh "$NAME"', False),
        ('[ "$NAME" = app ]', False),
    ],
)
def test_scripts_that_ask(script: str, asked: bool) -> None:
    assert asks_for(script, frozenset(["NAME"])) is asked


def test_fields_with_a_default() -> None:
    system = linked({"deploy.yml": _listener(f"- run: ./deploy.sh \"{FIELD[:-3]} || 'latest' }}}}\"")})
    assert optional_fields(system.workflows[0]) == {"image"}


def test_inputs_that_are_made_ready_and_not_passed() -> None:
    worker = "on: {workflow_dispatch: {inputs: {id: {}, errors: {}}}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"
    router = _listener("- run: |\n    P=$(jq -n --arg id 1 --arg errors 2 '{}')\n    gh workflow run worker.yml -f id=1")
    system = linked({"router.yml": router, "worker.yml": worker})
    assert [(each.name, each.target) for each in prepared(system)] == [("errors", "worker.yml")]
