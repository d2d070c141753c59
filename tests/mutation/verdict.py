"""What became of a mutant: killed by a rule that is meant for it, at its place or the next hop; by another; or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from mutation import equivalent
from mutation.mutant import Mutant
from mutation.subject import Subject
from mutation.yamltext import content, job_pair, step_node
from wflint.finding import Finding
from wflint.pipeline import Report
from wflint.plugins import load_rules
from wflint.span import Span
from wflint.values.value import Const, Object, Value, printed, shown

Fate = Literal["intended", "elsewhere", "survived", "equivalent", "stillborn", "crashed", "unchanged", "alarm", "misread"]
"""The last three are of neutral mutants: nothing is said, something is, or other messages are seen than before."""

Locus = Literal["step", "job", "file", "next hop", "far"]
_NEAREST: tuple[Locus, ...] = ("step", "job", "file", "next hop", "far")
REJECTED = frozenset({"parse-error", "unsupported-expression"})
"""What GitHub wouldn't start at all says nothing about the rules."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate of one mutant.  `rules` are those that say something new; `locus` is where the nearest intended one is."""

    operator: str
    base: str
    place: str
    what: str
    expected: tuple[str, ...]
    fate: Fate
    locus: Locus | None = None
    rules: tuple[str, ...] = ()
    note: str = ""


def verdict(mutant: Mutant, subject: Subject, baseline: Report) -> Verdict:
    """Run wflint on a mutant, and judge what it says beyond what it says of the system without the fault."""
    other = Subject(mutant.base, mutant.change.files)
    report = other.report()
    new = fresh(baseline.findings, report.findings)
    rules = tuple(sorted({each.rule for each in new}))

    def as_(fate: Fate, locus: Locus | None = None, note: str = "") -> Verdict:
        change, expected = mutant.change, tuple(sorted(mutant.expected))
        return Verdict(mutant.operator.name, mutant.base, mutant.place, change.what, expected, fate, locus, rules, note)

    if report.crashed:
        return as_("crashed", note="; ".join(each.message for each in report.problems if each.kind == "rule"))
    broken = [each.message for each in report.problems if each not in baseline.problems]
    if broken or REJECTED & set(rules):
        return as_("stillborn", note="; ".join((*broken, *(each.message for each in new if each.rule in REJECTED)))[:120])
    if mutant.operator.neutral:
        return _of_neutral(mutant, subject, other, as_, frozenset(rules) - mutant.operator.tolerated)
    meant = [locus(each, mutant, subject, other) for each in new if each.rule in mutant.expected]
    best = min(meant, key=_NEAREST.index, default=None)
    if best is not None and best != "far":
        return as_("intended", best)
    reason = equivalent.reason(mutant)
    if reason is not None:
        return as_("equivalent", note=reason)
    return as_("elsewhere" if new else "survived", best)


def _of_neutral(mutant: Mutant, before: Subject, after: Subject, as_: Callable[..., Verdict], said: frozenset[str]) -> Verdict:
    if said:
        return as_("alarm")
    if not mutant.operator.keeps_messages:
        return as_("unchanged")
    lost, won = messages(before) - messages(after), messages(after) - messages(before)
    return as_("misread", note=f"lost {_told(lost)}, won {_told(won)}") if lost or won else as_("unchanged")


def _told(found: Counter[tuple[str, ...]]) -> str:
    return " and ".join(" ".join(each[1:]) for each in found) or "nothing"


def messages(subject: Subject) -> Counter[tuple[str, ...]]:
    """What a system sends: for each dispatch its workflow, kind, target and the values of its fields."""
    found: Counter[tuple[str, ...]] = Counter()
    for site in subject.system.sites:
        dispatch = site.dispatch
        payload = dispatch.payload
        given = sorted(f"{each.name}={_plain(each.value)}" for each in payload.fields) if isinstance(payload, Object) else ["?"]
        found[(site.workflow.path, dispatch.kind, shown(dispatch.target), *given)] += 1
    found.update(("", "not understood") for _ in subject.system.unresolved)
    return found


def _plain(value: Value) -> str:
    """A value in words; numbers and texts of digits are one, and names that a neutral operator gives are as they were."""
    if isinstance(value, Const):
        return printed(value.value)
    return shown(value).replace("-it-is", "").lower()


def fresh(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that weren't there before, as far as their fingerprints tell."""
    known = Counter(each.fingerprint for each in before if each.suppressed is None)
    return [each for each in after if each.suppressed is None and each.fingerprint not in known]


def locus(finding: Finding, mutant: Mutant, before: Subject, after: Subject) -> Locus:
    """How near to the fault a finding is; labels that point at the fault's file make it a next hop."""
    path, line = mutant.change.path, mutant.change.line
    if finding.span.path == path:
        here = owners(after if path in after.files else before, path, finding.span.line)
        there = owners(before if path in before.files else after, path, line)
        if here[1] is not None and here == there:
            return "step"
        return "job" if here[0] is not None and here[0] == there[0] else "file"
    labels = {each.span.path for each in (*finding.related, *finding.trace)}
    return "next hop" if path in labels or finding.span.path in neighbours(before, path) | neighbours(after, path) else "far"


def owners(subject: Subject, path: str, line: int) -> tuple[str | None, int | None]:
    """The job, and the number of its step, in which a line of a workflow stands."""
    facts = next((each for each in subject.workflows if each.path == path), None)
    if facts is None:
        return (path, 0)  # a script or an action: one piece
    for job in facts.workflow.jobs:
        pair = job_pair(subject, path, job)
        if pair is None or not _covers(subject, pair.span, line):
            continue
        for step in job.steps:
            node = step_node(subject, step)
            if node is not None and _covers(subject, node.span, line):
                return job.id, step.index
        return job.id, None
    return None, None


def _covers(subject: Subject, span: Span, line: int) -> bool:
    start, end = content(subject, span)
    text = subject.files[span.path]
    return text.count("\n", 0, start) + 1 <= line <= text.count("\n", 0, end) + 1


def neighbours(subject: Subject, path: str) -> set[str]:
    """The files one hop away: those that start a workflow or are started by it, and scripts that it runs."""
    found = set()
    for edge in subject.system.edges:
        ends = {edge.site.workflow.path, edge.site.span.path, edge.workflow.path}
        if path in ends:
            found |= ends
    for site in subject.system.sites:
        if path in (site.workflow.path, site.span.path):
            found |= {site.workflow.path, site.span.path}
    return found - {path}


@cache
def known_rules() -> frozenset[str]:
    return frozenset(rule.name for rule in load_rules())


def by_fate(verdicts: Iterable[Verdict]) -> Mapping[Fate, int]:
    return Counter(each.fate for each in verdicts)
