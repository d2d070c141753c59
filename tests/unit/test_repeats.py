"""Callbacks that are sent twice: one ending must surely send both, and both must tell the same."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.repeats import Repeat, repeats

TOKENS = 'permissions: {contents: write, actions: write}\nenv: {GH_TOKEN: "${{ github.token }}"}\n'
LAUNCHER = (
    "on: workflow_dispatch\n"
    + TOKENS
    + """jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=begin -f "client_payload[task_id]=$GITHUB_RUN_ID"
"""
)
ROUTER = (
    "on: {repository_dispatch: {types: [begin, done]}}\n"
    + TOKENS
    + """jobs:
  start:
    if: github.event.action == 'begin'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run worker.yml -f task_id="$ID"
        env: {ID: "${{ github.event.client_payload.task_id }}"}
  next:
    if: github.event.action == 'done'
    runs-on: ubuntu-latest
    steps:
      - run: |
          %s
        env: {ID: "${{ github.event.client_payload.task_id }}"}
"""
)
NEXT = 'gh workflow run next.yml -f task_id="$ID"'
OTHER = "on: {workflow_dispatch: {inputs: {task_id: {}}}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
WORKER = "on: {workflow_dispatch: {inputs: {task_id: {}}}}\n" + TOKENS + "jobs:\n"
SEND = """gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=done -f "client_payload[task_id]=$ID" %s"""


def job(name: str, *steps: str, more: str = "") -> str:
    return f"  {name}:\n    runs-on: ubuntu-latest\n{more}    env: {{ID: '${{{{ inputs.task_id }}}}'}}\n    steps:\n" + "".join(
        steps
    )


def sent(extra: str = "", condition: str = "") -> str:
    asked = f"        if: {condition}\n" if condition else ""
    return f"      - run: |\n          {SEND % extra}\n{asked}"


WORK = "      - run: make\n"


def found(worker: str, router: str = NEXT) -> list[Repeat]:
    files = {"launch.yml": LAUNCHER, "router.yml": ROUTER % router, "worker.yml": WORKER + worker, "next.yml": OTHER}
    return list(repeats(linked(files)))


def test_a_step_and_a_job_send_the_same() -> None:
    [repeat] = found(
        job("work", WORK, sent(condition="always()")) + job("tell", sent(), more="    needs: work\n    if: always()\n")
    )
    assert repeat.ending.fault is None
    assert [edge.site.way.job.id for edge in (repeat.first, repeat.second)] == ["work", "tell"]


def test_only_a_failing_step_sends_both() -> None:
    more = "    needs: work\n    if: failure()\n"
    [repeat] = found(job("work", WORK, sent(condition="always()")) + job("tell", sent(), more=more))
    assert repeat.ending.fault is not None
    assert repeat.ending.fault.kind == "failure"


@pytest.mark.parametrize(
    "worker",
    [
        job("work", WORK, sent(condition="success()"), sent(condition="failure()")),
        job("work", WORK, sent('-f "client_payload[stage]=one"'), sent('-f "client_payload[stage]=two"')),
        job("work", WORK, sent('-f "client_payload[status]=success"'), sent('-f "client_payload[status]=$S"', "always()")),
        job("work", WORK, sent(), sent(), more="    strategy: {matrix: {x: [1, 2]}}\n"),
        job("work", WORK, f"      - run: |\n          {SEND % ''} || {SEND % ''}\n"),
        job(
            "work",
            WORK,
            f"      - run: if [ -f x ]; then {SEND % ''}; else {SEND % ''}; fi\n".replace(": if", ": |\n          if"),
        ),
    ],
)
def test_these_are_no_repeats(worker: str) -> None:
    assert found(worker) == []


def test_a_condition_that_both_have_sends_both() -> None:
    body = f"          if [ -f x ]; then\n            {SEND % ''}\n            {SEND % ''}\n          fi\n"
    assert len(found(job("work", WORK, "      - run: |\n" + body))) == 1


@pytest.mark.parametrize(
    "router",
    [
        'echo "done: $ID"',
        'if ! gh run list --workflow next.yml | grep -q "$ID"; then gh workflow run next.yml -f task_id="$ID"; fi',
    ],
)
def test_a_receiver_that_does_no_harm(router: str) -> None:
    assert found(job("work", WORK, sent(), sent()), router) == []
