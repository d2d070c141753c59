"""The whole system: who sends what to whom.  The home of networkx; everything outside asks typed questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from wflint import circles
from wflint.config import Config
from wflint.facts.contracts import Contract
from wflint.facts.looks import escapes
from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.ordinary import Ordinary
from wflint.facts.scope import Scope
from wflint.given import Given, Shared
from wflint.lean import dataclass, field
from wflint.problem import Problem
from wflint.scenario import Event, Scenario, holds, settle
from wflint.senders.message import OWN_REPOSITORY, UNCALLED, Dispatch, Unresolved
from wflint.sources import Repository, Source
from wflint.span import Span
from wflint.statistics import Statistics
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Trigger
from wflint.values.condition import Condition, Opaque, Succeeds, conjuncts, negate
from wflint.values.patterns import is_pattern, passes
from wflint.values.replaced import replaced
from wflint.values.value import Choice, Const, Field, Object, OneOf, Value, constant, one_of, parts_of, possible_texts, references

if TYPE_CHECKING:
    import networkx

_OF_THE_EVENT = frozenset({("github", "event_name"), ("github", "event", "action")})

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How a place is reached in a run: the workflow, its job (and jobs of called workflows), its step (and composite ones)."""

    workflow: WorkflowFacts
    jobs: tuple[JobFacts, ...]
    steps: tuple[StepFacts, ...]

    @property
    def job(self) -> JobFacts:
        """The job in which the place stands in its file."""
        return self.jobs[-1]

    @property
    def step(self) -> StepFacts:
        """The step that the place is in, the innermost one."""
        return self.steps[-1]

    @property
    def scope(self) -> Scope:
        return self.steps[-1].scope

    @property
    def is_called(self) -> bool:
        """Whether the place stands in a reusable workflow that the run's own workflow calls."""
        return len(self.jobs) > 1

    def happens(self, scenario: Scenario) -> bool | None:
        """Whether the step runs in a run of that scenario."""
        answer: bool | None = True
        guarded: tuple[JobFacts | StepFacts, ...] = (*self.jobs, *self.steps)
        for each in guarded:
            found = holds(each.guard, each.scope, scenario)
            if found is False:
                return False
            answer = None if found is None else answer
        return answer


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One dispatch in its place."""

    dispatch: Dispatch
    way: Way

    @property
    def workflow(self) -> WorkflowFacts:
        return self.way.workflow

    @property
    def span(self) -> Span:
        return self.dispatch.span

    def happens(self, scenario: Scenario) -> bool | None:
        """Whether the message is sent in a run of that scenario."""
        answer = self.way.happens(scenario)
        if answer is False:
            return False
        sent = holds(self.dispatch.guard, self.way.scope, scenario)
        return sent if answer is True or sent is False else None

    def payload(self, scenario: Scenario) -> Value:
        """The payload as it is in a run of that scenario."""
        return settle(self.dispatch.payload, self.way.scope, scenario)


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """A workflow that listens for one `repository_dispatch` type; `type` is `None` where it listens for all."""

    workflow: WorkflowFacts
    trigger: Trigger
    type: Scalar | None

    @property
    def place(self) -> Span:
        return self.type.span if self.type is not None else self.trigger.place


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A workflow that a `workflow_dispatch` names; `workflow` is `None` where none of that name is there."""

    name: str
    workflow: WorkflowFacts | None


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One message that one workflow sends in a run started by `source` and that starts another by `event`.

    `known` is what is known of that run whatever its payload is: what started it.
    """

    site: Site
    source: Event
    workflow: WorkflowFacts
    event: Event
    known: Scenario

    @property
    def start(self) -> tuple[str, Event]:
        return (self.site.workflow.path, self.source)

    @property
    def end(self) -> tuple[str, Event]:
        return (self.workflow.path, self.event)

    @property
    def heard_at(self) -> Span:
        """Where the started workflow listens: the event type in its list, or the trigger."""
        heard = [each for each in _listeners((self.workflow,)) if _hears(each, self.event.type)]
        if self.event.name == "repository_dispatch" and heard:
            return heard[0].place
        trigger = self.workflow.workflow.trigger(self.event.name)
        return (trigger or self.workflow.workflow.triggers[0]).place


@dataclass(frozen=True, eq=False)
class System:
    """Everything that is known of the linked repositories.

    `scripts` send events, and no workflow runs them.  `contracts` hold in the order in which they are: the first for a type.
    `ordinary` are workflows that weren't read, since nothing in them can count.
    """

    repositories: tuple[Repository, ...]
    workflows: tuple[WorkflowFacts, ...]
    config: Config
    sources: Mapping[str, Source] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    scripts: tuple[WorkflowFacts, ...] = ()
    contracts: tuple[Contract, ...] = ()
    ordinary: tuple[Ordinary, ...] = ()

    # -- places -----------------------------------------------------------------------------------------------------

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Every step of every workflow; steps of a reusable workflow once for each local caller."""
        called = self._called_paths
        return tuple(
            way
            for facts in self.workflows
            if facts.path not in called or any(each.event != "workflow_call" for each in facts.workflow.triggers)
            for way in _ways(facts)
        )

    @cached_property
    def _called_paths(self) -> frozenset[str]:
        return frozenset(job.called.path for facts in self.workflows for job in facts.jobs if job.called is not None)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every dispatch."""
        return tuple(Site(dispatch, way) for way in self.ways for dispatch in way.step.dispatches)

    def ways_in(self, facts: WorkflowFacts) -> tuple[Way, ...]:
        """Every step of a workflow, and of what it calls."""
        return self._ways_in.get(id(facts), ())

    @cached_property
    def _ways_in(self) -> dict[int, tuple[Way, ...]]:
        return _by(self.ways, lambda way: id(way.workflow))

    def sites_in(self, facts: WorkflowFacts) -> tuple[Site, ...]:
        """Every dispatch of a workflow, and of what it calls."""
        return self._sites_in.get(id(facts), ())

    @cached_property
    def _sites_in(self) -> dict[int, tuple[Site, ...]]:
        return _by(self.sites, lambda site: id(site.workflow))

    def sites_at(self, way: Way) -> tuple[Site, ...]:
        """Every dispatch of one step in its place."""
        return self._sites_at.get(id(way), ())

    @cached_property
    def _sites_at(self) -> dict[int, tuple[Site, ...]]:
        return _by(self.sites, lambda site: id(site.way))

    def site(self, dispatch: Dispatch, jobs: tuple[JobFacts, ...]) -> Site | None:
        """A dispatch in its place: in a job, with the jobs around it; `None` in a workflow that only others call."""
        return self._placed.get((id(dispatch), tuple(map(id, jobs))))

    @cached_property
    def _placed(self) -> Mapping[tuple[int, tuple[int, ...]], Site]:
        return {(id(site.dispatch), tuple(map(id, site.way.jobs))): site for site in self.sites}

    @cached_property
    def messages(self) -> tuple[Site, ...]:
        """Every dispatch, also of scripts that no workflow runs: these start nothing by an event, and lie on no edge."""
        return (*self.sites, *(Site(dispatch, way) for way in self._loose for dispatch in way.step.dispatches))

    @cached_property
    def _loose(self) -> tuple[Way, ...]:
        return tuple(way for facts in self.scripts for way in _ways(facts))

    @cached_property
    def unresolved(self) -> tuple[tuple[Unresolved, Way], ...]:
        """Every send that was seen and not understood, also in scripts that no workflow runs, where it isn't surely left out."""
        return tuple(
            (each, way)
            for way in (*self.ways, *self._loose)
            for each in way.step.unresolved
            if holds(each.guard, way.scope, Scenario()) is not False and not self._is_called_elsewhere(each)
        )

    def _is_called_elsewhere(self, found: Unresolved) -> bool:
        """Whether a function that one script never calls is called by another one that reads the same file."""
        return found.reason.endswith(UNCALLED) and found.span in self._understood

    @cached_property
    def _understood(self) -> frozenset[Span]:
        return frozenset(site.span for site in self.messages)

    def role(self, facts: WorkflowFacts) -> str | None:
        """The role that the configuration gives a workflow; `None` where it gives none."""
        return self.config.roles.get(facts.workflow.source.name)

    # -- listeners --------------------------------------------------------------------------------------------------

    @cached_property
    def listeners(self) -> tuple[Listener, ...]:
        """Every listener for `repository_dispatch`, one for each type."""
        return tuple(_listeners(self.workflows))

    def listeners_in(self, repository: Repository) -> tuple[Listener, ...]:
        return self._listeners_in.get(id(repository), ())

    @cached_property
    def _listeners_in(self) -> dict[int, tuple[Listener, ...]]:
        return _by(self.listeners, lambda each: id(each.workflow.repository))

    def heard_by(self, repository: Repository, event_type: str) -> tuple[Listener, ...]:
        """The listeners of a repository that an event type starts."""
        if (id(repository), None) in self._listeners_for:
            return tuple(each for each in self.listeners_in(repository) if _hears(each, event_type))
        return self._listeners_for.get((id(repository), event_type), ())

    @cached_property
    def _listeners_for(self) -> dict[tuple[int, str | None], tuple[Listener, ...]]:
        """By repository and type, which is `None` for those that hear every type."""
        return _by(self.listeners, lambda each: (id(each.workflow.repository), each.type.text if each.type is not None else None))

    def may_be_heard_by(self, repository: Repository, event_type: str) -> bool:
        """Whether a listener of a repository hears the type, or could, as it is written as a pattern."""
        return bool(self.heard_by(repository, event_type)) or id(repository) in self._with_patterns

    @cached_property
    def _with_patterns(self) -> frozenset[int]:
        return frozenset(id(each.workflow.repository) for each in self.listeners if _is_pattern(each))

    # -- contracts --------------------------------------------------------------------------------------------------

    def contract(self, repository: Repository, event_type: str) -> Contract | None:
        """The contract of events of a type that are sent to a repository."""
        return next((each for each in self.contracts if each.type == event_type and each.repository in (repository, None)), None)

    def contract_of(self, site: Site, event_type: str) -> Contract | None:
        """The contract that a message must keep when it is of that type: the receiver's.

        Where the receiver isn't analysed, or has none, it is the one that the sender's repository has for events that it doesn't
        hear itself.
        """
        receiver, own = self.receiver(site), site.workflow.repository
        found = self.contract(receiver, event_type) if receiver is not None else None
        return found if found is not None or self.heard_by(own, event_type) else self.contract(own, event_type)

    # -- targets ----------------------------------------------------------------------------------------------------

    def receiver(self, site: Site) -> Repository | None:
        """The analysed repository that a message goes to; `None` where it isn't analysed, or can't be known.

        What a reusable workflow sends goes to the repository of its caller, which only a local caller tells.
        """
        if site not in self._receivers:
            self._receivers[site] = self._receiver(site)
        return self._receivers[site]

    @cached_property
    def _receivers(self) -> dict[Site, Repository | None]:
        return {}

    def _receiver(self, site: Site) -> Repository | None:
        triggers = site.workflow.workflow.triggers
        if site.dispatch.repository == OWN_REPOSITORY and triggers and all(each.event == "workflow_call" for each in triggers):
            return None
        return self.repository_named(site.dispatch.repository, site.workflow.repository)

    def repository_named(self, name: Value, own: Repository) -> Repository | None:
        if name == OWN_REPOSITORY:
            return own
        written = constant(name)
        if written is None:
            return None
        return next((each for each in self.repositories if each.name is not None and each.name.lower() == written.lower()), None)

    def types(self, site: Site) -> tuple[str, ...] | None:
        """The event types that a `repository_dispatch` can have; `None` where they can't be listed."""
        return self.named_by(site) if site.dispatch.kind == "repository_dispatch" else None

    def targets(self, site: Site) -> tuple[Target, ...] | None:
        """The workflows that a `workflow_dispatch` can start; `None` where they, or the repository, can't be known."""
        repository = self.receiver(site)
        names = self.named_by(site)
        if site.dispatch.kind != "workflow_dispatch" or repository is None or names is None:
            return None
        if any(name.strip().isdecimal() or not name for name in names):
            return None
        return tuple(Target(name, self.workflow_named(repository, name)) for name in names)

    def named_by(self, site: Site) -> tuple[str, ...] | None:
        """What a message names as its type or workflow, without what the conditions of its jobs and steps rule out.

        `None` where that can't be listed.
        """
        if site not in self._names:
            self._names[site] = _let_through(site)
        return self._names[site]

    @cached_property
    def _names(self) -> dict[Site, tuple[str, ...] | None]:
        return {}

    def workflow_named(self, repository: Repository, name: str) -> WorkflowFacts | None:
        """The workflow that a file name, a path or a display name means; names are compared without case, files with it."""
        plain = _plain(name)
        own = [each for each in self.workflows if each.repository is repository]
        for facts in own:
            if facts.workflow.source.name == plain:
                return facts
        return next((each for each in own if each.workflow.display_name.lower() == name.lower()), None)

    def known_names(self, repository: Repository) -> tuple[tuple[str, str], ...]:
        """File name and display name of each workflow of a repository, also of those that weren't read."""
        own = [each.workflow for each in self.workflows if each.repository is repository]
        left_out = [each for each in self.ordinary if each.repository is repository]
        return (*((each.source.name, each.display_name) for each in own), *((each.source.name, each.name) for each in left_out))

    def names(self, workflow: Ordinary) -> bool:
        """Whether some message names a workflow that wasn't read."""
        return any(
            repository is workflow.repository and (_plain(name) == workflow.source.name or name.lower() == workflow.name.lower())
            for repository, name in self._named
        )

    @cached_property
    def _named(self) -> tuple[tuple[Repository | None, str], ...]:
        starts = [site for site in self.messages if site.dispatch.kind == "workflow_dispatch"]
        return tuple((self.receiver(site), name) for site in starts for name in self.named_by(site) or ())

    def followers(self, facts: WorkflowFacts) -> tuple[WorkflowFacts, ...]:
        """The workflows of the same repository that the end of a run starts, by its name, a pattern or none."""
        return self._followers.get(facts.path, ())

    @cached_property
    def _followers(self) -> Mapping[str, tuple[WorkflowFacts, ...]]:
        waiting = [(each, trigger) for each in self.workflows if (trigger := each.workflow.trigger("workflow_run")) is not None]
        return {
            facts.path: tuple(
                each for each, trigger in waiting if each.repository is facts.repository and _follows(trigger, facts)
            )
            for facts in (self.workflows if waiting else ())
        }

    def is_unread(self, repository: Repository, name: str = "") -> bool:
        """Whether some workflow file of the repository, or the one of that name, couldn't be read as a workflow."""
        if id(repository) not in self._unread:
            self._unread[id(repository)] = tuple(each for each in repository.workflows if each.path not in self._read)
        return any(source.name.startswith(name) for source in self._unread[id(repository)]) or (
            not name and any(problem.kind == "unreadable" for problem in repository.problems)
        )

    def may_hold(self, repository: Repository, word: str) -> bool:
        """Whether a word may stand in some workflow file of the repository that couldn't be read, or only with problems."""
        if any(problem.kind == "unreadable" for problem in repository.problems):
            return True
        broken = {problem.span.path for problem in self.problems if problem.kind == "syntax"}
        texts = (each.text for each in repository.workflows if each.path in broken or each.path not in self._read)
        return any(_bare(word) in _bare(text) or escapes(text.lower()) or _is_escaped(word, text) for text in texts)

    @cached_property
    def _read(self) -> frozenset[str]:
        return frozenset((*(facts.path for facts in self.workflows), *(each.source.path for each in self.ordinary)))

    @cached_property
    def _unread(self) -> dict[int, tuple[Source, ...]]:
        return {}

    def given(self, event: Event) -> Given:
        """What an event settles, whatever it carries; the same each time, so that everything is decided once."""
        if event not in self._given:
            self._given[event] = Given(Scenario(event), self._shared)
        return self._given[event]

    @cached_property
    def _given(self) -> dict[Event, Given]:
        return {}

    @cached_property
    def _shared(self) -> Shared:
        return Shared()

    def plain(self, event: Event) -> Scenario:
        """The scenario of which nothing but the event is known; the same one each time, so that it decides everything once."""
        return self.given(event).scenario

    # -- the graph --------------------------------------------------------------------------------------------------

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every message from one run to the next that isn't impossible under the event that starts the first run."""
        sending: dict[int, list[Event]] = {}
        for facts in self.workflows:
            for event in events(facts):
                for site in self._possible(facts, (), self.given(event)):
                    sending.setdefault(id(site), []).append(event)
        return tuple(
            Edge(site, event, facts, end, self.given(event).scenario)
            for site in self.sites
            for ends in (tuple(self._ends(site)),)
            for event in sending.get(id(site), ())
            for facts, end in ends
        )

    def _possible(self, facts: WorkflowFacts, around: tuple[JobFacts, ...], given: Given) -> Iterator[Site]:
        """The dispatches that aren't impossible in a run, in jobs that `around` calls or in those of the workflow itself."""
        for job in given.jobs(facts).left:
            jobs = (*around, job)
            for steps in job.ways():
                step = steps[-1]
                if step.dispatches and all(given.sure(each.guard, each.scope) is not False for each in steps):
                    sites = (self.site(dispatch, jobs) for dispatch in given.left(step.dispatches, step.scope))
                    yield from (site for site in sites if site is not None)
            if job.called is not None:
                yield from self._possible(job.called, jobs, given)

    def _ends(self, site: Site) -> Iterator[tuple[WorkflowFacts, Event]]:
        if site.dispatch.kind == "workflow_dispatch":
            for target in self.targets(site) or ():
                if target.workflow is not None and target.workflow.workflow.trigger("workflow_dispatch") is not None:
                    yield target.workflow, Event("workflow_dispatch")
            return
        repository = self.receiver(site)
        for event_type in self.types(site) or () if repository is not None else ():
            for listener in self.heard_by(repository, event_type):  # type: ignore[arg-type]  # not None here
                yield listener.workflow, Event("repository_dispatch", event_type)

    @cached_property
    def graph(self) -> networkx.MultiDiGraph[Any]:
        """Nodes are (workflow path, event that starts it), edges carry the `Edge`."""
        import networkx

        graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
        for edge in self.edges:
            graph.add_edge(edge.start, edge.end, edge=edge)
        return graph

    def cycles(self) -> tuple[tuple[Edge, ...], ...]:
        """The edges of each strongly connected part that holds a cycle, in the order of the files."""
        return self._cycles

    @cached_property
    def _cycles(self) -> tuple[tuple[Edge, ...], ...]:
        return strongly_connected(self.edges)

    def edges_into(self, facts: WorkflowFacts) -> tuple[Edge, ...]:
        return self._into.get(id(facts), ())

    def edges_from(self, facts: WorkflowFacts) -> tuple[Edge, ...]:
        return self._from.get(id(facts), ())

    def edges_after(self, run: tuple[str, Event]) -> tuple[Edge, ...]:
        """The messages of a run of that workflow, started by that event."""
        return self._after.get(run, ())

    def edges_before(self, run: tuple[str, Event]) -> tuple[Edge, ...]:
        """The messages that start such a run."""
        return self._before.get(run, ())

    @cached_property
    def _into(self) -> dict[int, tuple[Edge, ...]]:
        return _by(self.edges, lambda edge: id(edge.workflow))

    @cached_property
    def _from(self) -> dict[int, tuple[Edge, ...]]:
        return _by(self.edges, lambda edge: id(edge.site.workflow))

    @cached_property
    def _after(self) -> dict[tuple[str, Event], tuple[Edge, ...]]:
        return _by(self.edges, lambda edge: edge.start)

    @cached_property
    def _before(self) -> dict[tuple[str, Event], tuple[Edge, ...]]:
        return _by(self.edges, lambda edge: edge.end)

    @cached_property
    def linked(self) -> frozenset[str]:
        """Paths of the workflows that send or hear a message of the system."""
        ends = {edge.workflow.path for edge in self.edges} | {site.workflow.path for site in self.sites}
        ends |= {listener.workflow.path for listener in self.listeners}
        ends |= {facts.path for facts in self.workflows if facts.workflow.trigger("workflow_run") is not None}
        called = {
            job.called.path for facts in self.workflows if facts.path in ends for job in facts.jobs if job.called is not None
        }
        return frozenset(ends | called)

    @cached_property
    def statistics(self) -> Statistics:
        """Counts of what was seen and how much of it was understood."""
        sites = {site.span: site for site in self.sites}
        conditions = [guard for way in self.ways for guard in (way.step.guard, *(each.guard for each in way.step.dispatches))]
        return Statistics(
            repositories=len(self.repositories),
            workflows=len(self.workflows) + len(self.ordinary),
            jobs=sum(len(facts.workflow.jobs) for facts in self.workflows),
            listeners=len(self.listeners),
            dispatches_understood=len(sites),
            dispatches_unresolved=len({each.span for each, _ in self.unresolved}),
            targets_resolved=sum(self.named_by(site) is not None for site in sites.values()),
            conditions=len(conditions),
            conditions_resolved=sum(not isinstance(each, Opaque | Succeeds) for each in conditions),
        )


