"""Which endings of a run still reach a step, and which of them leave somebody waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from linked import linked

from wflint.config import Config
from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.link import link
from wflint.scenario import Event, Scenario
from wflint.senders.message import Dispatch
from wflint.soundness.callbacks import mutes, silences
from wflint.soundness.endings import Ending, endings
from wflint.soundness.faults import can_fail, steps_that_can_fail
from wflint.sources import discover
from wflint.values.value import Const

START = Scenario(Event("workflow_dispatch"))
CALL = "    uses: ./.github/workflows/called.yml\n"

Row = tuple[str, Mapping[str, str | None], Mapping[str, bool | None]]
"""An ending: what goes wrong, the results of the jobs, and which messages are sent."""


def workflow(jobs: str, on: str = "workflow_dispatch") -> str:
    return f"on: {on}\njobs:\n{jobs}"


def job(name: str, *steps: str, head: str = "") -> str:
    """A job; `head` holds further keys of it, separated by `;`."""
    keys = "".join(f"    {key.strip()}\n" for key in head.split(";") if key)
    return f"  {name}:\n    runs-on: ubuntu-latest\n{keys}    steps:\n" + "".join(f"      - {{{step}}}\n" for step in steps)


def send(name: str, condition: str = "") -> str:
    """A step that sends a message of that name."""
    return f"run: gh workflow run {name} -R octo/other" + (f', if: "{condition}"' if condition else "")


MAKE = "run: make"


def facts(jobs: str, called: str = "") -> WorkflowFacts:
    files = {"a.yml": workflow(jobs)} | ({"called.yml": workflow(called, "workflow_call")} if called else {})
    return linked(files).workflows[0]


def rows(of: WorkflowFacts, scenario: Scenario = START) -> list[Row]:
    return [_row(of, ending) for ending in endings(of, scenario)]


def _row(of: WorkflowFacts, ending: Ending) -> Row:
    fault = ending.fault
    words = f"{fault.kind} in {fault.job.id}/{fault.step.step.label}" if fault is not None else "nothing"
    sent: dict[str, bool | None] = {}
    for name, dispatch in _dispatches(of):
        sent[name] = ending.sends(dispatch)
    return words, dict(ending.results), sent


def _dispatches(of: WorkflowFacts) -> Iterator[tuple[str, Dispatch]]:
    for each in of.jobs:
        for way in each.ways():
            for dispatch in way[-1].dispatches:
                assert isinstance(dispatch.target, Const)
                yield str(dispatch.target.value), dispatch
        if each.called is not None:
            yield from _dispatches(each.called)


@pytest.mark.parametrize(
    ("condition", "nothing", "failure", "cancelled"),
    [
        pytest.param("", True, False, False, id="nothing-written-is-success"),
        pytest.param("success()", True, False, False, id="success"),
        pytest.param("always()", True, True, True, id="always"),
        pytest.param("${{ always() }}", True, True, True, id="always-in-braces"),
        pytest.param("failure()", False, True, False, id="failure-isnt-a-cancelled-run"),
        pytest.param("cancelled()", False, False, True, id="cancelled"),
        pytest.param("!cancelled()", True, True, False, id="not-cancelled"),
        pytest.param("success() || failure()", True, True, False, id="success-or-failure"),
        pytest.param("failure() || cancelled()", False, True, True, id="whatever-goes-wrong"),
        pytest.param("job.status == 'failure'", False, False, False, id="status-without-a-function-adds-success"),
        pytest.param("always() && job.status != 'success'", False, True, True, id="status-with-always"),
        pytest.param("always() && job.status == 'cancelled'", False, False, True, id="status-cancelled"),
        pytest.param("github.event_name == 'push'", False, False, False, id="another-event"),
        pytest.param("github.event_name == 'workflow_dispatch'", True, False, False, id="this-event"),
        pytest.param("github.actor == 'mona'", None, False, False, id="who-knows"),
        pytest.param("always() && github.actor == 'mona'", None, None, None, id="who-knows-always"),
        pytest.param("never ${{ always() }}", True, True, True, id="text-that-counts-as-true"),
        pytest.param("never ${{ github.actor }}", True, False, False, id="text-that-counts-as-true-after-success"),
    ],
)
def test_step_behind_a_step(condition: str, nothing: bool | None, failure: bool | None, cancelled: bool | None) -> None:
    """A job that times out is cancelled for its own steps."""
    assert rows(facts(job("work", MAKE, send("next", condition)))) == [
        ("nothing", {"work": "success"}, {"next": nothing}),
        ("failure in work/make", {"work": "failure"}, {"next": failure}),
        ("cancelled in work/make", {"work": "cancelled"}, {"next": cancelled}),
        ("timeout in work/make", {"work": "cancelled"}, {"next": cancelled}),
    ]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(
            (f"{MAKE}, continue-on-error: true", send("next"), send("sorry", "failure()")),
            [(True, False), (True, False), (False, False), (False, False)],
            id="continue-on-error-takes-failures-only",
        ),
        pytest.param(
            (f"{MAKE}, continue-on-error: false", send("next"), send("sorry", "failure()")),
            [(True, False), (False, True), (False, False), (False, False)],
            id="continue-on-error-false",
        ),
        pytest.param(
            (send("next"), MAKE, send("sorry", "failure()")),
            [(True, False), (True, True), (True, False), (True, False)],
            id="what-was-sent-before-the-fault-stays-sent",
        ),
        pytest.param(
            (f"{MAKE}, timeout-minutes: 5", send("next"), send("sorry", "failure()")),
            [(True, False), (False, True), (False, False), (False, False)],
            id="timeout-of-a-step-is-a-failure",
        ),
    ],
)
def test_two_messages(steps: tuple[str, ...], expected: list[tuple[bool, bool]]) -> None:
    found = rows(facts(job("work", *steps)))
    assert [(sent["next"], sent["sorry"]) for _, _, sent in found] == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param("run: make", True, id="program"),
        pytest.param("run: ./build.sh", True, id="script"),
        pytest.param("run: echo hello", False, id="echo"),
        pytest.param("run: echo hello && make", True, id="echo-and-a-program"),
        pytest.param("run: exit 1", True, id="exit-1"),
        pytest.param("run: exit 0", False, id="exit-0"),
        pytest.param("run: $TOOL", True, id="program-that-isnt-known"),
        pytest.param("uses: actions/checkout@v5", True, id="action"),
        pytest.param("uses: actions/github-script@v8, with: {script: core.info(1)}", True, id="github-script"),
        pytest.param("run: Write-Host hello, shell: pwsh", False, id="write-host"),
        pytest.param("run: cmake --build ., shell: pwsh", True, id="program-in-powershell"),
        pytest.param(send("next"), False, id="a-message-can-be-sent"),
    ],
)
def test_steps_that_can_fail(step: str, expected: bool) -> None:
    assert can_fail(facts(job("work", step)).jobs[0].steps[0]) is expected


def test_faults_are_tried_where_the_run_comes_by() -> None:
    jobs = (
        job("never", MAKE, head="if: github.event_name == 'push'")
        + job("work", f"{MAKE}, if: github.event_name == 'push'", "run: make two", "run: echo three")
        + job("maybe", "run: make four", head="if: github.actor == 'mona'")
    )
    assert [fault for fault, _, _ in rows(facts(jobs))] == [
        "nothing",
        "failure in work/make two",
        "cancelled in work/make two",
        "timeout in work/make two",
        "failure in maybe/make four",
        "cancelled in maybe/make four",
        "timeout in maybe/make four",
    ]


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        pytest.param(
            ("uses: actions/checkout@v7", "uses: actions/setup-node@v6", send("done")), [], id="fetches-the-script-that-sends"
        ),
        pytest.param(("uses: actions/create-github-app-token@v2", send("done")), [], id="fetches-the-token"),
        pytest.param(("uses: actions/download-artifact@v8", send("done")), ["uses"], id="fetches-what-work-has-made"),
        pytest.param(("uses: actions/checkout@v7", MAKE, send("done")), ["uses", "run"], id="works-as-well"),
        pytest.param(("uses: actions/checkout@v7", "run: echo hello", send("done")), [], id="says-something-as-well"),
        pytest.param(("uses: actions/checkout@v7",), ["uses"], id="sends-nothing"),
    ],
)
def test_a_job_that_is_there_to_send_fails_only_as_a_whole(steps: tuple[str, ...], faults: list[str]) -> None:
    found = list(steps_that_can_fail(facts(job("report", *steps)), START))
    assert [step.step.kind for _, step in found] == faults


SKIPPED, OK = "skipped", "success"


@pytest.mark.parametrize(
    ("condition", "sent"),
    [
        pytest.param("", (True, False, False, False), id="nothing-written"),
        pytest.param("always()", (True, True, True, True), id="always"),
        pytest.param("failure()", (False, True, False, None), id="failure"),
        pytest.param("cancelled()", (False, False, True, None), id="cancelled"),
        pytest.param("!cancelled()", (True, True, False, None), id="not-cancelled"),
        pytest.param("success() || failure()", (True, True, False, None), id="success-or-failure"),
        pytest.param("needs.work.result != 'success'", (False, False, False, False), id="result-adds-success"),
        pytest.param("always() && needs.work.result != 'success'", (False, True, True, True), id="result-with-always"),
        pytest.param("always() && needs.work.result == 'failure'", (False, True, False, False), id="result-failure"),
        pytest.param("always() && needs.Work.result == 'failure'", (False, True, False, False), id="result-without-case"),
        pytest.param("!cancelled() && needs.work.result == 'success'", (True, False, False, False), id="usual-cure"),
        pytest.param("always() && needs.work.result == 'timed_out'", (False, False, False, False), id="no-such-result"),
    ],
)
def test_job_behind_a_job(condition: str, sent: tuple[bool | None, ...]) -> None:
    """After nothing, a failure, a cancelled run, and a job that timed out, of which another job's functions say nothing sure."""
    head = "needs: work" + (f'; if: "{condition}"' if condition else "")
    found = rows(facts(job("work", MAKE) + job("report", send("done"), head=head)))
    assert [row[0] for row in found] == ["nothing", "failure in work/make", "cancelled in work/make", "timeout in work/make"]
    assert tuple(row[2]["done"] for row in found) == sent
    results = {True: "success", False: "skipped", None: None}
    assert [row[1]["report"] for row in found] == [results[each] for each in sent]
    assert [row[1]["work"] for row in found] == ["success", "failure", "cancelled", "cancelled"]


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        pytest.param("", SKIPPED, id="a-skipped-need-skips"),
        pytest.param("always()", OK, id="always"),
        pytest.param("!cancelled()", OK, id="not-cancelled"),
        pytest.param("failure()", SKIPPED, id="failure"),
        pytest.param("success() || failure()", SKIPPED, id="neither-success-nor-failure"),
        pytest.param("always() && needs.maybe.result == 'skipped'", OK, id="result"),
    ],
)
def test_job_behind_a_skipped_job(condition: str, result: str) -> None:
    head = "needs: maybe" + (f'; if: "{condition}"' if condition else "")
    jobs = job("maybe", MAKE, head="if: github.event_name == 'push'") + job("report", send("done"), head=head)
    assert rows(facts(jobs)) == [("nothing", {"maybe": "skipped", "report": result}, {"done": result == OK})]


