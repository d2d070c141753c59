"""Everything that is known of one repository on its own: what several are linked from."""

from __future__ import annotations

from dataclasses import dataclass

from wflint.facts.model import WorkflowFacts
from wflint.facts.workflow import Reader
from wflint.problem import Problem
from wflint.sources import Repository, Source
from wflint.syntax import build
from wflint.syntax.workflow import Workflow

SETTINGS = ".github/wflint.yml"


@dataclass(frozen=True, slots=True, eq=False)
class RepositoryFacts:
    """The facts of a repository.  `sources` are the files that were read, `settings` its own configuration file, unread."""

    repository: Repository
    workflows: tuple[WorkflowFacts, ...]
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    settings: Source | None = None


def read(repository: Repository) -> RepositoryFacts:
    """The facts of a repository.  What can't be read is a problem; the rest goes on."""
    problems = list(repository.problems)
    sources: dict[str, Source] = {}
    typed: dict[str, Workflow] = {}
    for source in repository.workflows:
        sources[source.path] = source
        workflow, found = build.workflow(source)
        problems.extend(found)
        if workflow is not None:
            typed[source.local] = workflow
    reader = Reader(repository, typed)
    workflows = tuple(reader.facts(workflow) for workflow in typed.values())
    problems.extend(dict.fromkeys(reader.problems))
    sources.update({script.path: script for script in reader.files.read})
    sources.update({action.source.path: action.source for action in reader.actions.values() if action is not None})
    settings = repository.read(SETTINGS)
    return RepositoryFacts(
        repository,
        workflows,
        tuple(problems),
        tuple(sources.values()),
        settings if isinstance(settings, Source) else None,
    )