def _by(given: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, tuple[Item, ...]]:
    """Groups by what their members have in common."""
    found: dict[Key, list[Item]] = {}
    for each in given:
        found.setdefault(key(each), []).append(each)
    return {each: tuple(group) for each, group in found.items()}


def strongly_connected(edges: Iterable[Edge]) -> tuple[tuple[Edge, ...], ...]:
    """Groups of edges that lie on cycles together."""
    ends = [(edge, edge.start, edge.end) for edge in edges]
    part = circles.strongly_connected(circles.grouped((start, end) for _, start, end in ends))
    groups: dict[int, list[Edge]] = {}
    for edge, start, end in ends:
        if part[start] == part[end]:
            groups.setdefault(part[start], []).append(edge)
    return tuple(sorted(map(tuple, groups.values()), key=lambda group: min(edge.site.span for edge in group)))


def shortest_cycle(edges: tuple[Edge, ...], through: Edge) -> tuple[Edge, ...]:
    """The shortest cycle that begins with an edge, hop by hop."""
    first: dict[tuple[Any, Any], Edge] = {}
    for edge in edges:
        first.setdefault((edge.start, edge.end), edge)
    nodes = circles.shortest_way(circles.grouped(first), through.end, through.start)
    return (through, *(first[hop] for hop in pairwise(nodes or ())))


