"""Conditions on an event that never comes."""

from __future__ import annotations

import pytest
from linked import linked, repository

from wflint.config import Config
from wflint.lean import replace
from wflint.link import link
from wflint.soundness.routes import dead_conditions
from wflint.sources import Source

ASKS = 'if [ "$GITHUB_EVENT_NAME" = release ]; then\n{then}\nfi\nmake\n'


def dead(script: str) -> list[tuple[str, ...]]:
    steps = "".join(f"          {line}\n" for line in script.splitlines())
    text = f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n{steps}"
    system = linked({"a.yml": text})
    return [each.types for each in dead_conditions(system, system.workflows[0])]


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("  ./publish.sh", [("release",)]),
        ("  echo '::error::not from a release'\n  exit 1", []),
        ("  ./publish.sh\n  exit 0", [("release",)]),
    ],
)
def test_a_branch_of_a_script(then: str, expected: list[tuple[str, ...]]) -> None:
    """Whoever turns an event away has a guard, and no route."""
    assert dead(ASKS.format(then=then)) == expected


def test_a_file_is_written_for_several_callers() -> None:
    """What never comes to one workflow that runs the file may come to another."""
    path = "scripts/verify.sh"
    files = {path: Source(path, path, path, ASKS.format(then="  gh release view"))}
    run = f"jobs: {{a: {{runs-on: ubuntu-latest, steps: [{{uses: actions/checkout@v5}}, {{run: {path}}}]}}}}\n"
    runs = repository({"push.yml": f"on: push\n{run}", "release.yml": f"on: release\n{run}"})
    system = link((replace(runs, files=files),), Config())
    assert [list(dead_conditions(system, facts)) for facts in system.workflows] == [[], []]
