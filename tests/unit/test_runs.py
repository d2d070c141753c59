"""Runs under one fault: what GitHub does with background steps, matrices, `continue-on-error` and jobs that time out."""

from __future__ import annotations

import pytest
from test_endings import MAKE, START, facts, job, send

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.soundness.faults import Fault, FaultKind
from wflint.soundness.injection import faults
from wflint.soundness.runs import Run
from wflint.soundness.seeing import forgives
from wflint.values.value import constant

Sent = tuple[str, ...]


def place(of: WorkflowFacts, name: str) -> tuple[JobFacts, StepFacts]:
    """The job and the step of that label."""
    return next((each, step) for each in of.jobs for step in each.steps if step.step.label == name)


def sent(of: WorkflowFacts, fault: Fault | None) -> tuple[str | None, Sent]:
    """The result of a run, and what it surely sends."""
    run = Run(of, START, fault)
    names = (constant(each.target) or "?" for visit in run.visits if visit.happens for each in visit.step.dispatches)
    return run.result, tuple(names)


def failing(of: WorkflowFacts, name: str, kind: FaultKind = "failure") -> tuple[str | None, Sent]:
    return sent(of, Fault(kind, *place(of, name)))


# -- background steps: docs.github.com, "Workflow syntax" (`background`, `wait`, `parallel`); BackgroundStepCoordinator --------

BESIDE = "id: db, run: make db, name: db, background: true"
SORRY = send("sorry", "failure()")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param((BESIDE, send("next"), SORRY), ("failure", ("next",)), id="noticed-at-the-end"),
        pytest.param((BESIDE, "wait: db", send("next"), SORRY), ("failure", ("sorry",)), id="wait"),
        pytest.param((BESIDE, "wait: [other, DB]", send("next"), SORRY), ("failure", ("sorry",)), id="wait-for-several"),
        pytest.param((BESIDE, "wait: other", send("next"), SORRY), ("failure", ("next",)), id="wait-for-another"),
        pytest.param((BESIDE, send("next"), "wait-all: true", SORRY), ("failure", ("next", "sorry")), id="wait-all"),
        pytest.param(
            (f"{BESIDE}, continue-on-error: true", "wait: db", send("next"), SORRY), ("success", ("next",)), id="forgiven"
        ),
        pytest.param(
            ("parallel: [{run: make a, name: db}, {run: make b}]", send("next"), SORRY), ("failure", ("sorry",)), id="parallel"
        ),
        pytest.param(
            (
                BESIDE,
                send("before", "steps.db.outcome == 'failure'"),
                "wait: db",
                send("told", "always() && steps.db.outcome == 'failure'"),
            ),
            ("failure", ("told",)),
            id="outcome-is-known-after-the-wait",
        ),
    ],
)
def test_background_step_that_fails(steps: tuple[str, ...], expected: tuple[str, Sent]) -> None:
    assert failing(facts(job("work", *steps)), "db") == expected


def test_background_step_that_goes_well() -> None:
    assert sent(facts(job("work", BESIDE, "wait: db", send("next"), SORRY)), None) == ("success", ("next",))


# -- matrix: docs.github.com, "Running variations of jobs" (`fail-fast`) ------------------------------------------------------

MATRIX = "strategy: {matrix: {os: [linux, windows]}}"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(MATRIX, True, id="the-default"),
        pytest.param("strategy: {fail-fast: true, matrix: {os: [linux, windows]}}", True, id="true"),
        pytest.param("strategy: {matrix: {os: '${{ fromJSON(vars.SYSTEMS) }}'}}", True, id="made-at-run-time"),
        pytest.param("strategy: {fail-fast: false, matrix: {os: [linux, windows]}}", False, id="false"),
        pytest.param("strategy: {matrix: {os: [linux]}}", False, id="one-job"),
        pytest.param(f"{MATRIX}; continue-on-error: true", False, id="may-fail"),
        pytest.param("", False, id="no-matrix"),
    ],
)
def test_who_is_cancelled_with_others(head: str, expected: bool) -> None:
    of = facts(job("work", MAKE, send("done", "always()"), head=head))
    assert ("fail-fast" in [each.kind for each in faults(of, START)]) is expected