def test_a_skip_goes_on_behind_a_job_that_ran() -> None:
    """GitHub asks all ancestors: a job behind `always()` is still skipped for the sake of the one before."""
    jobs = (
        job("first", MAKE, head="if: github.event_name == 'push'")
        + job("middle", "run: echo", head="needs: first; if: always()")
        + job("last", send("done"), head="needs: middle")
    )
    assert rows(facts(jobs)) == [("nothing", {"first": "skipped", "middle": "success", "last": "skipped"}, {"done": False})]


def test_jobs_are_taken_in_the_order_of_their_needs() -> None:
    jobs = job("report", send("done"), head="needs: [Work]") + job("work", MAKE)
    assert [(row[1]["report"], row[2]["done"]) for row in rows(facts(jobs))] == [
        ("success", True),
        ("skipped", False),
        ("skipped", False),
        ("skipped", False),
    ]


def test_continue_on_error_of_a_job_hides_its_failure() -> None:
    jobs = job("work", MAKE, head="continue-on-error: true") + job("report", send("done"), head="needs: work")
    assert rows(facts(jobs)) == [
        ("nothing", {"work": "success", "report": "success"}, {"done": True}),
        ("failure in work/make", {"work": "success", "report": "success"}, {"done": True}),
        ("cancelled in work/make", {"work": "cancelled", "report": "skipped"}, {"done": False}),
        ("timeout in work/make", {"work": "cancelled", "report": "skipped"}, {"done": False}),
    ]


