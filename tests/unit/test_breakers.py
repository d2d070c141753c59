"""Circuit breakers: a clock that starts tasks is told, and silence where something may stop it."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.breakers import unbroken

WORKER = """on: {workflow_dispatch: {inputs: {task_id: {}}}}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: make
      - if: always()
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=done -f "client_payload[task_id]=$ID"
"""
END = "on: {repository_dispatch: {types: [done]}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: %s}]}}\n"
CLOCK = """on: {schedule: [{cron: "0 * * * *"}]}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    steps:
      - run: |
          ID="task-$GITHUB_RUN_ID"
          gh workflow run worker.yml -f task_id="$ID"
"""


def found(clock: str = CLOCK, worker: str = WORKER, end: str = "echo done") -> int:
    return len(list(unbroken(linked({"clock.yml": clock, "worker.yml": worker, "end.yml": END % end}))))


def test_a_clock_starts_tasks_whatever_fails() -> None:
    assert found() == 1


SEND = '          gh workflow run worker.yml -f task_id="$ID"\n'
STEP = "    steps:\n"


@pytest.mark.parametrize(
    "clock",
    [
        CLOCK.replace('schedule: [{cron: "0 * * * *"}]', "workflow_dispatch: {}"),
        CLOCK.replace('schedule: [{cron: "0 * * * *"}]', "issues: {types: [opened]}"),
        CLOCK.replace("  start:\n", "  start:\n    if: vars.BREAKER != 'open'\n"),
        CLOCK.replace(STEP, f"{STEP}      - run: ./check.sh\n"),
        CLOCK.replace(SEND, f"          grep -q open breaker && exit 1\n{SEND}"),
        CLOCK.replace(STEP, f"{STEP}      - uses: acme/breaker@v1\n"),
        CLOCK.replace(SEND, f'          [ "$(gh issue list --label failed --json id --jq length)" -lt 3 ] || exit 0\n{SEND}'),
        CLOCK.replace(SEND, f"          if gh run list --workflow worker.yml --status failure; then exit 1; fi\n{SEND}"),
        CLOCK.replace(SEND, f"          python breaker.py\n{SEND}"),
    ],
)
def test_something_may_stop_it(clock: str) -> None:
    assert found(clock) == 0


def test_a_checkout_alone_asks_nothing() -> None:
    assert found(CLOCK.replace(STEP, f"{STEP}      - uses: actions/checkout@v5\n")) == 1


def test_something_else_may_switch_the_clock_off() -> None:
    assert found(end="gh workflow disable clock.yml") == 0
    assert found(end="gh variable set BREAKER --body open") == 0


def test_what_has_no_id_and_tells_nobody_is_no_task() -> None:
    assert found(CLOCK.replace(' -f task_id="$ID"', "")) == 0
    assert found(worker=WORKER.partition("      - if:")[0]) == 0
