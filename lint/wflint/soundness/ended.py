"""The end of a run as a message: what GitHub tells the `workflow_run` listeners of it.

Sources: docs.github.com, "Events that trigger workflows" (`workflow_run` fires for `completed` whatever the conclusion),
"Workflow syntax" (`run-name`; without one the title of a run by `workflow_dispatch` is the workflow's name, of one by
`repository_dispatch` the event type), "Triggering a workflow from a workflow" (what GITHUB_TOKEN causes starts no run but by the
two dispatch events: the end of a run that was started with it is heard by nobody).
"""

from __future__ import annotations

from wflint.facts.model import WorkflowFacts
from wflint.graph import Site
from wflint.permissions import is_by_run
from wflint.scenario import Event
from wflint.values.of_expression import of_text
from wflint.values.value import Const, Field, Fresh, Object, Value, one_of

ENDED = Event("workflow_run")
"""The event that the end of a run raises."""

_MORE = "more is told of the run"


def told_of(facts: WorkflowFacts, event: Event, result: str | None, timed_out: bool) -> Object:
    """The members of `github.event.workflow_run`, as the ended run sees their values.

    `result` is the run's, `None` where some jobs may have been skipped, which isn't told.  A run whose job ran into its timeout
    is reported as failed or as cancelled: sources disagree.
    """
    conclusion: Value = one_of((Const("failure"), Const("cancelled"))) if timed_out else Const(result or "success")
    name = Const(facts.workflow.display_name)
    members = (
        ("conclusion", conclusion),
        ("display_title", title(facts, event)),
        ("event", Const(event.name)),
        ("id", Fresh(f"the id of the run of {facts.workflow.source.name}")),
        ("name", name),
        ("status", Const("completed")),
    )
    return Object(tuple(Field(name, value) for name, value in members), _MORE)


def title(facts: WorkflowFacts, event: Event) -> Value:
    """The title of a run, as it sees its values itself."""
    if facts.workflow.run_name is not None:
        return of_text(facts.workflow.run_name.text)
    return Const(event.type if event.name == "repository_dispatch" and event.type else facts.workflow.display_name)


def ends_quietly(site: Site) -> bool:
    """Whether nobody hears the end of the run that a message starts: it is surely sent with the run's own token."""
    return is_by_run(site)