def test_a_job_beside_another_minds_only_a_cancelled_run() -> None:
    jobs = job("work", MAKE) + job("beside", send("done"))
    assert [(row[0], row[2]["done"]) for row in rows(facts(jobs))] == [
        ("nothing", True),
        ("failure in work/make", True),
        ("cancelled in work/make", False),
        ("timeout in work/make", True),
    ]


def test_a_job_whose_condition_still_holds_isnt_cancelled_with_the_run() -> None:
    found = rows(facts(job("work", MAKE, send("done"), head="if: always()")))
    assert [(row[0], row[2]["done"]) for row in found] == [
        ("nothing", True),
        ("failure in work/make", False),
        ("timeout in work/make", False),
    ]


def test_jobs_that_need_each_other_end() -> None:
    """GitHub refuses them; they must not hang."""
    found = rows(facts(job("a", MAKE, head="needs: b") + job("b", MAKE, head="needs: a")))
    assert found[0][0] == "nothing"


CALLING = job("work", MAKE) + f"  report:\n    needs: work\n{CALL}"


@pytest.mark.parametrize(
    ("jobs", "called", "expected"),
    [
        pytest.param(
            CALLING,
            job("inner", send("done")),
            [("success", True), ("skipped", False), ("skipped", False), ("skipped", False)],
            id="called-behind-a-job",
        ),
        pytest.param(
            CALLING + "    if: always()\n",
            job("inner", send("done")),
            [("success", True), ("success", True), ("success", False), ("success", True)],
            id="called-whatever-happens-and-its-jobs-arent-begun-in-a-cancelled-run",
        ),
        pytest.param(
            f"  report:\n{CALL}",
            job("inner", MAKE, send("done", "always()")),
            [("success", True), ("failure", True), ("cancelled", True), ("cancelled", True)],
            id="fault-inside",
        ),
        pytest.param(
            f"  report:\n{CALL}" + job("after", send("late"), head="needs: report"),
            job("inner", MAKE, send("done")),
            [("success", True), ("failure", False), ("cancelled", False), ("cancelled", False)],
            id="fault-inside-with-a-job-behind",
        ),
        pytest.param(
            f"  one:\n    if: github.event_name == 'push'\n{CALL}  report:\n{CALL}",
            job("inner", send("done")),
            [("success", True)],
            id="called-twice-and-skipped-once",
        ),
    ],
)
def test_reusable_workflow(jobs: str, called: str, expected: list[tuple[str, bool]]) -> None:
    found = rows(facts(jobs, called))
    assert [(row[1]["report"], row[2]["done"]) for row in found] == expected
    for _, results, sent in found:
        assert sent.get("late") in (None, results["report"] == "success")