def _ways(facts: WorkflowFacts) -> Iterator[Way]:
    def below(jobs: tuple[JobFacts, ...]) -> Iterator[Way]:
        last = jobs[-1]
        for steps in last.ways():
            yield Way(facts, jobs, steps)
        for inner in last.called.jobs if last.called is not None else ():
            yield from below((*jobs, inner))

    for job in facts.jobs:
        yield from below((job,))


def _let_through(site: Site) -> tuple[str, ...] | None:
    """What the target of a message can be when it is sent; `None` where that can't be listed."""
    names = possible_texts(site.dispatch.target)
    return _chosen(site) if names is None else sent_texts(site, site.dispatch.target)


def sent_texts(site: Site, value: Value) -> tuple[str, ...]:
    """What a value of a message can be when the message is sent, as far as that can be listed.

    Where a part of it can be several things, and a condition of the message reads the same value, or what has chosen it, those
    are left out for which the condition doesn't hold, and those that nothing chooses, whatever the run.
    """
    decided = possible_texts(settle(value, site.way.scope, Scenario()))
    return tuple(each for each in _chosen_texts(site, value) if decided is None or each in decided)


def _chosen_texts(site: Site, value: Value) -> tuple[str, ...]:
    texts = possible_texts(value) or ()
    several = next((part for part in parts_of(value) if isinstance(part, Choice | OneOf)), None) if len(texts) > 1 else None
    if several is None:
        return texts
    ends = tuple(_ends(several))
    if not all(isinstance(end, Const) for end, _ in ends):
        return texts
    left = [end for end, way in ends if site.happens(Scenario(picked=(several, end), given=way)) is not False]
    return possible_texts(replaced(value, several, one_of(left))) or () if left else ()


