"""Routes: which jobs, steps and branches of a script act on which event."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.event_conditions import MAY_BE_IDLE
from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import System, events
from wflint.lean import dataclass
from wflint.scenario import ALL_WELL, Event, Scenario, holds
from wflint.soundness.behind import is_plain
from wflint.soundness.terminal import Terminal, terminal
from wflint.span import Span
from wflint.syntax.expression import Condition as ParsedCondition
from wflint.syntax.expression import Literal, condition, walk
from wflint.syntax.workflow import Trigger
from wflint.values.condition import All, Any, Condition, Holds, Not, Test, any_of
from wflint.values.of_expression import of_expression
from wflint.values.value import Const, constant, references


@dataclass(frozen=True, slots=True)
class Branch:
    """A job, a step, or a command of a script, with everything that decides whether it is reached."""

    guards: tuple[tuple[Condition, Scope], ...]
    place: Span
    acts: bool

    def reached(self, scenario: Scenario) -> bool | None:
        answers = [holds(guard, scope, scenario) for guard, scope in self.guards]
        return False if False in answers else None if None in answers else True


def branches(system: System, facts: WorkflowFacts) -> Iterator[Branch]:
    """Every command of every step of the workflow."""
    for way in system.ways:
        if way.workflow is not facts:
            continue
        guards = tuple((job.guard, job.scope) for job in way.jobs) + tuple((step.guard, step.scope) for step in way.steps)
        yield from _branches(way.step, guards, terminal(system.config.terminal))


def _branches(step: StepFacts, guards: tuple[tuple[Condition, Scope], ...], ends: Terminal) -> Iterator[Branch]:
    script = step.script
    if script.problem is not None or step.language is None:
        acts = step.step.uses is None or ends.action_tells(step.step.uses.text)
        if not step.inner:
            yield Branch(guards, step.place, acts)
        return
    for doing in script.doings:
        yield Branch((*guards, (doing.guard, step.scope)), doing.span, not ends.says_nothing(doing))
    for dispatch in script.dispatches:
        yield Branch((*guards, (dispatch.guard, step.scope)), dispatch.span, True)


def unrouted(system: System, facts: WorkflowFacts) -> Iterator[Event]:
    """Subscribed event types for which nothing is done, in a workflow that tells its types apart."""
    subscribed = [event for event in events(facts) if event.name == "repository_dispatch" and event.type]
    if len(subscribed) < 2:
        return
    known = list(branches(system, facts))
    reached = {event: [branch.reached(system.plain(event)) for branch in known] for event in subscribed}
    specific = [
        any(reached[event][index] is False for event in subscribed)
        and any(reached[event][index] is not False for event in subscribed)
        for index in range(len(known))
    ]
    if not any(specific):
        return
    for event in subscribed:
        handled = any(
            reached[event][index] is not False and (specific[index] or branch.acts) for index, branch in enumerate(known)
        )
        if not handled:
            yield event


def idle(facts: WorkflowFacts) -> Iterator[Trigger]:
    """Triggers after which no job ever runs, in a workflow that has jobs for others.

    Left out are types of `repository_dispatch`, of which `unrouted` tells, what a caller brings, pull requests and merge
    queues, where a job that is skipped counts as a check that has passed, and pushes that change a workflow: GitHub comes to know
    one that is on no other branch when it runs.
    """
    if facts.workflow.is_compiled or any(map(_is_switched_off, facts.jobs)):
        return
    dead = {event for event in events(facts) if all(_is_idle(facts, job, event) for job in facts.jobs)}
    if len(dead) == len(events(facts)):
        return
    for trigger in facts.workflow.triggers:
        if Event(trigger.event) in dead and trigger.event not in MAY_BE_IDLE and not _registers(trigger):
            yield trigger


def _is_switched_off(job: JobFacts) -> bool:
    """Whether somebody has put a `false` into the job's condition: then it is meant."""
    parsed = condition(job.job.condition.text if job.job.condition is not None else None)
    written = parsed.written if isinstance(parsed, ParsedCondition) else None
    return written is not None and any(isinstance(each, Literal) and each.value is False for each in walk(written))


