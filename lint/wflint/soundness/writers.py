"""Who writes a text: followed from where it is used, message by message, back to where somebody wrote it.

Source of what strangers can write: docs.github.com, "Script injections" (contexts that end in `body`, `head_ref`, `label`,
`message`, `ref`, `title` and their like come from anyone who can open an issue or a pull request, or comment on one).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from wflint.facts.model import WorkflowFacts
from wflint.graph import Edge, System, Way, arriving, events
from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.scenario import Event, Scenario, settle
from wflint.soundness.ended import ENDED
from wflint.values.patterns import is_pattern
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Piece,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    parts_of,
    shown,
)

Writer = Literal["stranger", "person", "unknown"]
_PROSE_WORDS = """
description desc message msg title body text comment comments note notes reason summary prompt requirement requirements
instruction instructions details changelog feedback question subject content contents
"""
_PROSE = frozenset(_PROSE_WORDS.split())
_WORDS = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_OWN = ("pull_request", "pull_request_review", "pull_request_review_comment")
"""Events whose runs have no secrets and a token that only reads when a stranger's fork is behind them: what such a run sends is
refused.  Source: docs.github.com, "Events that trigger workflows", "Workflows in forked repositories"."""
_SPOKEN = {
    "issue": ("issues", "issue_comment"),
    "pull_request": (*_OWN, "pull_request_target"),
    "comment": ("issue_comment", "pull_request_review_comment", "commit_comment", "discussion_comment"),
    "review": ("pull_request_review",),
    "discussion": ("discussion", "discussion_comment"),
}
"""What anyone can write a title or a body of, with the events that carry it."""
_BRANCHING = (*_OWN, "pull_request_target")
"""Events whose runs are on a branch that a stranger may have named."""
_TALKING = ("issues", "issue_comment", "commit_comment", "discussion", "discussion_comment")
"""Events whose runs may have a title that a stranger has written, beside these."""
_RUN = ("github", "event", "workflow_run")
_EVENT, _BRANCH = (*_RUN, "event"), (*_RUN, "head_branch")
_STRANGE: Mapping[tuple[str, ...], Value] = {
    (*_RUN, "head_repository", "full_name"): Const("a-stranger/fork"),
    (*_RUN, "head_repository", "owner", "login"): Const("a-stranger"),
    (*_RUN, "head_repository", "fork"): Const(True),
    ("github", "repository"): Const("the-owner/repository"),
    ("github", "event", "repository", "full_name"): Const("the-owner/repository"),
    ("github", "repository_owner"): Const("the-owner"),
}
"""What is told of a run for a stranger's pull request, in a repository of any name."""
_DEEPEST = 8
_Seen = frozenset[tuple[str, Event, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text was written.

    A `stranger` is anyone who can open an issue or comment, a `person` somebody who may write to the repository;
    `unknown` where that can't be seen: what a step puts out, or something outside sends.  What GitHub or a script makes up is no
    origin.  `prose`: free text, in which a quote or a line break stands sooner or later.  `value` is what is read where it was
    written; `hops` are the messages that have carried it from there, the first one first.
    """

    writer: Writer
    value: Value
    prose: bool = False
    hops: tuple[Edge, ...] = ()

    @property
    def name(self) -> str:
        """What is read there, in words: with the workflow in which it is that, where messages have brought it."""
        where = f" of `{self.hops[0].site.workflow.workflow.source.name}`" if self.hops else ""
        return f"`{shown(self.value)}`{where}"


def origins(system: System, way: Way, value: Value) -> tuple[Origin, ...]:
    """Every origin of a value that is used in that step, in any run that comes to it; a value that is no text has none."""
    if not any(isinstance(each, Reference | Unknown) for each in parts_of(value)):
        return ()
    found: dict[Origin, None] = {}
    for event in events(way.workflow):
        if way.happens(system.plain(event)) is not False:
            settled = settle(value, way.scope, system.plain(event))
            found.update(dict.fromkeys(_of_value(system, way, event, settled, frozenset())))
    return tuple(found)


def _of_value(system: System, way: Way, event: Event, value: Value, seen: _Seen) -> Iterator[Origin]:
    match value:
        case Const() | Fresh() | Sum():
            return
        case Reference():
            yield from _of_reference(system, way, event, value, seen)
        case Text(parts) | OneOf(parts) | Array(parts):
            for part in parts:
                yield from _of_value(system, way, event, part, seen)
        case Fallback(first, second) | Choice(_, first, second):
            yield from _of_value(system, way, event, first, seen)
            yield from _of_value(system, way, event, second, seen)
        case Encoded(of) | Decoded(of):
            yield from _of_value(system, way, event, of, seen)
        case Piece(of):  # a word of it
            yield from (replace(each, prose=False) for each in _of_value(system, way, event, of, seen))
        case Object(fields):
            for member in fields:
                yield from _of_value(system, way, event, member.value, seen)
        case Unknown():
            yield Origin("unknown", value)


def _of_reference(system: System, way: Way, event: Event, reference: Reference, seen: _Seen) -> Iterator[Origin]:
    match reference.key:
        case ("inputs", *_):
            yield from _of_input(system, way, event, reference, seen)
        case ("github", "event", "client_payload", *_):
            yield from _of_payload(system, way, event, reference, seen)
        case ("github", "event", "workflow_run", *names):
            yield from _of_ended_run(system, way, tuple(names), reference)
        case ("github", *rest):
            yield from _of_event(event, tuple(rest), reference)
        case ("steps" | "needs", *_, "result" | "outcome" | "conclusion"):
            return
        case ("steps" | "needs" | "matrix" | "env", *_):
            yield Origin("unknown", reference)
        case _:
            return


# -- what messages carry ----------------------------------------------------------------------------------------------------


def _of_input(system: System, way: Way, event: Event, reference: Reference, seen: _Seen) -> Iterator[Origin]:
    trigger = way.workflow.workflow.trigger("workflow_dispatch")
    if event.name != "workflow_dispatch" or trigger is None:
        if event.name == "workflow_call":
            yield Origin("unknown", reference)
        return
    if len(reference.path) == 1:
        for declared in trigger.inputs:
            yield from _of_input(system, way, event, Reference(("inputs", declared.name.text)), seen)
        return
    found = trigger.input(reference.path[1])
    if found is None or found.type in ("boolean", "number", "choice", "environment"):
        return
    edges = _edges_into(system, way, event)
    if not edges:
        yield Origin("person", reference, is_prose(reference.path[1]))
    yield from _carried(system, edges, reference.path[1:], reference, seen)


def _of_payload(system: System, way: Way, event: Event, reference: Reference, seen: _Seen) -> Iterator[Origin]:
    if event.name != "repository_dispatch":
        return
    edges = _edges_into(system, way, event)
    if not edges:
        yield Origin("unknown", reference)
    yield from _carried(system, edges, reference.path[3:], reference, seen)


def _edges_into(system: System, way: Way, event: Event) -> tuple[Edge, ...]:
    return tuple(each for each in system.edges_into(way.workflow) if each.event == event)


def _carried(system: System, edges: tuple[Edge, ...], names: tuple[str, ...], read: Reference, seen: _Seen) -> Iterator[Origin]:
    for edge in edges:
        here = (edge.workflow.path, edge.event, read.key)
        if here in seen or len(seen) >= _DEEPEST:
            continue
        payload = arriving(edge)
        sent = _member(payload, names) if payload is not None else Unknown("a payload that can't be read")
        for each in _of_value(system, edge.site.way, edge.source, sent, seen | {here}):
            yield replace(each, prose=each.prose or bool(names and is_prose(names[-1])), hops=(*each.hops, edge))


def _member(value: Value, names: tuple[str, ...]) -> Value:
    """What a payload holds under names, one inside the other; GitHub compares names without case."""
    for at, name in enumerate(names):
        if not isinstance(value, Object):
            return value if at else Unknown("a payload that can't be read")
        found = next((each.value for each in value.fields if each.name.lower() == name.lower()), None)
        if found is None:
            return Unknown(value.open) if value.open is not None else Const(None)
        value = found
    return value


# -- what an event carries --------------------------------------------------------------------------------------------------


def _of_event(event: Event, path: tuple[str, ...], reference: Reference) -> Iterator[Origin]:
    match path:
        case ("head_ref",) | ("event", "pull_request", "head", "ref" | "label"):
            if event.name in _SPOKEN["pull_request"]:
                yield Origin(_writer(event), reference)
        case ("event", thing, "title" | "body") if thing in _SPOKEN:
            if event.name in _SPOKEN[thing]:
                yield Origin(_writer(event), reference, prose=True)
        case ("event", "head_commit", "message") | ("event", "release", "name" | "body"):
            yield Origin("person", reference, prose=True)
        case () | ("event",) if any(event.name in names for names in _SPOKEN.values()):
            yield Origin(_writer(event), reference, prose=True)
        case _:
            return


def _writer(event: Event) -> Writer:
    return "person" if event.name in _OWN else "stranger"


def _of_ended_run(system: System, way: Way, names: tuple[str, ...], reference: Reference) -> Iterator[Origin]:
    """Who wrote the title, the branch or the commit message of the run whose end is heard: whoever has started that run.

    Source: docs.github.com, "Events that trigger workflows" (the branch of a run for a pull request is the pull request's).
    """
    ended = _ended(system, way)
    match names:
        case ("display_title",):
            if _may_be_behind(way, ended, (*_BRANCHING, *_TALKING)):
                yield Origin("stranger", reference, prose=True)
            elif ended is None:
                yield Origin("unknown", reference)
            elif any(each.workflow.trigger("push") is not None for each in ended):
                yield Origin("person", reference, prose=True)
            elif any(each.workflow.run_name is not None for each in ended):
                yield Origin("unknown", reference)
        case ("head_commit", "message"):
            yield Origin(
                "stranger" if ended is None or _may_be_behind(way, ended, _BRANCHING) else "person", reference, prose=True
            )
        case ("head_branch",):
            trigger = way.workflow.workflow.trigger("workflow_run")
            listed = trigger.listed("branches") if trigger is not None else ()
            if not listed or any(is_pattern(each.text) for each in listed):
                strange = _may_be_behind(way, ended, _BRANCHING, {_BRANCH: Const("a;b")})
                yield Origin("stranger" if strange else "person", reference)


def _ended(system: System, way: Way) -> tuple[WorkflowFacts, ...] | None:
    """The workflows whose ends are heard, `None` where some of them can't be known."""
    trigger = way.workflow.workflow.trigger("workflow_run")
    heard = tuple(each for each in system.workflows if way.workflow in system.followers(each))
    known = {each.workflow.display_name.lower() for each in heard}
    names = [each.text.lower() for each in trigger.workflows] if trigger is not None else []
    return heard if names and known.issuperset(names) else None


def _may_be_behind(
    way: Way,
    ended: Iterable[WorkflowFacts] | None,
    names: Iterable[str],
    told: Mapping[tuple[str, ...], Value] = MappingProxyType({}),
) -> bool:
    """Whether the step may run for the end of a run that one of these events has started, from the repository of a stranger."""
    raised = [name for name in names if ended is None or any(each.workflow.trigger(name) is not None for each in ended)]
    return any(way.happens(Scenario(ENDED, results={**_STRANGE, _EVENT: Const(name), **told})) is not False for name in raised)


def members(value: Value) -> Iterator[Field]:
    """Every member of the objects that a value is made of, inner ones behind the one that they are in."""
    for part in parts_of(value):
        if isinstance(part, Object):
            yield from part.fields


def is_prose(name: str) -> bool:
    """Whether a field of that name holds free text: its last word says so, as in `commit_message`."""
    words = _WORDS.findall(name)
    return bool(words) and words[-1].lower() in _PROSE
