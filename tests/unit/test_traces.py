"""What runs leave behind, and which events and tasks nothing tells of."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.graph import System
from wflint.soundness.entangled import entangled
from wflint.soundness.untraced import unlogged, untraceable

TOKEN = 'env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}\n'
SEND = "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type="
ID = "${{ github.event.client_payload.task_id }}"
FIELDS = ' -f "client_payload[task_id]=${{ inputs.task_id }}" -f "client_payload[status]=${{ needs.work.result }}"'
LAUNCHER = f"""on: workflow_dispatch
{TOKEN}jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: {SEND}go -f "client_payload[task_id]=$RANDOM"
"""


def router(steps: str = "", head: str = "", env: str = "") -> str:
    return f"""on: {{repository_dispatch: {{types: [go, done]}}}}
{head}{TOKEN}jobs:
  route:
    runs-on: ubuntu-latest
    env: {{TASK: "{ID}", TYPE: "${{{{ github.event.action }}}}", STATUS: "${{{{ github.event.client_payload.status }}}}"}}
    steps:
{steps}      - if: github.event.action == 'go'
        run: gh workflow run worker.yml -f task_id={ID}
      - if: github.event.action == 'done'
        run: test "$STATUS" = success
"""


def worker(steps: str = "", head: str = "") -> str:
    return f"""on: {{workflow_dispatch: {{inputs: {{task_id: {{required: true}}}}}}}}
{head}{TOKEN}jobs:
  work:
    runs-on: ubuntu-latest
    steps:
{steps}      - run: make
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: {SEND}done{FIELDS}
"""


def system(routing: str, working: str, **more: str) -> System:
    return linked({"launcher.yml": LAUNCHER, "router.yml": routing, "worker.yml": working} | more)


SCRIPT = """      - uses: actions/github-script@v8
        with:
          script: |
            const { task_id } = context.payload.client_payload;
            SAY
"""

LOGS = [
    pytest.param("", "", ["done", "go"], id="nothing"),
    pytest.param("", f"run-name: ${{{{ github.event.action }}}} of {ID}\n", [], id="title"),
    pytest.param("", f"run-name: task {ID}\n", ["done", "go"], id="title without the type"),
    pytest.param('      - run: echo "$TYPE of $TASK"\n', "", [], id="printed"),
    pytest.param('      - run: echo "$TYPE"\n', "", ["done", "go"], id="printed without the id"),
    pytest.param("      - run: echo '${{ toJSON(github.event) }}'\n", "", [], id="the whole event"),
    pytest.param(
        "      - if: github.event.action == 'go'\n        run: echo \"$TASK\"\n", "", ["done"], id="where one event leads"
    ),
    pytest.param(
        '      - run: if [ "$STATUS" = failure ]; then echo "$TYPE of $TASK"; fi\n', "", ["done", "go"], id="at a failure"
    ),
    pytest.param(
        '      - run: if [ "$STATUS" = failure ]; then echo "$TYPE of $TASK"; else echo "$TYPE $TASK"; fi\n',
        "",
        [],
        id="either way",
    ),
    pytest.param('      - shell: pwsh\n        run: Write-Output "$env:TYPE of $env:TASK"\n', "", [], id="PowerShell"),
    pytest.param(SCRIPT.replace("SAY", "core.info(`${context.payload.action} of ${task_id}`);"), "", [], id="core.info"),
    pytest.param(SCRIPT.replace("SAY", "core.info('here we are');"), "", ["done", "go"], id="core.info of nothing"),
]


@pytest.mark.parametrize(("steps", "head", "expected"), LOGS)
def test_events_of_which_nothing_tells(steps: str, head: str, expected: list[str]) -> None:
    found = list(unlogged(system(router(steps, head), worker(head="run-name: work on ${{ inputs.task_id }}\n"))))
    assert sorted(edge.event.type for each in found for edge in each.edges) == expected
    assert {each.ids for each in found} <= {("task_id",)}


def test_another_workflow_keeps_the_log() -> None:
    steps = f"[{{run: 'echo {ID} ${{{{ github.event.action }}}}'}}]"
    log = f"on: repository_dispatch\njobs: {{log: {{runs-on: ubuntu-latest, steps: {steps}}}}}\n"
    assert list(unlogged(system(router(), worker(), **{"log.yml": log}))) == []


SHOWN = [
    pytest.param("", "", ["worker.yml"], id="nothing"),
    pytest.param("", "run-name: work on ${{ inputs.task_id }}\n", [], id="title"),
    pytest.param("", "run-name: work\n", ["worker.yml"], id="title of all"),
    pytest.param('      - run: echo "${{ inputs.task_id }}" >> "$GITHUB_STEP_SUMMARY"\n', "", [], id="summary"),
    pytest.param("      - {name: 'Task ${{ inputs.task_id }}', run: make start}\n", "", [], id="name of a step"),
    pytest.param("      - {env: {TASK: '${{ inputs.task_id }}'}, run: make start}\n", "", ["worker.yml"], id="environment"),
    pytest.param("      - run: echo '${{ toJSON(inputs) }}'\n", "", [], id="all inputs"),
    pytest.param(
        "      - run: echo 'id=${{ inputs.task_id }}' >> \"$GITHUB_OUTPUT\"\n", "", ["worker.yml"], id="an output is no log"
    ),
]


@pytest.mark.parametrize(("steps", "head", "expected"), SHOWN)
def test_runs_that_cannot_be_found(steps: str, head: str, expected: list[str]) -> None:
    found = untraceable(system(router(), worker(steps, head)))
    assert [each.workflow.workflow.source.name for each in found] == expected


def in_job(condition: str, more: str = "") -> str:
    status = FIELDS.replace("needs.work.result", "job.status")
    return f"""on: {{workflow_dispatch: {{inputs: {{task_id: {{required: true}}}}}}}}
name: Worker
{TOKEN}jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: make
      - if: {condition}
        run: {SEND}done{status}
{more}"""


GUARD = f"""  guard:
    needs: work
    if: always() && needs.work.result == 'failure'
    runs-on: ubuntu-latest
    steps:
      - run: {SEND}done{FIELDS}
"""
WATCH = """on: {workflow_run: {workflows: [Worker], types: [completed]}}
jobs:
  look:
    runs-on: ubuntu-latest
    steps: [{run: gh issue list}]
"""


def test_callback_in_the_job_that_works() -> None:
    (found,) = entangled(system(router(), in_job("always()")))
    assert (found.callback.event.type, found.fault.kind, found.fault.job.id, found.fault.step.step.label) == (
        "done",
        "lost",
        "work",
        "make",
    )


@pytest.mark.parametrize(
    ("working", "more"),
    [
        pytest.param(worker(), {}, id="a job of its own"),
        pytest.param(in_job("success()"), {}, id="none after a failure either"),
        pytest.param(in_job("always()", GUARD), {}, id="another job watches"),
        pytest.param(in_job("always()"), {"watch.yml": WATCH}, id="another workflow watches"),
    ],
)
def test_callbacks_that_survive_or_are_lost_anyway(working: str, more: dict[str, str]) -> None:
    assert list(entangled(system(router(), working, **more))) == []
