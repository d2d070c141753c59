"""What callbacks say of how a run has ended."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.graph import System
from wflint.soundness.callbacks import reporters
from wflint.soundness.statuses import is_status, lies
from wflint.soundness.wordless import wordless

TOKEN = 'env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}\n'
LAUNCHER = f"""on: workflow_dispatch
{TOKEN}jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=go -f "client_payload[task_id]=$RANDOM"
"""


def router(*routes: str) -> str:
    """A router that starts the worker, and does more in further steps."""
    more = "".join(f"      - {{run: '{each}'}}\n" for each in routes)
    return f"""on: {{repository_dispatch: {{types: [go, done, broken, other]}}}}
{TOKEN}jobs:
  start:
    if: github.event.action == 'go'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run worker.yml -f task_id=${{{{ github.event.client_payload.task_id }}}}
  route:
    if: github.event.action != 'go'
    runs-on: ubuntu-latest
    env: {{STATUS: "${{{{ github.event.client_payload.status }}}}"}}
    steps:
{more or "      - run: test $STATUS = success"}
"""


def report(status: str, head: str = "", event: str = "done") -> str:
    """A job that reports; `head` holds further keys of it, separated by `;`."""
    keys = "".join(f"    {key.strip()}\n" for key in head.split(";") if key)
    field = f' -f "client_payload[status]={status}"' if status else ""
    return f"  report-{event}:\n    runs-on: ubuntu-latest\n{keys}    steps:\n{step(field, event)}"


def step(field: str, event: str = "done", condition: str = "") -> str:
    sent = f'gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type={event} -f "client_payload[task_id]=$TASK"{field}'
    guard = f"        if: {condition}\n" if condition else ""
    return f"      - env: {{TASK: '${{{{ inputs.task_id }}}}'}}\n{guard}        run: {sent}\n"


def work(name: str = "work", head: str = "", *steps: str) -> str:
    keys = "".join(f"    {key.strip()}\n" for key in head.split(";") if key)
    rest = "".join(f"      - {{{each}}}\n" for each in steps or ("run: make",))
    return f"  {name}:\n    runs-on: ubuntu-latest\n{keys}    steps:\n{rest}"


def system(*jobs: str, routes: tuple[str, ...] = ()) -> System:
    worker = f"on: {{workflow_dispatch: {{inputs: {{task_id: {{required: true}}}}}}}}\n{TOKEN}jobs:\n{''.join(jobs)}"
    return linked({"launcher.yml": LAUNCHER, "router.yml": router(*routes), "worker.yml": worker})


RESULT = "${{ needs.work.result }}"
ALWAYS = "needs: work; if: always()"

LIES = [
    pytest.param((work(), report(RESULT, ALWAYS)), [], id="the result of the work"),
    pytest.param((work(), report("success", ALWAYS)), [("always", "success", "make")], id="a constant"),
    pytest.param((work(), report("completed", ALWAYS)), [], id="a constant that every end has"),
    pytest.param((work(), report("success", "needs: work")), [], id="a constant that only a success sends"),
    pytest.param((work(), report("${{ job.status }}", ALWAYS)), [("own job", "success", "make")], id="the status of its own job"),
    pytest.param(
        (work() + step(' -f "client_payload[status]=${{ job.status }}"', "done", "always()"),), [], id="in the work job"
    ),
    pytest.param(
        (work() + step(' -f "client_payload[status]=success"', "done", "always()"),),
        [("always", "success", "make")],
        id="a constant in the work job",
    ),
    pytest.param((work(), report(RESULT, "if: always()")), [("empty", "", None)], id="nothing is needed"),
    pytest.param(
        (work(), report("${{ needs.work.outcome }}", ALWAYS)), [("empty", "", None)], id="needs have no outcome, only a result"
    ),
    pytest.param(
        (work(), report("${{ needs.work.outputs.status }}", ALWAYS)), [("empty", "", None)], id="an output that isn't declared"
    ),
    pytest.param(
        (work(), work("check", "needs: work"), report(RESULT, "needs: [work, check]; if: always()")),
        [("ignored", "success", "make")],
        id="one of two results",
    ),
    pytest.param(
        (work(), work("check", "needs: work"), report(RESULT, ALWAYS)), [("ignored", "success", "make")], id="a job beside it"
    ),
    pytest.param(
        (work(), work("tidy", "needs: work; if: always()"), report(RESULT, ALWAYS)), [], id="a job beside it that only tidies up"
    ),
    pytest.param(
        (work(), report(RESULT, ALWAYS), work("later", "needs: report-done")), [], id="a job that comes after the report"
    ),
    pytest.param(
        (work(), work("check", "needs: work; continue-on-error: true"), report(RESULT, "needs: [work, check]; if: always()")),
        [],
        id="a job that may fail",
    ),
    pytest.param(
        (work(), report("${{ contains(needs.*.result, 'failure') && 'failure' || 'success' }}", ALWAYS)),
        [("cancelled", "success", "make")],
        id="a cancelled run is none that failed",
    ),
    pytest.param(
        (work(), report("${{ needs.work.result == 'sucess' && 'success' || 'failure' }}", ALWAYS)),
        [("never", "failure", None)],
        id="a result that never occurs",
    ),
    pytest.param(
        (work(), report("success", ALWAYS), report("failure", "needs: work; if: failure() || cancelled()", "broken")),
        [],
        id="another callback tells of the failure",
    ),
]


@pytest.mark.parametrize(("jobs", "expected"), LIES)
def test_statuses_that_are_not_the_runs(jobs: tuple[str, ...], expected: list[tuple[str, str, str | None]]) -> None:
    found = list(lies(system(*jobs)))
    assert [
        (each.kind, each.value, each.ending.fault.step.step.label if each.ending.fault is not None else None) for each in found
    ] == expected
    assert all(each.is_read and each.field.name == "status" for each in found)


OUTPUT = work(
    "work",
    'outputs: {status: "${{ steps.end.outputs.status }}"}',
    "run: make",
    "id: end, run: 'echo status=success >> $GITHUB_OUTPUT'",
)


@pytest.mark.parametrize(
    ("route", "treated"),
    [
        ("if [ $STATUS = success ]; then gh workflow list; else exit 1; fi", "like failure"),
        ("if [ $STATUS = failure ]; then exit 1; fi", "like success"),
        ("case $STATUS in success) gh workflow list ;; failure) gh run list ;; *) exit 1 ;; esac", "like neither"),
        ("echo $STATUS", None),
    ],
)
def test_output_that_a_failing_run_does_not_set(route: str, treated: str | None) -> None:
    (lie,) = lies(system(OUTPUT, report("${{ needs.work.outputs.status }}", ALWAYS), routes=(route,)))
    assert (lie.kind, lie.treated) == ("unset", treated)
    assert lie.reason == "`needs.work.outputs.status` is empty then, since step `end` isn't reached"


def test_output_with_a_fallback() -> None:
    assert list(lies(system(OUTPUT, report("${{ needs.work.outputs.status || 'failure' }}", ALWAYS)))) == []


def test_output_of_a_step_that_always_runs() -> None:
    always = OUTPUT.replace("id: end,", "id: end, if: always(),")
    assert list(lies(system(always, report("${{ needs.work.outputs.status }}", ALWAYS)))) == []


WORDLESS = [
    pytest.param((work(), report("", ALWAYS)), ["done"], id="nothing"),
    pytest.param((work(), report("completed", ALWAYS)), ["done"], id="what every end has"),
    pytest.param((work(), report(RESULT, ALWAYS)), [], id="a result"),
    pytest.param((work(), report("success", ALWAYS)), [], id="the wrong word is a word"),
    pytest.param((work(), report("", "needs: work")), [], id="only after a success"),
    pytest.param((work(), report("", ALWAYS, "broken")), [], id="the type tells"),
    pytest.param((work(), report("", "needs: work"), report("", "needs: work; if: failure()", "other")), [], id="two types"),
    pytest.param((OUTPUT, report("", ALWAYS + '; env: {LOG: "${{ needs.work.outputs.status }}"}')), [], id="an output may tell"),
]


@pytest.mark.parametrize(("jobs", "expected"), WORDLESS)
def test_callbacks_without_a_word(jobs: tuple[str, ...], expected: list[str]) -> None:
    assert [each.event.type for each in wordless(system(*jobs))] == expected


def test_names_of_statuses() -> None:
    assert [name for name in ("status", "build_result", "Build-Outcome", "state_run", "statuses", "id") if is_status(name)] == [
        "status",
        "build_result",
        "Build-Outcome",
    ]


def test_reporters_are_told_apart_by_event() -> None:
    (reporter,) = reporters(system(work(), report(RESULT, ALWAYS)))
    assert (reporter.workflow.workflow.source.name, reporter.event.name, reporter.jobs) == (
        "worker.yml",
        "workflow_dispatch",
        None,
    )
    assert [edge.event.type for edge in reporter.callbacks] == ["done"]
