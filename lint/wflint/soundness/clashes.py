"""Concurrency groups that parts of one run share: the run waits for itself, or its parts cancel each other.

Sources: docs.github.com, "Control the concurrency of workflows and jobs", and "Reuse workflows" (what is called sees its caller's
`github`, so that `github.workflow` is the caller's name).  Whatever `cancel-in-progress` says, GitHub cancels what waits for a
group that the run around it holds: "a deadlock for concurrency group … was detected between 'top level workflow' and …"
(github/vscode-github-actions#135, rhysd/actionlint#538).  Read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import System, events
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Event, Scenario, holds, settle
from wflint.soundness.groups import cancels
from wflint.syntax.legs import legs
from wflint.syntax.workflow import Concurrency
from wflint.values.of_expression import of_text
from wflint.values.value import Fallback, Fresh, OneOf, Reference, Text, Unknown, Value, constant, parts_of, text, unplaced

_OF_ITS_PLACE = regex(r"\b(?:inputs|needs|matrix|strategy)\b")
"""Contexts that aren't the same all over a run."""
_OF_ONE_JOB = frozenset(("matrix", "strategy"))
_MANY = 3
"""Of so many that are there at once one is at work, one waits, and the others are cancelled."""


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A group that a run or a part of it takes.

    `jobs` lead from the run's workflow to the part, and are none for the run itself; `job` is the one whose own group it is, and
    `None` for that of a workflow.  `cancels`: it cancels what is at work; `queues`: any number may wait.
    """

    facts: WorkflowFacts
    concurrency: Concurrency
    jobs: tuple[JobFacts, ...]
    job: JobFacts | None
    value: Value
    cancels: bool
    queues: bool


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """Two parts of one run that want the same group.

    `is_around`: the other one is around this one, and holds the group as long as it runs.  Otherwise they are side by side: jobs,
    or the jobs that a matrix makes of one, where both are the same; `certain` where there surely are enough of them.
    """

    claim: Claim
    other: Claim
    is_around: bool
    certain: bool


def clashes(system: System) -> Iterator[Clash]:
    """Each group that a run takes twice, once, with the first run that does."""
    seen: set[int] = set()
    for facts in system.workflows:
        for event in events(facts):
            for clash in _in_run(facts, event):
                if id(clash.claim.concurrency) not in seen:
                    seen.add(id(clash.claim.concurrency))
                    yield clash


def _in_run(facts: WorkflowFacts, event: Event) -> Iterator[Clash]:
    scenario = Scenario(event)
    claims = tuple(_claims(facts, Scope(), (), scenario))
    for one, other in combinations(claims, 2):
        if other.jobs[: len(one.jobs)] == one.jobs and _is_same(one, other):
            yield Clash(other, one, is_around=True, certain=True)
    yield from _side_by_side(facts, [each for each in claims if each.jobs], scenario)


def _claims(facts: WorkflowFacts, scope: Scope, jobs: tuple[JobFacts, ...], scenario: Scenario) -> Iterator[Claim]:
    """The groups of a workflow and of all in it, those around before those inside."""
    if facts.workflow.concurrency is not None:
        yield from _claim(facts, facts.workflow.concurrency, scope, jobs, None, scenario)
    for job in facts.jobs:
        if holds(job.guard, job.scope, scenario) is False:
            continue
        inner = (*jobs, job)
        if job.job.concurrency is not None:
            yield from _claim(facts, job.job.concurrency, job.scope, inner, job, scenario)
        if job.called is not None:
            inputs = next((each.scope.inputs for each in job.called.jobs), None)
            yield from _claims(job.called, Scope(inputs=inputs), inner, scenario)


def _claim(
    facts: WorkflowFacts,
    concurrency: Concurrency,
    scope: Scope,
    jobs: tuple[JobFacts, ...],
    job: JobFacts | None,
    scenario: Scenario,
) -> Iterator[Claim]:
    if concurrency.group is None:
        return
    value = _plain(settle(of_text(concurrency.group.text), scope, scenario))
    queues = concurrency.queue is not None and concurrency.queue.text.strip() != "single"
    yield Claim(facts, concurrency, jobs, job, value, cancels(concurrency, scope, scenario), queues)


def _plain(value: Value) -> Value:
    """The value as it can be compared: without places, and what falls back on itself only once."""
    match value:
        case Text(parts):
            return text(map(_plain, parts))
        case Fallback(first, second):
            one, other = _plain(first), _plain(second)
            return one if one == other else Fallback(one, other)
        case _:
            return unplaced(value)


def _is_same(one: Claim, other: Claim) -> bool:
    """Whether two groups surely have the same name in one run."""
    texts = [" ".join(each.concurrency.group.text.lower().split()) for each in (one, other) if each.concurrency.group is not None]
    if texts[0] == texts[1] and _OF_ITS_PLACE.search(texts[0]) is None:
        return True
    return _is_known(one.value) and one.value == other.value


def _is_known(value: Value) -> bool:
    """Whether two values that are written alike are the same."""
    return constant(value) != "" and not any(
        isinstance(part, Unknown | OneOf | Fresh) or (isinstance(part, Reference) and part.key[0] in _OF_ONE_JOB)
        for part in parts_of(value)
    )


# -- side by side -----------------------------------------------------------------------------------------------------------


def _side_by_side(facts: WorkflowFacts, claims: list[Claim], scenario: Scenario) -> Iterator[Clash]:
    for claim in claims:
        many = _at_once(claim)
        if (
            not claim.queues
            and _is_for_all(claim)
            and (claim.cancels if many is None else many >= (2 if claim.cancels else _MANY))
        ):
            yield Clash(claim, claim, is_around=False, certain=many is not None)
    sure = [each for each in claims if _surely_runs(facts, each.jobs, scenario)]
    for one, other in combinations(sure, 2):
        if (one.cancels or other.cancels) and _is_same(one, other) and _are_at_once(facts, one.jobs, other.jobs):
            yield Clash(other, one, is_around=False, certain=True)


def _surely_runs(facts: WorkflowFacts, jobs: tuple[JobFacts, ...], scenario: Scenario) -> bool:
    """Whether a part of the run is there when all goes well: no condition on the way to it, or before it, leaves that open."""
    around: WorkflowFacts | None = facts
    for job in jobs:
        before = around.needed_by(job) if around is not None else ()
        if not all(each.job.condition is None or holds(each.guard, each.scope, scenario) is True for each in (job, *before)):
            return False
        around = job.called
    return True


def _is_for_all(claim: Claim) -> bool:
    """Whether the jobs that a matrix makes all have the same group."""
    group = claim.concurrency.group
    return _is_known(claim.value) or (group is not None and _OF_ITS_PLACE.search(group.text) is None)


def _at_once(claim: Claim) -> int | None:
    """How many jobs of a matrix may take the group at the same time; `None` where that isn't known."""
    many = 1
    for job in claim.jobs:
        most = job.job.max_parallel
        limit = most.value if most is not None else None
        if limit == 1:
            continue
        here = legs(job.job.matrix)
        if here is None:
            return None
        many *= min(here, limit) if isinstance(limit, int) else here
    return many


def _are_at_once(facts: WorkflowFacts, one: tuple[JobFacts, ...], other: tuple[JobFacts, ...]) -> bool:
    """Whether two parts of a run don't wait for each other: where their ways part, neither job needs the other one."""
    around = facts
    for first, second in zip(one, other, strict=False):
        if first is not second:
            return first not in around.needed_by(second) and second not in around.needed_by(first)
        if first.called is None:
            return False
        around = first.called
    return False