def _of_each_event(site: Site) -> tuple[str, ...] | None:
    """What the target can be where it is made from what each of the workflow's triggers is called."""
    found: dict[str, None] = {}
    for event in events(site.workflow):
        if site.happens(Scenario(event)) is not False:
            text = constant(settle(site.dispatch.target, site.way.scope, Scenario(event)))
            if text is None:
                return None
            found[text] = None
    return tuple(found) or None


def _chosen(site: Site) -> tuple[str, ...] | None:
    """What the target can be where a part of it comes from a list in the workflow's own triggers."""
    keys = {each.key for each in references(site.dispatch.target)}
    if keys and keys <= _OF_THE_EVENT:
        return _of_each_event(site)
    listed = _listed(site.workflow, *keys) if len(keys) == 1 else None
    if listed is None:
        return None
    raised, name, options = listed
    if any(event != raised and site.happens(Scenario(event)) is not False for event in events(site.workflow)):
        return None
    found: dict[str, None] = {}
    for option in options:
        chosen = Scenario(raised, Object((Field(name, Const(option)),), open="what else the event carries"))
        if site.happens(chosen) is not False:
            text = constant(settle(site.dispatch.target, site.way.scope, chosen))
            if text is None:  # one of several it may be only for other options
                return None
            found[text] = None
    return tuple(found) or None


