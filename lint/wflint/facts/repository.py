"""Everything that is known of one repository on its own: what several are linked from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from wflint.facts import contracts
from wflint.facts.called import Caller
from wflint.facts.contracts import Contract
from wflint.facts.loose import loose_script
from wflint.facts.model import WorkflowFacts
from wflint.facts.workflow import Reader
from wflint.facts.workspace import Workspace
from wflint.lean import dataclass, replace
from wflint.problem import Problem, fault
from wflint.progress import told
from wflint.script_files import script_files
from wflint.sources import NOT_TEXT, SETTINGS, Repository, Source
from wflint.span import Span, whole_file
from wflint.syntax import build
from wflint.syntax.workflow import Workflow


@dataclass(frozen=True, slots=True, eq=False)
class RepositoryFacts:
    """The facts of a repository.

    `sources` are the files that were read, `settings` its own configuration file, unread; `scripts` are those that send events
    and that no workflow runs, each as a workflow without triggers; `contracts` say what payloads must be.
    """

    repository: Repository
    workflows: tuple[WorkflowFacts, ...]
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    settings: Source | None = None
    scripts: tuple[WorkflowFacts, ...] = ()
    contracts: tuple[Contract, ...] = ()


def read(repository: Repository, asyncapi: str | None = None) -> RepositoryFacts:
    """The facts of a repository.  What can't be read is a problem; the rest goes on.

    `asyncapi` is the path of a document with contracts, from the root.
    """
    readings = Readings(repository, asyncapi)
    found = readings.facts()
    readings.end()
    return found


class Readings:
    """The readings of a repository, of which some workflows may be left out at first: what was read once isn't read again.

    A workflow that is read never calls one that is left out (`facts/ordinary.py`), so that its facts stay what they are.
    """

    def __init__(self, repository: Repository, asyncapi: str | None = None) -> None:
        self.repository = repository
        self.asyncapi = asyncapi
        self.reader = Reader(repository)
        self.problems = list(repository.problems)
        self.sources: dict[str, Source] = {}
        self.workflows: dict[str, WorkflowFacts] = {}

    def facts(self, ordinary: Collection[str] = ()) -> RepositoryFacts:
        """The facts of all workflows but those of `ordinary`, by their shown paths."""
        self._read([each for each in self.repository.workflows if each.path not in ordinary and each.path not in self.sources])
        workflows = tuple(self.workflows[each.path] for each in self.repository.workflows if each.path in self.workflows)
        problems = list(self.problems)
        scripts = tuple(self._scripts(workflows, problems))
        agreed = contracts.read(self.repository, self.asyncapi)
        settings = self.repository.read(SETTINGS)
        opened = (*self.reader.files.read, *(each.source for each in self.reader.actions.values() if each is not None))
        sources = (*self.sources.values(), *(each.workflow.source for each in scripts), *opened, *agreed.sources)
        return RepositoryFacts(
            self.repository,
            workflows,
            (*problems, *dict.fromkeys((*self.reader.problems, *_unopened(self.reader))), *agreed.problems),
            tuple({each.path: each for each in sources}.values()),
            settings if isinstance(settings, Source) else None,
            scripts,
            agreed.found,
        )

    def end(self) -> None:
        """Nobody will ask for more: what took long is kept for the next run."""
        if self.reader.memory.shelf is not None:
            self.reader.memory.shelf.save()

    def _read(self, sources: list[Source]) -> None:
        typed: list[Workflow] = []
        for source in sources:
            self.sources[source.path] = source
            workflow, found = build.workflow(source)
            self.problems += found
            if workflow is not None:
                typed.append(workflow)
        self.reader.workflows.update({each.source.local: each for each in typed})
        for each in told("reading workflows", typed):
            for facts in _kept(each.source, partial(self.reader.facts, each), self.problems):
                self.workflows[each.source.path] = facts

    def _scripts(self, workflows: Iterable[WorkflowFacts], problems: list[Problem]) -> Iterator[WorkflowFacts]:
        """The scripts that send what none of the workflows sends."""
        known: set[Span] = set()
        for step in (step for facts in workflows for step in facts.steps()):
            known.update(each.span for each in step.dispatches)
            known.update(each.span for each in step.unresolved)
        caller = Caller(Workspace(self.reader.files), self.reader.memory)
        for each in script_files(self.repository):
            yield from _kept(each, partial(loose_script, self.repository, each, caller, known), problems)


def _kept(source: Source, read: Callable[[], WorkflowFacts | None], problems: list[Problem]) -> Iterator[WorkflowFacts]:
    """The facts of a file, if there are any; one on which a reader fails is a problem and counts as unread; the others go on."""
    try:
        facts = read()
    except Exception as error:
        problems.append(fault("reader", "reading this file", error, whole_file(source.path)))
    else:
        if facts is not None:
            yield facts


def _unopened(reader: Reader) -> Iterator[Problem]:
    """The files that commands run and that couldn't be opened; programs that are no text are none to read."""
    for found in reader.files.known.values():
        if isinstance(found, Problem) and found.message != NOT_TEXT:
            yield replace(found, kind="script")
