"""Secrets that a called workflow reads and the calling job doesn't hand on, and those that it hands on and nobody declares.

Source: docs.github.com, "Reuse workflows": a called workflow has the secrets that the job hands on, or all of them by
`secrets: inherit`; any other is empty there, but for those of an environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import System
from wflint.lean import dataclass
from wflint.span import Span
from wflint.syntax.expression import Index, path, split_template
from wflint.syntax.node import Scalar


@dataclass(frozen=True, slots=True)
class Unhanded:
    """A call of the file of that name, and where that reads the secrets that it doesn't get, by their names."""

    uses: Scalar
    name: str
    reads: Mapping[str, Span]


def unhanded(system: System) -> Iterator[Unhanded]:
    """Every call of a workflow that reads secrets without a fallback which are surely empty then.

    A secret that the called workflow declares needn't be given.
    """
    for facts in system.workflows:
        for job in facts.jobs:
            trigger = job.called.workflow.trigger("workflow_call") if job.called is not None else None
            if job.called is None or trigger is None or job.job.calls is None or job.job.inherits_secrets:
                continue
            known = {each.name.text.lower() for each in job.job.secrets} | {each.text.lower() for each in trigger.secrets}
            reads = {name: place for name, place in _secrets(job.called) if name.lower() not in known | {"github_token"}}
            if reads:
                yield Unhanded(job.job.calls, job.called.workflow.source.name, reads)


def undeclared_secrets(system: System) -> Iterator[tuple[str, Scalar]]:
    """The file that is called, and each secret that a job hands on to it by a name which it doesn't declare.

    Source: docs.github.com, "Reuse workflows" (`Invalid secret, … is not defined in the referenced workflow`).
    """
    for facts in system.workflows:
        for job in facts.jobs:
            trigger = job.called.workflow.trigger("workflow_call") if job.called is not None else None
            if job.called is not None and trigger is not None and not job.job.inherits_secrets:
                known = {each.text.lower() for each in trigger.secrets}
                name = job.called.workflow.source.name
                yield from ((name, each.name) for each in job.job.secrets if each.name.text.lower() not in known)


def _secrets(facts: WorkflowFacts) -> Iterator[tuple[str, Span]]:
    """The secrets that stand alone in `${{ }}`, in jobs without an environment; the last place of each name first."""
    read = [
        (found[1], scalar.locate(hole.start, hole.end))
        for job in facts.jobs
        if job.job.deployment is None
        for scalar in _texts(job)
        if "secrets" in scalar.text.lower()
        for hole in split_template(scalar.text).holes
        if isinstance(hole.expression, Index) and (found := path(hole.expression)) and found[0].lower() == "secrets" and found[1:]
    ]
    yield from reversed(read)


def _texts(job: JobFacts) -> Iterator[Scalar]:
    yield from (each.value for each in (*job.job.environment, *job.job.secrets))
    for step in job.job.steps:
        yield from (each.value for each in (*step.environment, *step.inputs))
        if step.run is not None:
            yield step.run
