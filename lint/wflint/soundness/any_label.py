"""Conditions that ask for a label which an issue has, after an event that tells which label was added.

`labeled` comes for each label, one by one, also for those that an issue is opened with.  Source: docs.github.com, "Webhook events
and payloads", `issues`; read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.event_conditions import may_be_restarted
from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Event, Scenario, holds
from wflint.soundness.asked import Asked, asked, parts
from wflint.span import Span
from wflint.syntax.expression import Call, Expression, Index, Literal, Star, path
from wflint.values.condition import Holds
from wflint.values.value import Const

_LABELS = ("github", "event", "issue", "labels")
_TELLS_WHICH = regex(r"\blabel(?:\.|\[['\"])(?:name|id)\b|payload\.label\b|event\.label\b")
"""Whatever looks at the label that was added."""
_AT_ANY_CHANGE = frozenset(("edited", "unlabeled"))
"""Activities that tell of a workflow which looks at the issue whenever something about it changes."""
_ADDED = Scenario(Event("issues"), results={("github", "event", "action"): Const("labeled")})


@dataclass(frozen=True, slots=True)
class Restart:
    """A condition that holds again for each label which is added later; `with_opening`: for each that an issue is opened with."""

    place: Span
    label: str
    trigger: Span
    with_opening: bool


def restarts(system: System) -> Iterator[Restart]:
    """The first one of each workflow."""
    for facts in system.workflows:
        if may_be_restarted(facts.workflow.source.text.lower()) and not _TELLS_WHICH.search(facts.workflow.source.text):
            found = next(_of(facts), None)
            if found is not None:
                yield found


def _of(facts: WorkflowFacts) -> Iterator[Restart]:
    trigger = facts.workflow.trigger("issues")
    added = next((each for each in trigger.types if each.text == "labeled"), None) if trigger is not None else None
    if trigger is None or added is None or any(each.text in _AT_ANY_CHANGE for each in trigger.types):
        return
    for each in asked(facts):
        label = _asked_label(each)
        if label is not None and holds(Holds(each.effective), each.scope, _ADDED) is not False:
            yield Restart(each.scalar.span, label, added.span, any(one.text == "opened" for one in trigger.types))


def _asked_label(each: Asked) -> str | None:
    """The label that a condition asks for; `None` where it asks for none, or also for one that isn't there, which may keep it."""
    found = None
    for part in parts(each.expression) if each.expression is not None else ():
        label = _label(part.expression)
        if label is not None and not part.wanted:
            return None
        found = found or label
    return found


def _label(expression: Expression) -> str | None:
    """`contains(github.event.issue.labels.*.name, 'bug')`."""
    match expression:
        case Call(name, (Index(Star(subject), Literal("name")), Literal(str() as label))) if name.lower() == "contains":
            known = path(subject)
            return label if known is not None and tuple(each.lower() for each in known) == _LABELS else None
        case _:
            return None
