"""What jobs and steps see of a run so far, and what a step comes to: GitHub's rules of status, one job and one step at a time.

Sources: docs.github.com, "Evaluate expressions" (status functions), "Using jobs" (`needs`), "Contexts" (`needs` holds the jobs
that are named there, and no others; for the condition of a job see `at_condition`), "Workflow syntax" (`background`, `wait`,
`parallel`); actions/runner, `StepsRunner.cs` (what `success()` and `failure()` look at, `continue-on-error`),
`BackgroundStepCoordinator`, `CompositeActionHandler.cs`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.given import Given
from wflint.lean import dataclass, replace
from wflint.scenario import Scenario, holds, settle
from wflint.senders.message import Exit
from wflint.soundness.faults import Fault
from wflint.syntax.expression.values import Object, Unknown
from wflint.syntax.node import Scalar
from wflint.values.condition import Condition
from wflint.values.of_expression import of_text
from wflint.values.value import Const, Value, constant

Outcome = Literal["success", "failure", "cancelled", "skipped"]
Weight = Literal["none", "seen", "exit", "message"]
Answer = Callable[[Condition, Scope, Scenario, Weight], bool | None]
"""Whether a condition holds; `None` where that isn't known.  The last argument says what hangs on it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A step that the run comes by: the jobs and steps around it, and what it sees.

    `happens` is `None` where it may be skipped, or where nothing hangs on it, so that nobody has asked.
    """

    jobs: tuple[JobFacts, ...]
    steps: tuple[StepFacts, ...]
    scenario: Scenario
    happens: bool | None

    @property
    def step(self) -> StepFacts:
        return self.steps[-1]


def plainly(condition: Condition, scope: Scope, scenario: Scenario, weight: Weight) -> bool | None:
    """What the scenario says, and nothing else."""
    return holds(condition, scope, scenario)


_Played = tuple[Outcome | None, tuple[Visit, ...], tuple[tuple[Exit, StepFacts], ...]]


class Views:
    """What runs of one workflow see, each view once: most runs see the same until the fault, and so work nothing out again.

    `played` holds what jobs have done: by who answers, the job and those around it, what it sees, and whether it runs.  Those who
    answer must live as long as the views.  `given`: what is settled whatever the payload is.
    """

    def __init__(self, given: Given | None = None) -> None:
        self.given = given or Given(Scenario())
        self.played: dict[tuple[int, tuple[int, ...], int, bool | None], _Played] = {}
        self._known: dict[object, Scenario] = {}
        self._needs: dict[object, Object] = {}
        self._derived: dict[object, tuple[Scenario, Scenario]] = {}

    def derived(self, scenario: Scenario, how: object, make: Callable[[], Scenario]) -> Scenario:
        """What follows from a scenario in some way, worked out once."""
        key = id(scenario), how
        found = self._derived.get(key)
        if found is None:  # the scenario is kept, so that no other one gets its identity
            found = self._derived[key] = scenario, self.same(make())
        return found[1]

    def same(self, scenario: Scenario) -> Scenario:
        """The scenario as it was first seen."""
        key = (
            id(scenario.payload),
            tuple(sorted(scenario.status.items())),
            frozenset((key, *_told_apart(value)) for key, value in scenario.results.items()),
            tuple((name, id(context)) for name, context in scenario.contexts.items()),
            scenario.needs,
        )
        return self._known.setdefault(key, scenario)

    def needs(self, needed: Mapping[str, Outcome | None]) -> Object:
        """The `needs` context, as far as it is known: outputs aren't."""
        results = tuple(needed.items())
        if results not in self._needs:
            outputs = Unknown("what jobs put out")
            self._needs[results] = Object(
                tuple((name, Object((("result", result),) if result is not None else (), outputs)) for name, result in results)
            )
        return self._needs[results]


def _told_apart(value: Value) -> tuple[object, object]:
    """Equal constants may be of different types, and equal values stand in different places."""
    return (type(value.value), value.value) if isinstance(value, Const) else (None, id(value))


