"""Scripts of a repository that send events and that no workflow runs: people run them, or something outside.

Of such a script nothing is known but its text: neither arguments nor environment, nor when it runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wflint.facts.called import Caller, read_alone
from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.scope import Scope
from wflint.script_files import script_files
from wflint.sources import Repository, Source
from wflint.span import Span, whole_file
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Job, Step, Workflow
from wflint.values.condition import ALWAYS


def loose_scripts(repository: Repository, caller: Caller, known: Collection[Span]) -> Iterator[WorkflowFacts]:
    """Each script as a workflow without triggers; `known` are the places of sends that workflows reach."""
    for source in script_files(repository):
        facts = read_alone(source, caller)
        sends = tuple(each for each in facts.dispatches if each.span not in known) if facts is not None else ()
        unread = tuple(each for each in facts.unresolved if each.span not in known) if facts is not None else ()
        if facts is not None and (sends or unread):
            place = whole_file(source.path)
            step = StepFacts(Step(0, "run", place), ALWAYS, Scope(), facts, sends, unread)
            job = JobFacts(Job(_named(source)), ALWAYS, Scope(), (step,))
            yield WorkflowFacts(Workflow(source), repository, (job,))


def _named(source: Source) -> Scalar:
    return Scalar(source.name, source.name, "plain", whole_file(source.path))
