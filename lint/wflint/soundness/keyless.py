"""Concurrency groups whose key is empty after some event, so that runs that have nothing to do with each other cancel each other.

`ci-${{ github.event.pull_request.number }}` is `ci-` after a push and in a merge queue.  Sources: docs.github.com, "Control the
concurrency of workflows and jobs" (a property that is only defined for some events needs a fallback; an empty group is an error),
"Contexts" (`head_ref` and `base_ref` are set for pull requests alone); read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.claimed import ON_MAIN, PULLS
from wflint.facts.model import WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import System
from wflint.lean import dataclass
from wflint.payloads import lacks
from wflint.scenario import Event, Scenario, settle
from wflint.soundness.groups import cancels, is_made_of
from wflint.span import Span
from wflint.syntax.workflow import Concurrency, Trigger
from wflint.values.of_expression import of_text
from wflint.values.patterns import is_pattern
from wflint.values.value import Reference, Value, constant, references

_OF_MANY = PULLS | ON_MAIN | {"merge_group", "pull_request_review", "pull_request_review_comment"}
"""Events that come about many things at a time."""
_SAME = frozenset({"workflow", "workflow_ref", "repository", "repository_id", "repository_owner", "event_name", "server_url"})
_REFS = frozenset({"ref", "ref_name", "ref_type"})


@dataclass(frozen=True, slots=True, eq=False)
class Keyless:
    """A group that is the same for all runs after an event, as its `key` is empty then; `is_empty`: nothing is left of it."""

    group: Value
    place: Span
    trigger: Trigger
    key: Reference
    is_empty: bool


def keyless(system: System) -> Iterator[Keyless]:
    """The groups of workflows, each with the first event after which its key is empty."""
    for facts in system.workflows:
        found = next(_of(facts), None) if facts.workflow.concurrency is not None else None
        if found is not None:
            yield found


def _of(facts: WorkflowFacts) -> Iterator[Keyless]:
    concurrency = facts.workflow.concurrency
    if concurrency is None or concurrency.group is None:
        return
    written = of_text(concurrency.group.text)
    for trigger in facts.workflow.triggers:
        key = next((each for each in references(written) if lacks(trigger.event, each.key)), None)
        if key is not None:
            yield from _after(trigger, key, written, concurrency)


def _after(trigger: Trigger, key: Reference, written: Value, concurrency: Concurrency) -> Iterator[Keyless]:
    scenario = Scenario(Event(trigger.event))
    group = settle(written, Scope(), scenario)
    is_empty = constant(group) == ""
    is_same = is_made_of(group, lambda each: _is_same(each, trigger.event))
    is_for_many = _is_about_many(trigger) and is_same and cancels(concurrency, Scope(), scenario)
    if concurrency.group is not None and (is_empty or is_for_many):
        yield Keyless(group, concurrency.group.span, trigger, key, is_empty)


def _is_about_many(trigger: Trigger) -> bool:
    """Whether the event comes about several pull requests, issues or branches, which have nothing to do with each other."""
    if trigger.event != "push":
        return trigger.event in _OF_MANY
    names = [each.text for each in trigger.listed("branches")]
    return len(names) > 1 or not names or any(map(is_pattern, names))


def _is_same(reference: Reference, event: str) -> bool:
    """Whether it is the same in all runs after an event."""
    match reference.path:
        case ("github", name):
            return name in _SAME or (name in _REFS and event in ON_MAIN)
        case _:
            return False