def at_job(
    scenario: Scenario,
    job: JobFacts,
    facts: WorkflowFacts,
    done: Mapping[str, Outcome | None],
    cancelled: bool,
    timed_out: bool,
    views: Views,
) -> Scenario:
    """What a job sees: the results of the jobs that it needs, and whether the run is cancelled or one timed out."""
    above = list(_ancestors(job, facts, done).values())
    status: dict[str, bool] = {"always": True, "cancelled": cancelled}
    if "failure" in above:
        status |= {"failure": True, "success": False}
    elif None not in above:
        status |= {"failure": False, "success": all(each == "success" for each in above) and not cancelled}
    elif any(each in ("skipped", "cancelled") for each in above) or cancelled:
        status["success"] = False
    if timed_out and "cancelled" in above:
        status = {"always": True, "success": False}
    needed = {need.text.lower(): done.get(need.text.lower()) for need in job.job.needs}
    how = id(job), tuple(status.items()), tuple(needed.values())
    return views.derived(scenario, how, lambda: _at_job(scenario, needed, status, views))


def at_condition(
    scenario: Scenario, job: JobFacts, facts: WorkflowFacts, done: Mapping[str, Outcome | None], views: Views
) -> Scenario:
    """What the condition of a job sees beyond that: in it alone `needs` holds every job above, also those that only others need.

    Source: github.com/actions/runner/issues/2356, and jobs of large repositories that run by it.
    """
    condition = job.job.condition
    if condition is None or "needs" not in condition.text.lower():
        return scenario
    above = _ancestors(job, facts, done)
    if len(above) == len(job.job.needs):
        return scenario
    how = id(job), "condition", tuple(above.items())
    return views.derived(scenario, how, lambda: _at_job(scenario, above, scenario.status, views))


def _at_job(scenario: Scenario, needed: Mapping[str, Outcome | None], status: Mapping[str, bool], views: Views) -> Scenario:
    results: dict[tuple[str, ...], Value] = {
        ("needs", name, "result"): Const(each) for name, each in needed.items() if each is not None
    }
    contexts = {"needs": views.needs(needed)}
    needs = frozenset(needed)
    return replace(scenario, status=status, results={**scenario.results, **results}, contexts=contexts, needs=needs)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a step comes to: the visits, the places where scripts surely give up, and whether it gives up by itself."""

    visits: tuple[Visit, ...]
    left: tuple[tuple[Exit, StepFacts], ...]
    failed: bool | None


def come_by(
    jobs: tuple[JobFacts, ...],
    steps: tuple[StepFacts, ...],
    scenario: Scenario,
    happens: bool | None,
    answer: Answer,
    views: Views,
    forgiven: bool,
) -> Seen:
    """A step and those inside it, as a run comes by.  `forgiven`: what an open `continue-on-error` is taken for."""
    step = steps[-1]
    if happens is False:
        return Seen((), (), False)
    visits = [Visit(jobs, steps, scenario, happens)]
    given_up: list[tuple[Exit, StepFacts]] = []
    failed: bool | None = False
    for leave in views.given.left(step.script.exits, step.scope):
        if constant(leave.code) in ("0", "", None):
            continue
        left = both(answer(leave.guard, step.scope, scenario, "exit" if happens else "none"), happens)
        if left:
            given_up.append((leave, step))
        failed = True if True in (left, failed) else None if None in (left, failed) else False
    own = views.same(_inside_action(scenario)) if step.inner else scenario
    for inner in step.inner:
        weight = weight_of(bool(happens) and weighs(inner))
        here = both(answer(inner.guard, inner.scope, own, weight), happens)
        below = come_by(jobs, (*steps, inner), own, here, answer, views, forgiven)
        visits += below.visits
        given_up += below.left
        known = forgives(inner.step.continue_on_error, inner.scope, own)
        if below.failed and not (forgiven if known is None else known):
            own = views.same(replace(own, status={**own.status, "success": False, "failure": True}))
            failed = True
    return Seen(tuple(visits), tuple(given_up), failed)


def at_step(scenario: Scenario, state: Outcome, views: Views) -> Scenario:
    """What the condition of a step sees in a job that has come so far."""
    return views.derived(scenario, state, lambda: _at_step(scenario, state))


def _at_step(scenario: Scenario, state: Outcome) -> Scenario:
    status = {
        "always": True,
        "success": state == "success",
        "failure": state == "failure",
        "cancelled": state == "cancelled",
    }
    return replace(scenario, status=status, results={**scenario.results, ("job", "status"): Const(state)})


def after_step(
    scenario: Scenario, step: StepFacts, outcome: Outcome | None, conclusion: Outcome | None, views: Views
) -> Scenario:
    """What later steps see of this one."""
    name = step.step.id.text.lower() if step.step.id is not None else None
    if name is None or outcome is None or conclusion is None:
        return scenario
    seen: dict[tuple[str, ...], Value] = {
        ("steps", name, "outcome"): Const(outcome),
        ("steps", name, "conclusion"): Const(conclusion),
    }
    return views.derived(scenario, (name, outcome, conclusion), lambda: scenario.assuming(seen))


def _inside_action(scenario: Scenario) -> Scenario:
    """What a composite action's steps see: `success()` and `failure()` ask how the action itself has gone so far, not the job.

    Source: actions/runner, `CompositeActionHandler.cs` (`action_status`) and `SuccessFunction.cs`; `cancelled()` asks the job.
    """
    return replace(scenario, status={**scenario.status, "success": True, "failure": False})


def weight_of(much: bool) -> Weight:
    """What hangs on a condition: a message or nothing."""
    return "message" if much else "none"


def weighs(step: StepFacts) -> bool:
    """Whether a message hangs on it that the step runs."""
    return bool(step.dispatches or step.unresolved) or any(map(weighs, step.inner))


def gives_up(step: StepFacts) -> bool:
    """Whether the step's script can fail on purpose."""
    return any(constant(leave.code) not in ("0", "", None) for leave in step.script.exits) or any(map(gives_up, step.inner))


