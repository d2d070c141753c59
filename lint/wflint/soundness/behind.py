"""Jobs and steps that never run, since GitHub runs what names no status function only after success.

Sources: docs.github.com, "Evaluate expressions" (`success()` is added where no status function is called) and "Using jobs"
(`needs`: a job that fails or is skipped skips all jobs behind it, through those that ran all the same; actions/runner#2205).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import events
from wflint.lean import dataclass, replace
from wflint.scenario import ALL_WELL, Event, Scenario, holds
from wflint.soundness.asked import Asked, asked, asks_for, parts
from wflint.span import Span
from wflint.syntax.expression import Compare, Condition, Expression, Literal, condition, path
from wflint.syntax.expression.values import Object, Unknown
from wflint.values.condition import Holds
from wflint.values.of_expression import normal_path
from wflint.values.value import Const, OneOf, Reference, Value

Equality = tuple[tuple[str, ...], str]
"""A name, and the text that it must have."""
Way = tuple[tuple[str, ...], str, str]
"""The same, and how it is written."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """A job or step that never runs: where its condition stands, or the need that keeps it, and why.

    `because` is the place of the condition that it can't be reconciled with, `None` where it is its own.  `when` is the part of
    the condition in whose case it never runs, empty where there is no other.
    """

    place: Span
    what: str
    why: str
    cure: str
    because: tuple[Span, str] | None = None
    when: str = ""


def unreached(facts: WorkflowFacts) -> Iterator[Unreached]:
    """Everything in the workflow's own jobs that the rules of status keep from running, whatever happens."""
    for each in asked(facts):
        if each.is_plain and _never_after_success(each):
            yield _after_success(each)
        elif _is_first(each) and each.expression is not None and asks_for(each.expression, "failure"):
            yield _before_all(each)
    yield from _behind_the_skipped(facts)


# -- conditions that ask for what isn't a success ---------------------------------------------------------------------------


def _never_after_success(each: Asked) -> bool:
    guard = Holds(each.effective)
    return (
        holds(guard, each.scope, Scenario(status=ALL_WELL)) is not False
        and holds(guard, each.scope, Scenario(status=ALL_WELL, results=_results(each), contexts=_needs(each))) is False
    )


def _results(each: Asked) -> Mapping[tuple[str, ...], Value]:
    """What has happened before a job or step that runs only after success."""
    found: dict[tuple[str, ...], Value] = {}
    if each.step is None or is_plain(each.job):
        found.update({("needs", name, "result"): Const("success") for name in each.needs})
    for step in each.job.steps if each.step is not None else ():
        if step is each.step:
            break
        if step.step.id is not None:
            name, well = step.step.id.text.lower(), OneOf((Const("success"), Const("skipped")))
            found["steps", name, "conclusion"] = well
            if step.step.continue_on_error is None or step.step.continue_on_error.value is False:
                found["steps", name, "outcome"] = well
    return {**found, ("job", "status"): Const("success")} if each.step is not None else found


def _needs(each: Asked) -> Mapping[str, Object]:
    """The `needs` context, for what looks at all of its members."""
    if each.step is not None and not is_plain(each.job):
        return {}
    outputs = Unknown("what jobs put out")
    return {"needs": Object(tuple((name, Object((("result", "success"),), outputs)) for name in sorted(each.needs)))}


def _after_success(each: Asked) -> Unreached:
    if each.step is None:
        why = "without a status function in its `if` a job runs only after all jobs in `needs` have succeeded"
        return Unreached(each.scalar.span, "job", why, f"write `always() && ({_one_line(each)})`, or `!cancelled() && …`")
    why = "without a status function in its `if` a step runs only while no step has failed"
    return Unreached(each.scalar.span, "step", why, f"write `always() && ({_one_line(each)})`, or `failure() && …`")


def _one_line(each: Asked) -> str:
    text = " ".join(each.scalar.text.split())
    return text.removeprefix("${{").removesuffix("}}").strip() if text.startswith("${{") else text


# -- failures before which there is nothing that could fail -------------------------------------------------------------------


def _is_first(each: Asked) -> bool:
    """Whether nothing is before a job, or before a step in its job; before a called workflow there may be jobs of its caller."""
    if each.step is not None:
        return each.step is each.job.steps[0]
    return not each.job.job.needs and each.facts.workflow.trigger("workflow_call") is None


def _before_all(each: Asked) -> Unreached:
    if each.step is None:
        why = "`failure()` of a job is about the jobs in its `needs`, and it has none"
        return Unreached(each.scalar.span, "job", why, "name in `needs` the jobs whose failure it is about")
    why = "`failure()` of a step is about the steps before it in its own job, and there are none"
    if each.job.job.needs:
        return Unreached(
            each.scalar.span, "step", f"{why}; it isn't about `needs`", "write `contains(needs.*.result, 'failure')`"
        )
    return Unreached(each.scalar.span, "step", why, "put it behind the steps whose failure it is about")


# -- jobs behind jobs that are skipped --------------------------------------------------------------------------------------


