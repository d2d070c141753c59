"""What callbacks say of how a run has ended, held against how it has: each ending is played, and its report looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import Edge, Site, System
from wflint.lean import dataclass
from wflint.scenario import ALL_WELL, Scenario, holds, settle
from wflint.soundness.around import Place, place_of
from wflint.soundness.callbacks import Reporter, reporters
from wflint.soundness.conditions import conditions, hangs_on_event
from wflint.soundness.endings import Ending
from wflint.soundness.outputs import empty_reason, is_given_results, through_outputs, unset
from wflint.soundness.readers import readings, reads
from wflint.soundness.status_words import STATUS, WELL
from wflint.values.value import Const, Decoded, Encoded, Field, Object, Reference, Value, constant

GOOD = WELL - {"done", "completed", "0"}
"""What says that work has succeeded, in lower case; that it is done or completed may be said of any end."""
BAD = frozenset(("error", "fail", "failed", "failure", "false"))
"""What says that it hasn't."""

Kind = Literal["always", "own job", "ignored", "cancelled", "never", "empty", "unset"]
Treated = Literal["like success", "like failure", "like neither"]


@dataclass(frozen=True, slots=True)
class Lie:
    """A status that isn't the run's.

    `always`: `value` is said whatever happens; `own job`: it is `job.status` of the job that only sends; `ignored`: a job or step
    fails and it is said all the same; `cancelled`: the same when the run is cancelled; `never`: a failure is reported when all
    has gone well; `empty`: nothing is ever said; `unset`: nothing is, when the step that says it isn't reached.
    `ending` is one in which it is wrong; `reason` is the cause in words, where there is more to say; `is_read`: the receiver
    looks at the field by its name; `treated`: how it takes an empty one, `None` where that isn't known.
    """

    kind: Kind
    callback: Edge
    field: Field
    value: str
    ending: Ending
    reason: str
    is_read: bool
    treated: Treated | None


def lies(system: System) -> Iterator[Lie]:
    """Every callback whose status is wrong in some ending, each once."""
    for reporter in reporters(system):
        seen: set[int] = set()
        for edge in reporter.callbacks:
            if id(edge.site) in seen:
                continue
            seen.add(id(edge.site))
            if is_given_results(edge.site):
                continue
            found = [_lie(reporter, edge, field) for field in status_fields(edge.site)]
            if found and found[0] is not None and None not in found:
                yield found[0]


def status_fields(site: Site) -> tuple[Field, ...]:
    """The fields of a message that say how work has ended, as their names tell."""
    payload = site.dispatch.payload
    fields = payload.fields if isinstance(payload, Object) else ()
    return tuple(each for each in fields if is_status(each.name))


def is_status(name: str) -> bool:
    """Whether a field of that name says how work has ended: `status`, `build_result`."""
    words = name.lower().replace("-", "_").split("_")
    return words[-1] in STATUS


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one ending, `None` where that isn't known."""

    ending: Ending
    value: str | None

    @property
    def is_good(self) -> bool:
        return self.value is not None and self.value.lower() in GOOD


def _lie(reporter: Reporter, edge: Edge, field: Field) -> Lie | None:
    said = tuple(_said(reporter, edge, field))
    well = next((each for each in said if each.ending.fault is None), None)

    def lie(kind: Kind, wrong: _Said, reason: str = "") -> Lie:
        is_read = any(reads(each, field.name) for each in readings(edge.workflow, edge.event))
        treated = _treated(edge, field.name) if kind == "unset" else None
        return Lie(kind, edge, field, wrong.value or "", wrong.ending, reason, is_read, treated)

    if said and all(each.value == "" for each in said):
        reason = empty_reason(edge.site, field.value)
        return lie("empty", well or said[0], reason) if reason is not None else None
    if well is not None and ((well.value or "").lower() in BAD or (well.value == "" and empty_reason(edge.site, field.value))):
        return lie("never", well, empty_reason(edge.site, field.value) or "")
    told = [(each, stands(reporter, edge.site, each.ending)) for each in said]
    failures = [(each, place) for each, place in told if place is not None and kind_of(each.ending) == "failure"]
    wrong = sorted((each for each in failures if each[0].is_good), key=lambda each: _rank(*each))
    if wrong and len(wrong) == len(failures):
        return lie("own job" if _is_own_status(field.value) else "always", wrong[0][0])
    if wrong:
        return lie("ignored", wrong[0][0], "it doesn't wait for that job" if wrong[0][1] == "beside" else "")
    cancelled = [each for each, place in told if place in ("before", "same") and kind_of(each.ending) == "cancelled"]
    if any(each.is_good for each in cancelled):
        return lie("cancelled", next(each for each in cancelled if each.is_good))
    skipped = next((each for each, _ in failures if each.value == "skipped"), None)
    if skipped is not None and (reason := empty_reason(edge.site, field.value)) is not None:
        return lie("ignored", skipped, reason)
    for each, place in failures:
        reason = unset(edge.site, field, each.ending) if place != "beside" else None
        if reason is not None:
            return lie("unset", each, reason)
    return None


