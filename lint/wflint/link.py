"""Repositories to a linked system: every file read once, in the order of the paths."""

from __future__ import annotations

from wflint.config import Config
from wflint.facts.model import WorkflowFacts
from wflint.facts.workflow import Reader
from wflint.graph import System
from wflint.problem import Problem
from wflint.sources import Repository, Source
from wflint.syntax import build
from wflint.syntax.workflow import Workflow


def link(repositories: tuple[Repository, ...], config: Config) -> System:
    """Read all workflows and join them.  What can't be read is a problem of the system; the rest goes on."""
    workflows: list[WorkflowFacts] = []
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for repository in repositories:
        problems.extend(repository.problems)
        typed: dict[str, Workflow] = {}
        for source in repository.workflows:
            sources[source.path] = source
            workflow, found = build.workflow(source)
            problems.extend(found)
            if workflow is not None:
                typed[source.local] = workflow
        reader = Reader(repository, typed)
        workflows.extend(reader.facts(workflow) for workflow in typed.values())
        problems.extend(dict.fromkeys(reader.problems))
        sources.update({script.path: script for script in reader.files.read})
        sources.update({action.source.path: action.source for action in reader.actions.values() if action is not None})
    return System(repositories, tuple(workflows), config, sources, tuple(problems))