def _registers(trigger: Trigger) -> bool:
    paths = trigger.listed("paths")
    return trigger.event == "push" and bool(paths) and all(each.text.startswith(".github/") for each in paths)


def _is_idle(facts: WorkflowFacts, job: JobFacts, event: Event) -> bool:
    """Whether the job surely doesn't run in a run that the event has started."""
    then = Scenario(event, status=ALL_WELL)
    if holds(job.guard, job.scope, then) is False:
        return True
    return is_plain(job) and any(holds(each.guard, each.scope, then) is False for each in facts.needed_by(job))


@dataclass(frozen=True, slots=True)
class DeadCondition:
    """A condition on the event that no trigger of the workflow can meet; `types` are those that it asks for."""

    place: Span
    types: tuple[str, ...]


def dead_conditions(system: System, facts: WorkflowFacts) -> Iterator[DeadCondition]:
    """Conditions of jobs, steps and script branches that ask for an event that the workflow doesn't hear."""
    if facts.workflow.trigger("workflow_call") is not None or facts.workflow.is_compiled:
        return
    started = events(facts)
    scenarios = [system.plain(event) for event in started]
    heard = {each.name for each in started} | {each.text for trigger in facts.workflow.triggers for each in trigger.types}
    seen: set[Span] = set()
    for guard, scope, place in _placed_guards(system, facts):
        if place in seen:
            continue
        types = tuple(each for each in _asked_types(guard, scope) if each not in heard)
        if not types or holds(guard, scope, Scenario()) is False:
            continue
        if all(holds(guard, scope, scenario) is False for scenario in scenarios):
            seen.add(place)
            yield DeadCondition(place, types)


def _placed_guards(system: System, facts: WorkflowFacts) -> Iterator[tuple[Condition, Scope, Span]]:
    for job in facts.jobs:
        if job.job.condition is not None:
            yield job.guard, job.scope, job.job.condition.span
    for way in system.ways:
        if way.workflow is not facts or way.is_called or len(way.steps) > 1:
            continue  # actions and reusable workflows are written for several callers
        if way.step.step.condition is not None:
            yield way.step.guard, way.scope, way.step.step.condition.span
        refused = {each.guard for each in way.step.script.exits if each.code != Const("0")}
        placed: dict[Span, list[Condition]] = {}
        for invocation in way.step.script.invocations:  # one command can stand for several, each with its condition
            if invocation.span.path == facts.path:  # a file is written for several callers, too
                placed.setdefault(invocation.span, []).append(invocation.guard)
        together = {any_of(guards): span for span, guards in reversed(placed.items())}
        for guard, span in reversed(together.items()):
            if guard not in refused:  # whoever turns an event away may well do so before it can come
                yield guard, way.scope, span


def _asked_types(condition: Condition, scope: Scope) -> Iterator[str]:
    """Event types, or event names, that a condition compares the event with."""
    match condition:
        case Test(left, "==" | "matches", right):
            for side, other in ((left, right), (right, left)):
                if _is_event(side, scope) and constant(other):
                    yield str(constant(other))
        case Holds(expression):
            yield from _asked_in_expression(expression, scope)
        case All(of) | Any(of):
            for part in of:
                yield from _asked_types(part, scope)
        case Not(of):
            yield from ()
        case _:
            return


def _asked_in_expression(expression: object, scope: Scope) -> Iterator[str]:
    from wflint.syntax.expression import Compare, walk

    for node in walk(expression):  # type: ignore[arg-type]  # an expression
        if isinstance(node, Compare) and node.operator == "==":
            left, right = of_expression(node.left), of_expression(node.right)
            for side, other in ((left, right), (right, left)):
                if _is_event(side, scope) and constant(other):
                    yield str(constant(other))


def _is_event(value: object, scope: Scope) -> bool:
    resolved = scope.resolve(value)  # type: ignore[arg-type]  # a value
    return any(each.key in (("github", "event", "action"), ("github", "event_name")) for each in references(resolved))
