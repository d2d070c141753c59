"""Repositories to a linked system: every file read once, in the order of the paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wflint.config import Config
from wflint.facts.contracts import Contract
from wflint.facts.ordinary import Ordinary, ordinary, taken_down
from wflint.facts.repository import Readings, RepositoryFacts, read
from wflint.graph import System
from wflint.problem import Problem
from wflint.regex import regex
from wflint.sources import Repository
from wflint.span import whole_file

_FILE = regex(r"[\w.-]+\.ya?ml\b")


def link(repositories: tuple[Repository, ...], config: Config) -> System:
    """Read all workflows and join them.  What can't be read is a problem of the system; the rest goes on."""
    return joined((read(each, config.asyncapi) for each in repositories), config)


def link_given(repositories: tuple[Repository, ...], config: Config, known: tuple[Ordinary, ...] | None = None) -> System:
    """The same without reading ordinary workflows, but for those that some message names, or that count with what was read.

    `known` are the ordinary ones, where that has been asked before.
    """
    left_out = {each.source.path: each for each in (ordinary(repositories) if known is None else known)}
    left_out = _without(left_out, _written(repositories, left_out))
    readings = [Readings(each, config.asyncapi) for each in repositories]
    while True:
        system = joined((each.facts(left_out) for each in readings), config, tuple(left_out.values()))
        opens = _opens_branches(system)
        named = [path for path, each in left_out.items() if system.names(each) or (opens and each.opens)]
        if not named:
            for reading in readings:
                reading.end()
            taken_down(left_out.values())
            return system
        left_out = _without(left_out, named)


def _opens_branches(system: System) -> bool:
    """Whether a branch is opened where messages are sent: then it counts who may hear of it (`soundness/verdicts.py`)."""
    return bool(system.edges) and any(act.opens for way in system.ways for act in way.step.acts)


def _without(left_out: dict[str, Ordinary], paths: Iterable[str]) -> dict[str, Ordinary]:
    """The ordinary workflows but for some, and those that call one of them or are called by it."""
    read = {left_out[path].tied or path for path in paths}
    return {path: each for path, each in left_out.items() if (each.tied or path) not in read}


def _written(repositories: tuple[Repository, ...], left_out: Mapping[str, Ordinary]) -> list[str]:
    """Ordinary workflows whose file's name stands in one that is read: a message may mean them.

    It would be found out after reading, and then everything would be joined once more.
    """
    texts = (each.text for repository in repositories for each in repository.workflows if each.path not in left_out)
    pieces = {piece for text in texts for piece in text.split() if ".y" in piece}
    names = {name for piece in pieces for name in _FILE.findall(piece)}
    return [path for path, each in left_out.items() if each.source.name in names]


def joined(facts: Iterable[RepositoryFacts], config: Config, left_out: tuple[Ordinary, ...] = ()) -> System:
    """The system of repositories that were read."""
    known = tuple(facts)
    repositories = tuple(each.repository for each in known)
    contracts, doubled = _once((*(one for each in known for one in each.contracts), *config.contracts), repositories)
    return System(
        repositories,
        tuple(workflow for each in known for workflow in each.workflows),
        config,
        {source.path: source for each in known for source in each.sources},
        (*(problem for each in known for problem in each.problems), *doubled, *_unfound(repositories, config)),
        tuple(script for each in known for script in each.scripts),
        contracts,
        left_out,
    )


def _once(
    contracts: Iterable[Contract], repositories: tuple[Repository, ...]
) -> tuple[tuple[Contract, ...], tuple[Problem, ...]]:
    """The contracts that hold, and what to say of those whose type is taken."""
    kept: dict[tuple[str, Repository | None], Contract] = {}
    problems = []
    for each in contracts:
        ours = (each.repository,) if each.repository is not None else (None, *repositories)
        taken = [kept[each.type, one] for one in ours if (each.type, one) in kept]
        if taken and (len(taken) == len(repositories) or (each.type, each.repository) in kept):
            words = f"`{each.type}` has a contract already, so this one isn't used"
            problems.append(Problem("contract", words, each.place, f"the other is at {taken[0].place}"))
        else:
            kept[each.type, each.repository] = each
    return tuple(kept.values()), tuple(problems)


def _unfound(repositories: tuple[Repository, ...], config: Config) -> Iterator[Problem]:
    """The document with contracts that the configuration names and no repository holds."""
    named = config.asyncapi
    if named is not None and all(each.read(named) is None for each in repositories):
        yield Problem("contract", f"there is no file `{named}`, which `asyncapi` names", whole_file(config.file))
