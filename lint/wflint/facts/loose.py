"""Scripts of a repository that send events and that no workflow runs: people run them, or something outside.

Of such a script nothing is known but its text: neither arguments nor environment, nor when it runs.
"""

from __future__ import annotations

from collections.abc import Collection

from wflint.facts.called import Caller, read_alone
from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.sources import Repository, Source
from wflint.span import Span, whole_file
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Job, Step, Workflow
from wflint.values.condition import ALWAYS


def loose_script(repository: Repository, source: Source, caller: Caller, known: Collection[Span]) -> WorkflowFacts | None:
    """A script as a workflow without triggers, `None` where it sends nothing but what is `known`: sends that workflows reach."""
    facts = read_alone(source, caller)
    if facts is None:
        return None
    sends = tuple(each for each in facts.dispatches if each.span not in known)
    unread = tuple(each for each in facts.unresolved if each.span not in known)
    if not sends and not unread:
        return None
    place = whole_file(source.path)
    step = StepFacts(Step(0, "run", place), ALWAYS, Scope(), facts, sends, unread)
    job = JobFacts(Job(_named(source)), ALWAYS, Scope(), (step,))
    return WorkflowFacts(Workflow(source), repository, (job,))


def _named(source: Source) -> Scalar:
    return Scalar(source.name, source.name, "plain", whole_file(source.path))