def _said(reporter: Reporter, edge: Edge, field: Field) -> Iterator[_Said]:
    """What is said of each ending in which the callback is sent, if the event doesn't forbid it, and no other one only then."""
    site = edge.site
    others = [each.site.dispatch for each in reporter.callbacks if each.site.dispatch is not site.dispatch]
    usual = next((each for each in reporter.endings if each.fault is None), None)
    for ending in reporter.endings:
        scenario = ending.sees(site.dispatch)
        if scenario is None or not is_sent(reporter, site, ending, scenario):
            continue
        if usual is not None and any(ending.sends(each) is not False and usual.sends(each) is False for each in others):
            continue
        found = _plain(settle(field.value, site.way.scope, scenario))
        is_empty = isinstance(found, Reference) and empty_reason(site, found) is not None
        value = "" if is_empty else constant(found)
        yield _Said(ending, None if value and through_outputs(site, value) else value)


def is_sent(reporter: Reporter, site: Site, ending: Ending, scenario: Scenario) -> bool:
    """Whether a message is sent in an ending, at least in runs whose event asks for one, or whose caller does."""
    sent = ending.sends(site.dispatch)
    if sent is not None:
        return sent
    jobs = site.way.jobs if reporter.jobs is None else site.way.jobs[1:]
    asked = [(job.guard, job.scope) for job in jobs] + [(step.guard, step.scope) for step in site.way.steps]
    asked.append((site.dispatch.guard, site.way.scope))
    return all(hangs_on_event(condition, scope, scenario) for condition, scope in asked)


def _plain(value: Value) -> Value:
    while isinstance(value, Encoded | Decoded):
        value = value.of
    return value


def kind_of(ending: Ending) -> str | None:
    return ending.fault.kind if ending.fault is not None else None


def _rank(said: _Said, place: Place) -> tuple[bool, bool]:
    """Work that the callback waits for says most, and a step of the author's own before an action."""
    fault = said.ending.fault
    return place == "beside", fault is None or fault.step.step.run is None


def stands(reporter: Reporter, site: Site, ending: Ending) -> Place | None:
    """Where a fault that the callback has to tell of stands to it; `None` for any other ending."""
    fault = ending.fault
    if fault is None or ending.result not in ("failure", "cancelled") or not reporter.tells_of(ending):
        return None
    spared = fault.job.job.continue_on_error
    if ending.results.get(fault.job.id.lower()) not in ("failure", "cancelled") or (spared is not None and spared.value is True):
        return None  # it goes on in spite of the error
    place = place_of(site.way, fault)
    if place == "beside" and not _is_work(reporter.workflow, fault.job, Scenario(reporter.event)):
        return None
    return None if place == "after" else place


def _is_work(facts: WorkflowFacts, job: JobFacts, scenario: Scenario) -> bool:
    """Whether a job surely runs when all goes well, and isn't there to tidy up."""
    if job not in facts.jobs or holds(job.guard, job.scope, _all_well(scenario)) is not True:
        return False
    condition = job.job.condition.text if job.job.condition is not None else ""
    return not any(f"{name}(" in condition for name in ("always", "failure", "cancelled"))


def _all_well(scenario: Scenario) -> Scenario:
    return Scenario(scenario.event, scenario.payload, ALL_WELL)


def _is_own_status(value: Value) -> bool:
    return isinstance(value, Reference) and value.key == ("job", "status")


def _treated(edge: Edge, name: str) -> Treated | None:
    """How the receiver takes an empty status: as its conditions that hang on it answer."""
    answers = {value: _answers(edge, name, value) for value in ("", "success", "failure")}
    if answers["success"] == answers["failure"]:
        return None
    if answers[""] == answers["failure"]:
        return "like failure"
    return "like success" if answers[""] == answers["success"] else "like neither"


def _answers(edge: Edge, name: str, value: str) -> list[bool | None]:
    scenario = Scenario(edge.event, Object((Field(name, Const(value)),), open="other fields"))
    return [holds(condition, scope, scenario) for condition, scope in conditions(edge.workflow)]
