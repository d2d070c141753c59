"""Repositories to a linked system: every file read once, in the order of the paths."""

from __future__ import annotations

from collections.abc import Iterable

from wflint.config import Config
from wflint.facts.repository import RepositoryFacts, read
from wflint.graph import System
from wflint.sources import Repository


def link(repositories: tuple[Repository, ...], config: Config) -> System:
    """Read all workflows and join them.  What can't be read is a problem of the system; the rest goes on."""
    return joined(map(read, repositories), config)


def joined(facts: Iterable[RepositoryFacts], config: Config) -> System:
    """The system of repositories that were read."""
    known = tuple(facts)
    return System(
        tuple(each.repository for each in known),
        tuple(workflow for each in known for workflow in each.workflows),
        config,
        {source.path: source for each in known for source in each.sources},
        tuple(problem for each in known for problem in each.problems),
        tuple(script for each in known for script in each.scripts),
    )
