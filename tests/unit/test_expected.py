"""Workflows that don't report, though somebody seems to wait for them."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.config import Config
from wflint.soundness.expected import expected, expected_calls, unfollowed

TOKEN = 'env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}\n'
SEND = "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type="
LAUNCHER = f"""on: workflow_dispatch
{TOKEN}jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: {SEND}go -f "client_payload[task_id]=$RANDOM"
"""


def found(listens: str = "scan:complete", does: str = "make scan", config: Config | None = None, **more: str) -> list[str]:
    router = f"""on: {{repository_dispatch: {{types: [go, '{listens}']}}}}
{TOKEN}jobs:
  start:
    if: github.event.action == 'go'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run scan.yml -f task_id=${{{{ github.event.client_payload.task_id }}}}
"""
    scan = f"""on: {{workflow_dispatch: {{inputs: {{task_id: {{required: true}}}}}}}}
{TOKEN}jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - run: {does}
      - run: make ${{{{ inputs.task_id }}}}
"""
    system = linked({"launcher.yml": LAUNCHER, "router.yml": router, "scan.yml": scan} | more, config)
    return [f"{each.workflow.workflow.source.name} {each.listener.type.text}" for each in expected(system) if each.listener.type]


def test_type_with_the_name_of_what_was_started() -> None:
    assert found() == ["scan.yml scan:complete"]


@pytest.mark.parametrize(
    ("listens", "does"),
    [
        pytest.param("scan:start", "make", id="no end"),
        pytest.param("review:complete", "make", id="another name"),
        pytest.param("scan:complete", f"{SEND}scan:complete", id="it reports"),
        pytest.param("scan:complete", f"{SEND}$TYPE", id="it may report"),
    ],
)
def test_nobody_waits_or_somebody_reports(listens: str, does: str) -> None:
    assert found(listens, does) == []


def test_sent_from_outside() -> None:
    assert found(config=Config(external_sent=("scan:complete",))) == []


def test_one_of_two_whose_end_is_heard() -> None:
    jobs = '{a: {runs-on: ubuntu-latest, steps: [{run: "make ${{ inputs.task_id }}"}]}}'
    run = f"on: {{workflow_dispatch: {{inputs: {{task_id: {{required: true}}}}}}}}\nname: NAME\njobs: {jobs}\n"
    router = f"""on: {{workflow_run: {{workflows: [One], types: [completed]}}, repository_dispatch: {{types: [go]}}}}
{TOKEN}jobs:
  start:
    runs-on: ubuntu-latest
    env: {{TASK: "${{{{ github.event.client_payload.task_id }}}}"}}
    steps:
      - run: gh workflow run one.yml -f task_id="$TASK"
      - run: gh workflow run two.yml -f task_id="$TASK"
"""
    system = linked(
        {
            "launcher.yml": LAUNCHER,
            "router.yml": router,
            "one.yml": run.replace("NAME", "One"),
            "two.yml": run.replace("NAME", "Two"),
        }
    )
    (lone,) = unfollowed(system)
    assert (lone.workflow.workflow.source.name, lone.name, lone.sibling.workflow.source.name) == ("two.yml", "task_id", "one.yml")


def called(listens: str = "scan:complete", does: str = "make scan", handed: str = "task_id", more: str = "") -> list[str]:
    router = f"""on: {{repository_dispatch: {{types: [go, '{listens}']}}}}
jobs:
  scan:
    if: github.event.action == 'go'
    uses: ./.github/workflows/scan.yml
    with: {{{handed}: "${{{{ github.event.client_payload.task_id }}}}"}}
{more}"""
    scan = f"""on: {{workflow_call: {{inputs: {{{handed}: {{type: string}}}}}}}}
{TOKEN}jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - run: {does}
"""
    system = linked({"launcher.yml": LAUNCHER, "router.yml": router, "scan.yml": scan})
    return [f"{each.workflow.workflow.source.name} {each.name}" for each in expected_calls(system)]


def test_called_workflow_for_whose_event_the_caller_waits() -> None:
    assert called() == ["scan.yml task_id"]


@pytest.mark.parametrize(
    ("listens", "does", "handed", "more"),
    [
        pytest.param("scan:start", "make", "task_id", "", id="no-end"),
        pytest.param("review:complete", "make", "task_id", "", id="another-name"),
        pytest.param("scan:complete", f"{SEND}scan:complete", "task_id", "", id="it-reports"),
        pytest.param("scan:complete", f"{SEND}$TYPE", "task_id", "", id="it-may-report"),
        pytest.param("scan:complete", "make", "branch", "", id="it-gets-no-id"),
        pytest.param(
            "scan:complete",
            "make",
            "task_id",
            "  end: {needs: scan, runs-on: ubuntu-latest, steps: [{run: make}]}\n",
            id="a-job-waits-for-it",
        ),
    ],
)
def test_called_workflow_that_owes_nothing(listens: str, does: str, handed: str, more: str) -> None:
    assert called(listens, does, handed, more) == []