def _listed(facts: WorkflowFacts, key: tuple[str, ...]) -> tuple[Event, str, tuple[str, ...]] | None:
    """The event that carries a value, the value's name there, and what it can be; `None` where no trigger lists that.

    Sources: docs.github.com, "Workflow syntax: on.workflow_dispatch.inputs" (GitHub refuses what isn't in the list of a choice),
    `on.workflow_run.workflows` (only the ends of these are heard).
    """
    match key:
        case ("inputs", name) if (trigger := facts.workflow.trigger("workflow_dispatch")) is not None:
            declared = trigger.input(name)
            if declared is not None and declared.type == "choice":
                return Event("workflow_dispatch"), declared.name.text, tuple(each.text for each in declared.options)
        case ("github", "event", "workflow_run", "name") if (trigger := facts.workflow.trigger("workflow_run")) is not None:
            if trigger.workflows and not any(is_pattern(each.text) for each in trigger.workflows):
                return Event("workflow_run"), "name", tuple(each.text for each in trigger.workflows)
    return None


def _ends(value: Value, way: frozenset[Condition] = frozenset()) -> Iterator[tuple[Value, frozenset[Condition]]]:
    """What a value that can be several comes to in the end, and the conditions under which it does."""
    match value:
        case OneOf(options):
            for option in options:
                yield from _ends(option, way)
        case Choice(condition, then, otherwise):
            yield from _ends(then, way.union(conjuncts(condition)))
            yield from _ends(otherwise, way.union(conjuncts(negate(condition))))
        case _:
            yield value, way