def test_cancelled_with_the_others_of_a_matrix() -> None:
    """Steps see a cancelled job, jobs behind it one that has failed, and the run isn't cancelled."""
    work = job("work", MAKE, send("bad", "failure()"), send("end", "always()"), send("off", "cancelled()"), head=MATRIX)
    after = [
        job(name, send(name), head=f'needs: work; if: "{condition}"')
        for name, condition in (
            ("failed", "failure()"),
            ("stopped", "cancelled()"),
            ("told", "always() && needs.work.result == 'failure'"),
        )
    ]
    assert failing(facts(work + "".join(after)), "make", "fail-fast") == ("failure", ("end", "off", "failed", "told"))


# -- continue-on-error: docs.github.com, "Workflow syntax"; actions/runner#1161 -----------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${{ true }}", True),
        ("${{ inputs.force }}", None),
        ("${{ github.event_name == 'push' }}", False),
    ],
)
def test_continue_on_error(written: str, expected: bool | None) -> None:
    [step] = facts(job("work", f'{MAKE}, continue-on-error: "{written}"')).jobs[0].steps
    assert forgives(step.step.continue_on_error, step.scope, START) is expected


@pytest.mark.parametrize("where", ["step", "job"])
def test_both_answers_to_an_open_continue_on_error_are_tried(where: str) -> None:
    """A matrix says it of each of its jobs."""
    maybe = "continue-on-error: ${{ matrix.new }}"
    matrix = "strategy: {matrix: {new: [true, false]}}"
    step = f"{MAKE}, continue-on-error: '${{{{ matrix.new }}}}'" if where == "step" else MAKE
    of = facts(
        job("work", step, head=matrix + (f"; {maybe}" if where == "job" else ""))
        + job("report", send("done"), head="needs: work")
    )
    tried = [each for each in faults(of, START) if each.kind == "failure"]
    assert [(each.forgiven, sent(of, each)) for each in tried] == [
        (False, ("failure", ())),
        (True, ("success", ("done",))),
    ]


# -- job timeout: "Workflow syntax" says cancelled, "Actions limits" says failed ----------------------------------------------


@pytest.mark.parametrize(
    ("condition", "cancelled", "failure"),
    [
        ("always() && needs.work.result == 'cancelled'", ("done",), ()),
        ("always() && needs.work.result == 'failure'", (), ("done",)),
        ("always()", ("done",), ("done",)),
        ("failure()", (), ("done",)),
    ],
)
def test_a_job_that_times_out_is_cancelled_or_has_failed(condition: str, cancelled: Sent, failure: Sent) -> None:
    of = facts(job("work", MAKE) + job("report", send("done"), head=f'needs: work; if: "{condition}"'))
    one, other = (each for each in faults(of, START) if each.kind == "timeout")
    assert (one.reported, sent(of, one)[1], one.doubt) == ("cancelled", cancelled, "")
    assert (other.reported, sent(of, other)) == ("failure", ("failure", failure))
    assert other.doubt == "a job that times out is reported as failed"


def test_the_steps_of_a_job_that_times_out_see_a_cancelled_one() -> None:
    of = facts(job("work", MAKE, send("bad", "failure()"), send("off", "cancelled()"), send("end", "always()")))
    assert failing(of, "make", "timeout") == ("cancelled", ("off", "end"))


def test_a_step_that_times_out_has_failed() -> None:
    """actions/runner, `StepsRunner.cs`: a fault of level 1 like any other failure, which `continue-on-error` forgives."""
    of = facts(job("work", f"{MAKE}, timeout-minutes: 5", send("bad", "failure()"), send("off", "cancelled()")))
    assert failing(of, "make") == ("failure", ("bad",))