ACTION = """name: Report
runs:
  using: composite
  steps:
    - {{shell: bash, run: gh workflow run done -R octo/other{inner}}}
"""


@pytest.mark.parametrize(
    ("outer", "inner", "sent"),
    [
        pytest.param("", "", (True, False, False, False), id="nothing-written"),
        pytest.param("always()", "", (True, True, True, True), id="the-action-begins-with-success-of-its-own"),
        pytest.param("always()", "failure()", (False, False, False, False), id="the-action-itself-hasnt-failed"),
        pytest.param("failure()", "always()", (False, True, False, False), id="outer-condition-decides"),
        pytest.param("always()", "cancelled()", (False, False, True, True), id="cancelled-asks-the-job"),
    ],
)
def test_composite_action(tmp_path: Path, outer: str, inner: str, sent: tuple[bool, ...]) -> None:
    report = "uses: ./report" + (f", if: {outer}" if outer else "")
    texts = {
        ".github/workflows/a.yml": workflow(job("work", MAKE, report)),
        "report/action.yml": ACTION.format(inner=f", if: {inner}" if inner else ""),
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    repositories, _ = discover([str(tmp_path)], {})
    [of] = link(repositories, Config()).workflows
    assert tuple(row[2]["done"] for row in rows(of) if "report" not in row[0]) == sent


# -- who waits ------------------------------------------------------------------------------------------------------------

HUB = """on:
  issues:
  repository_dispatch: {types: [done, sorry]}
env: {GH_TOKEN: x, ID: "${{ github.event.client_payload.task_id || github.run_id }}"}
jobs:
  start:
    if: github.event_name == 'issues'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run work.yml -R ${{ github.repository }} -f task_id="$ID"
      - run: gh workflow run other.yml -R ${{ github.repository }} -f task_id="$ID"
"""


def report(event: str, condition: str = "") -> str:
    words = f"run: 'gh api repos/${{{{ github.repository }}}}/dispatches -f event_type={event}'"
    return f'{{{words}, if: "{condition}"}}' if condition else f"{{{words}}}"


def worker(*steps: str) -> str:
    lines = "".join(f"      - {step}\n" for step in steps)
    inputs = "on: {workflow_dispatch: {inputs: {task_id: {type: string}}}}\n"
    return f"{inputs}jobs:\n  work:\n    runs-on: ubuntu-latest\n    steps:\n{lines}"


def system(work: str, other: str = "") -> System:
    return linked({"hub.yml": HUB, "work.yml": work} | ({"other.yml": other} if other else {}))


@pytest.mark.parametrize(
    ("steps", "silent"),
    [
        pytest.param(("{run: make}", report("done")), ["failure", "cancelled", "timeout"], id="after-success-only"),
        pytest.param(("{run: make}", report("done", "always()")), [], id="always"),
        pytest.param(("{run: make}", report("done"), report("sorry", "failure()")), ["cancelled", "timeout"], id="both-endings"),
        pytest.param(
            ("{run: make}", report("done"), report("sorry", "failure() || cancelled()")), [], id="every-ending-by-two-messages"
        ),
        pytest.param(("{run: make}", report("sorry", "failure()")), [None, "cancelled", "timeout"], id="failures-only"),
        pytest.param(("{run: make}", report("done", "github.actor == 'mona'")), ["failure", "cancelled", "timeout"], id="maybe"),
        pytest.param(("{run: make}", report("done", "always() && github.actor == 'mona'")), [], id="maybe-always"),
        pytest.param(("{run: echo}", report("done")), [], id="nothing-can-fail"),
    ],
)
def test_endings_that_report_nothing(steps: tuple[str, ...], silent: list[str | None]) -> None:
    found = list(silences(system(worker(*steps))))
    assert [(each.workflow.path, str(each.event)) for each in found] == (
        [(".github/workflows/work.yml", "workflow_dispatch")] if silent else []
    )
    assert [ending.fault and ending.fault.kind for each in found for ending in each.endings] == silent
    for each in found:
        assert [edge.site.workflow.path for edge in each.started_by] == [".github/workflows/hub.yml"]
        assert {edge.workflow.path for edge in each.callbacks} == {".github/workflows/hub.yml"}


MUTE = worker("{run: make}")
REPORTS = worker("{run: make}", report("done", "always()"))


@pytest.mark.parametrize(
    ("work", "other", "expected"),
    [
        pytest.param(MUTE, REPORTS, [("work.yml", "task_id", "other.yml")], id="beside-one-that-reports"),
        pytest.param(MUTE, MUTE, [], id="nobody-reports"),
        pytest.param(REPORTS, REPORTS, [], id="everybody-reports"),
        pytest.param(MUTE, "", [], id="alone"),
        pytest.param(worker("{run: gh workflow run $WHERE}"), REPORTS, [], id="may-report-by-a-message-that-isnt-known"),
        pytest.param(
            MUTE.replace("jobs:", "jobs:\n  far: {uses: octo/x/.github/workflows/r.yml@v1}"), REPORTS, [], id="far-call"
        ),
    ],
)
def test_workflows_that_never_report(work: str, other: str, expected: list[tuple[str, str, str]]) -> None:
    found = [
        (each.workflow.workflow.source.name, each.name, each.sibling.site.workflow.workflow.source.name)
        for each in mutes(system(work, other))
    ]
    assert found == expected


def test_a_workflow_whose_end_is_awaited_needs_no_callback() -> None:
    awaiting = HUB.replace("on:\n", "on:\n  workflow_run: {workflows: [.github/workflows/work.yml], types: [completed]}\n")
    files = {"hub.yml": awaiting, "work.yml": MUTE, "other.yml": REPORTS}
    assert list(mutes(linked(files))) == []
