"""Retries that `workflow_run` brings about: the loop is closed by the end of a run, and the count stands in its title."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.graph import System
from wflint.soundness.correlation import passings
from wflint.soundness.flaws import astray_by_the_end, text_comparisons
from wflint.soundness.losses import losses

WORKER = """name: Worker
run-name: ${{ inputs.task_id }} ${{ inputs.n }}
on: {workflow_dispatch: {inputs: {task_id: {required: true}, n: {required: true}}}}
jobs:
  work:
    runs-on: ubuntu-latest
    steps: [{run: make}]
"""
HEAD = """name: Router
on:
  repository_dispatch: {types: [wanted]}
  workflow_run: {workflows: [Worker], types: [completed]}
env: {GH_TOKEN: "${{ secrets.PAT }}", GH_REPO: "${{ github.repository }}", MAX: "10"}
jobs:
  start:
    if: github.event_name == 'repository_dispatch'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run worker.yml -f task_id="${{ github.event.client_payload.task_id }}" -f n=0
  ended:
    if: github.event_name == 'workflow_run'
    runs-on: ubuntu-latest
    steps:
      - env:
          TITLE: ${{ github.event.workflow_run.display_title }}
          END: ${{ github.event.workflow_run.conclusion }}
        run: |
          read -r id n <<< "$TITLE"
"""
LAUNCHER = """on: {workflow_dispatch: }
env: {GH_TOKEN: "${{ secrets.PAT }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=wanted -f "client_payload[task_id]=$GITHUB_RUN_ID"
"""


def retry(counter: str = "$((n + 1))") -> str:
    return f'gh workflow run worker.yml -f task_id="$id" -f n="{counter}"'


def system_files(script: str) -> dict[str, str]:
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    return {"launcher.yml": LAUNCHER, "router.yml": HEAD + lines, "worker.yml": WORKER}


def system(script: str) -> System:
    return linked(system_files(script))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(f'if [ "$n" -lt "$MAX" ]; then {retry()}; fi', [], id="while-below"),
        pytest.param(f'if [ "$n" -gt "$MAX" ]; then {retry()}; fi', ["n"], id="only-above"),
        pytest.param(f'if [ "$MAX" -le "$n" ]; then {retry()}; fi', ["n"], id="bound-on-the-left"),
        pytest.param(f'if [ "$n" -gt 0 ]; then {retry("$((n - 1))")}; fi', [], id="counts-down"),
        pytest.param(f'if [ "$n" -lt 9 ]; then {retry("$((n - 1))")}; fi', ["n"], id="counts-down-from-below"),
        pytest.param(f'if [ "$END" = failure ]; then {retry()}; fi', [], id="compared-with-nothing"),
        pytest.param(f'if [ "$n" -gt 1 ] && [ "$n" -lt 9 ]; then {retry()}; fi', [], id="between-two"),
        pytest.param(f'if [ "$n" -gt 5 ]; then {retry()}; elif [ "$n" -lt 3 ]; then {retry()}; fi', [], id="elsewhere-below"),
        pytest.param(f'if [ "$n" -gt "$MAX" ]; then {retry("$n")}; fi', [], id="not-raised-is-another-fault"),
    ],
)
def test_counter_that_goes_away_from_its_bound(script: str, expected: list[str]) -> None:
    assert [flaw.counter for flaw in astray_by_the_end(system(script))] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(f'if [[ "$n" < "$MAX" ]]; then {retry()}; fi', ["n"], id="texts"),
        pytest.param(f'if [[ "$n" < 5 ]]; then {retry()}; fi', [], id="one-digit"),
        pytest.param(f'if [ "$n" -lt "$MAX" ]; then {retry()}; fi', [], id="numbers"),
    ],
)
def test_counter_that_is_compared_as_text(script: str, expected: list[str]) -> None:
    assert [flaw.counter for flaw in text_comparisons(system(script))] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(
            f'if [ "$END" = failure ] && [ "$n" -lt 3 ]; then {retry()}; fi',
            [("conclusion 'cancelled'", True), ("conclusion 'failure'", False)],
            id="no-else",
        ),
        pytest.param(
            f'if [ "$END" = failure ]; then if [ "$n" -lt 3 ]; then {retry()}; else exit 1; fi; fi',
            [("conclusion 'cancelled'", True)],
            id="cancelled-is-left-alone",
        ),
        pytest.param(f'if [ "$END" = failure ] && [ "$n" -lt 3 ]; then {retry()}; else exit 1; fi', [], id="fails"),
        pytest.param('echo "$END"', [], id="starts-nothing-by-it"),
    ],
)
def test_failure_that_nobody_is_told(script: str, expected: list[tuple[str, bool]]) -> None:
    assert [(each.given, each.cancelled) for each in losses(system(script))] == expected


@pytest.mark.parametrize(
    ("script", "fate"),
    [
        pytest.param(retry(), "unknown", id="read-from-the-title"),
        pytest.param(retry().replace("$id", "$GITHUB_RUN_ID"), "replaced", id="the-runs-own-number"),
        pytest.param(retry().replace("$id", "$(uuidgen)"), "replaced", id="a-new-one"),
        pytest.param(retry().replace('-f task_id="$id" ', ""), "dropped", id="none"),
    ],
)
def test_id_in_the_title_of_the_ended_run(script: str, fate: str) -> None:
    found = [each.fate for each in passings(system(script)) if each.received.name == "workflow_run"]
    assert found == [fate]


def test_title_without_the_id_tells_none() -> None:
    untitled = {**system_files(retry("1")), "worker.yml": WORKER.replace("run-name: ${{ inputs.task_id }}", "run-name: no")}
    assert [each for each in passings(linked(untitled)) if each.received.name == "workflow_run"] == []