def _bare(text: str) -> str:
    """The letters and digits of a text, however it is quoted and wrapped."""
    return re.sub(r"[\W_]+", "", text.lower())


def _is_escaped(word: str, text: str) -> bool:
    """Whether a text may hold a word with letters that YAML can write by their numbers as well."""
    return "\\" in text and not word.isascii()


def _plain(name: str) -> str:
    """The file's name in a path of a workflow."""
    return name.removeprefix(".github/workflows/").removeprefix("./.github/workflows/")


def _follows(trigger: Trigger, facts: WorkflowFacts) -> bool:
    """Whether the trigger hears the end of runs of a workflow."""
    if trigger.types and all(each.text != "completed" for each in trigger.types):
        return False
    names = [each.text.lower() for each in trigger.workflows]
    return not names or passes(names, Const(facts.workflow.display_name.lower())) is True


def _listeners(workflows: tuple[WorkflowFacts, ...]) -> Iterator[Listener]:
    for facts in workflows:
        for trigger in facts.workflow.triggers:
            if trigger.event != "repository_dispatch":
                continue
            if not trigger.types:
                yield Listener(facts, trigger, None)
            for event_type in trigger.types:
                yield Listener(facts, trigger, event_type)


def _hears(listener: Listener, event_type: str) -> bool:
    return listener.type is None or listener.type.text == event_type


def _is_pattern(listener: Listener) -> bool:
    """Whether a type is written as a pattern: GitHub's docs leave open whether it is one, so it is never called unheard."""
    return listener.type is not None and is_pattern(listener.type.text)


def events(facts: WorkflowFacts) -> tuple[Event, ...]:
    """Everything that starts the workflow: one event for each trigger, and for each type of `repository_dispatch`."""
    found: dict[Event, None] = {}
    for trigger in facts.workflow.triggers:
        if trigger.event == "repository_dispatch" and trigger.types:
            found.update(dict.fromkeys(Event(trigger.event, each.text) for each in trigger.types))
        else:
            found[Event(trigger.event)] = None
    return tuple(found)


@lru_cache(maxsize=4096)
def arriving(edge: Edge) -> Object | None:
    """The payload with which the workflow at the edge's end starts; `None` where it isn't known."""
    payload = edge.site.payload(edge.known)
    return payload if isinstance(payload, Object) else None


__all__ = [
    "Const",
    "Edge",
    "Listener",
    "Site",
    "System",
    "Target",
    "Way",
    "arriving",
    "events",
    "shortest_cycle",
    "strongly_connected",
]