def _behind_the_skipped(facts: WorkflowFacts) -> Iterator[Unreached]:
    started = events(facts)
    if not any(job.job.needs for job in facts.jobs):
        return
    skipped = {event: {id(job) for job in facts.jobs if _is_skipped(job, event)} for event in started}
    dead = set[int].intersection(*skipped.values()) if skipped else {id(job) for job in facts.jobs}
    asked_for = {id(job): tuple(_equalities(job)) for job in facts.jobs}
    for job in facts.jobs:
        above = facts.needed_by(job)
        if not above or not is_plain(job):
            continue
        live = [each for each in above if id(each) not in dead]  # others speak of dead ones
        keepers = [
            next((each for each in live if id(each) in without), None) for without in skipped.values() if id(job) not in without
        ]
        found = _keeper_of_all(keepers) or _rival((job, *above), asked_for)
        if found is not None:
            yield _skipped_with(job, *found)
            continue
        lost = next((each for way in _ways(job) if (each := _lost(way, job, live, started)) is not None), None)
        if lost is not None:
            yield lost


def _is_skipped(job: JobFacts, event: Event) -> bool:
    """Whether the job is surely skipped in a run started by the event, in which all goes well."""
    return holds(job.guard, job.scope, Scenario(event, status=ALL_WELL)) is False


def is_plain(job: JobFacts) -> bool:
    """Whether the job runs only after success; an `if` that can't be read may ask for anything."""
    parsed = condition(job.job.condition.text if job.job.condition is not None else None)
    return isinstance(parsed, Condition) and parsed.adds_success


def _keeper_of_all(keepers: list[JobFacts | None]) -> tuple[JobFacts, str] | None:
    """The first of the jobs that are skipped, where one is for every event."""
    known = [each for each in keepers if each is not None]
    if not known or len(known) < len(keepers):
        return None
    return known[0], "is skipped whenever this one is wanted"


def _rival(jobs: Iterable[JobFacts], asked_for: Mapping[int, Iterable[Equality]]) -> tuple[JobFacts, str] | None:
    """Two jobs, a job or some before it, whose conditions ask for different values of one name."""
    known: dict[tuple[str, ...], tuple[str, JobFacts]] = {}
    for each in jobs:
        for name, value in asked_for[id(each)]:
            before, other = known.setdefault(name, (value, each))
            if before != value:
                return each, f"asks for `{'.'.join(name)} == '{value}'`, and job `{other.id}` for `'{before}'`"
    return None


def _equalities(job: JobFacts) -> Iterator[Equality]:
    """What the job's `if` surely wants."""
    parsed = condition(job.job.condition.text if job.job.condition is not None else None)
    if not isinstance(parsed, Condition) or parsed.written is None:
        return
    for part in parts(parsed.written):
        found = _equality(part.expression)
        if found is not None and part.wanted and not part.is_alternative:
            yield found


def _equality(expression: Expression) -> Equality | None:
    match expression:
        case Compare("==", left, Literal(str() as value)) | Compare("==", Literal(str() as value), left):
            name = path(left)
            return (tuple(each.lower() for each in name), value.lower()) if name is not None else None
        case _:
            return None


def _ways(job: JobFacts) -> Iterator[Way]:
    """What the job's `if` names as one of several cases in which it runs."""
    own = job.job.condition
    parsed = condition(own.text if own is not None else None)
    if own is None or not isinstance(parsed, Condition) or parsed.written is None:
        return
    for part in parts(parsed.written):
        asked_for = _equality(part.expression)
        if asked_for is not None and part.wanted and part.is_alternative:
            yield *asked_for, own.text[part.expression.start : part.expression.end]


def _lost(way: Way, job: JobFacts, above: Iterable[JobFacts], started: Collection[Event]) -> Unreached | None:
    """A case in which the job surely is to run, and another one surely keeps it from that."""
    name, value, text = way
    if name == ("github", "event_name"):
        then = Scenario(Event(value), status=ALL_WELL)
        if not any(each.name == value for each in started):
            return None  # `unreachable-route` tells that
    else:
        then = Scenario(status=ALL_WELL, results={Reference(normal_path(name)).key: Const(value)})
    if name[0] == "needs" or holds(job.guard, job.scope, then) is False:
        return None
    keeper = next((each for each in above if holds(each.guard, each.scope, then) is False), None)
    return replace(_skipped_with(job, keeper, "is skipped then"), when=text) if keeper is not None else None


def _skipped_with(job: JobFacts, keeper: JobFacts, why: str) -> Unreached:
    own = job.job.condition
    need = next((each for each in job.job.needs if each.text.lower() == keeper.id.lower()), job.job.needs[0])
    place = own.span if own is not None else need.span
    its = keeper.job.condition
    return Unreached(
        place,
        "job",
        f"job `{keeper.id}` {why}, and a skipped job skips all jobs behind it",
        "write `!cancelled() && …` and ask for `needs.<job>.result`, or take the job out of `needs`",
        (its.span, f"job `{keeper.id}` runs only then") if its is not None else None,
    )