def weighty_jobs(facts: WorkflowFacts) -> frozenset[int]:
    """The jobs (by identity) that send a message; the results of the others are asked for where they matter."""
    found: set[int] = set()
    for job in facts.jobs:
        inside = weighty_jobs(job.called) if job.called is not None else frozenset()
        found |= inside
        if inside or any(map(weighs, job.steps)):
            found.add(id(job))
    return frozenset(found)


def both(one: bool | None, other: bool | None) -> bool | None:
    """Whether two things are so; `None` where that isn't known."""
    return False if False in (one, other) else None if None in (one, other) else True


def _ancestors(job: JobFacts, facts: WorkflowFacts, done: Mapping[str, Outcome | None]) -> Mapping[str, Outcome | None]:
    """The results of all jobs that this one needs, directly or by others."""
    return {name: done.get(name) for name in facts.named_above(job)}


def forgives(written: Scalar | None, scope: Scope, scenario: Scenario) -> bool | None:
    """Whether a `continue-on-error` is true; `None` where only a run can tell."""
    if written is None or isinstance(written.value, bool):
        return written is not None and written.value is True
    value = settle(of_text(written.text), scope, scenario)
    return value.value is True if isinstance(value, Const) else None


def told_by(fault: Fault) -> Outcome:
    """What other jobs see of a job whose steps were cancelled: of a matrix, that one of its jobs has failed."""
    return "failure" if fault.kind == "fail-fast" else fault.reported if fault.kind == "timeout" else "cancelled"


def is_beside(step: StepFacts) -> bool:
    """Whether the job doesn't wait for the step before it goes on."""
    return step.step.background or step.step.group is not None


def joins(step: StepFacts, failed: StepFacts) -> bool:
    """Whether a step waits for a background step, or stands behind the `parallel` group of one.

    Source: docs.github.com, "Workflow syntax" (`wait`, `wait-all`, `parallel`); actions/runner, `BackgroundStepCoordinator`.
    """
    if failed.step.group is not None:
        return step.step.group != failed.step.group
    name = failed.step.id.text.lower() if failed.step.id is not None else None
    return step.step.kind == "wait-all" or any(each.text.lower() == name for each in step.step.waits_for)
