"""Everything that is known of one repository on its own: what several are linked from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
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


def read(repository: Repository, asyncapi: str | None = None, ordinary: Collection[str] = ()) -> RepositoryFacts:
    """The facts of a repository.  What can't be read is a problem; the rest goes on.

    `asyncapi` is the path of a document with contracts, from the root; `ordinary` are the shown paths of workflows to leave out.
    """
    problems = list(repository.problems)
    sources: dict[str, Source] = {}
    typed: dict[str, Workflow] = {}
    for source in (each for each in repository.workflows if each.path not in ordinary):
        sources[source.path] = source
        workflow, found = build.workflow(source)
        problems.extend(found)
        if workflow is not None:
            typed[source.local] = workflow
    reader = Reader(repository, typed)
    workflows = tuple(
        facts
        for each in told("reading workflows", typed.values())
        for facts in _kept(each.source, partial(reader.facts, each), problems)
    )
    known: set[Span] = set()
    for step in (step for facts in workflows for step in facts.steps()):
        known.update(each.span for each in step.dispatches)
        known.update(each.span for each in step.unresolved)
    caller = Caller(Workspace(reader.files), reader.memory)
    scripts = tuple(
        facts
        for each in script_files(repository)
        for facts in _kept(each, partial(loose_script, repository, each, caller, known), problems)
    )
    sources.update({facts.path: facts.workflow.source for facts in scripts})
    if reader.memory.shelf is not None:
        reader.memory.shelf.save()
    problems.extend(dict.fromkeys((*reader.problems, *_unopened(reader))))
    sources.update({script.path: script for script in reader.files.read})
    sources.update({action.source.path: action.source for action in reader.actions.values() if action is not None})
    agreed = contracts.read(repository, asyncapi)
    problems.extend(agreed.problems)
    sources.update({source.path: source for source in agreed.sources})
    settings = repository.read(SETTINGS)
    return RepositoryFacts(
        repository,
        workflows,
        tuple(problems),
        tuple(sources.values()),
        settings if isinstance(settings, Source) else None,
        scripts,
        agreed.found,
    )


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
