"""Jobs that call a workflow of the repository which isn't there, or which nothing can call.

Sources: docs.github.com, "Reuse workflows" (a reusable workflow has `workflow_call` under `on`, and stands in `.github/workflows`
itself); GitHub refuses the file that calls it, so that nothing in it runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.calls import FOLDER
from wflint.facts.model import WorkflowFacts
from wflint.facts.near import is_path, near
from wflint.graph import System
from wflint.lean import dataclass
from wflint.sources import Repository
from wflint.syntax.node import Scalar


@dataclass(frozen=True, slots=True)
class Uncalled:
    """A call that GitHub refuses: where, what the job `uses`, the file's name, and the workflow where there is one."""

    repository: Repository
    uses: Scalar
    name: str
    workflow: WorkflowFacts | None = None


def uncalled(system: System) -> Iterator[Uncalled]:
    """Every call by a path that leads to no workflow of the repository, or to one without `workflow_call`."""
    known = {facts.path: facts for facts in system.workflows}
    for facts in system.workflows:
        repository = facts.repository
        if not facts.workflow.source.local.startswith(FOLDER):
            continue
        here = {source.local: source for source in repository.workflows}
        for job in facts.jobs:
            uses = job.job.calls
            if uses is None or job.called is not None or not is_path(uses.text):
                continue
            path = near(uses.text, repository) or ""
            name = path.removeprefix(FOLDER)
            source = here.get(path)
            called = known.get(source.path) if source is not None else None
            if called is not None and called.workflow.trigger("workflow_call") is None:
                yield Uncalled(repository, uses, name, called)
            elif source is None and path.startswith(FOLDER) and not system.may_hold(repository, name):
                yield Uncalled(repository, uses, name)
