"""Inputs of a manual start that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import WorkflowFacts
from wflint.facts.unread_inputs import CHOSEN, unread
from wflint.graph import System
from wflint.regex import regex
from wflint.syntax.node import Scalar

_OPENS = regex(r"EVENT_PATH|event\s*\.\s*inputs")


def unread_inputs(system: System) -> Iterator[Scalar]:
    """The choices and boolean inputs of `workflow_dispatch` of which nothing speaks but their declaration.

    Silent where an action or a script that was read looks at the event, and where a workflow is called that isn't here: it sees
    its caller's event.
    """
    if any(_OPENS.search(source.text) for path, source in system.sources.items() if "/workflows/" not in path):
        return
    for facts in system.workflows:
        trigger = facts.workflow.trigger("workflow_dispatch")
        below = tuple(_called(facts))
        if trigger is None or facts.workflow.is_compiled or None in below:
            continue
        names = {each.name.text: each.name for each in trigger.inputs if each.type in CHOSEN}
        texts = [each.workflow.source.text.lower() for each in below if each is not None]
        yield from (
            names[each]
            for each in unread(facts.workflow.source.text, names)
            if not any(f"event.inputs.{each.lower()}" in text for text in texts)
        )


def _called(facts: WorkflowFacts) -> Iterator[WorkflowFacts | None]:
    """The workflows that a workflow calls, and that these call; `None` for one that isn't here."""
    for job in facts.jobs:
        if job.job.calls is not None:
            yield job.called
            yield from _called(job.called) if job.called is not None else ()
