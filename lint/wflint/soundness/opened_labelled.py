"""Workflows that one act starts twice: an issue that is opened with labels raises `opened`, and `labeled` for each of them.

Source: docs.github.com, "Webhook events and payloads" (`issues`): both events carry all labels that the issue has by then.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import JobFacts, StepFacts
from wflint.graph import Site, System
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Event, Scenario
from wflint.span import Span
from wflint.syntax.workflow import Concurrency
from wflint.values.condition import ALWAYS
from wflint.values.value import Const

_TELLS = regex(r"(?:event|payload)\.(?:label\b|action\b)|event_action|label_name", 2)
"""What tells the two events apart in a script, or is handed to it."""


@dataclass(frozen=True, slots=True)
class OpenedLabelled:
    """A message that is sent for both events, and where the workflow subscribes to the second."""

    place: Span
    site: Site


def opened_labelled(system: System) -> Iterator[OpenedLabelled]:
    """The first message of each workflow that is sent whenever an issue has a label, and heard for both events.

    That a job asks which label it was changes nothing: that one was there when the issue was opened.  Silent where a newer run
    ends the older one, where a step or the script itself asks whether to send, which may look for what the other run has done,
    and where a step is told which event it is.
    """
    seen: set[str] = set()
    for site in system.messages:
        trigger = site.workflow.workflow.trigger("issues")
        if trigger is None or site.workflow.path in seen:
            continue
        types = {each.text: each.span for each in trigger.types}
        if {"opened", "labeled"} <= types.keys() and _is_sent(site) and not _ends_others(site):
            seen.add(site.workflow.path)
            yield OpenedLabelled(types["labeled"], site)


def _is_sent(site: Site) -> bool:
    asked = [each.job.condition.text for each in site.way.jobs if each.job.condition is not None]
    if not any("issue.labels" in each for each in asked) or site.dispatch.guard is not ALWAYS or any(map(_asks, site.way.steps)):
        return False
    return all(
        site.happens(Scenario(Event("issues"), results={("github", "event", "action"): Const(each)})) is not False
        for each in ("opened", "labeled")
    )


def _asks(facts: StepFacts) -> bool:
    step = facts.step
    given = (*(each.value for each in (*step.environment, *step.inputs)), *((step.run,) if step.run is not None else ()))
    return step.condition is not None or any(_TELLS.search(each.text) for each in given)


def _ends_others(site: Site) -> bool:
    return any(map(_cancels, (site.workflow.workflow.concurrency, *map(_concurrency, site.way.jobs))))


def _concurrency(job: JobFacts) -> Concurrency | None:
    return job.job.concurrency


def _cancels(concurrency: Concurrency | None) -> bool:
    given = concurrency.cancel_in_progress if concurrency is not None else None
    return given is not None and given.value is not False
