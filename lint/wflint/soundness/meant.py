"""Whether a listener is there to be started by what another workflow does.

A workflow that checks every push is no partner of one that happens to push.  One that asks for the very command that a comment
begins with, for the label that is put on, or that has nothing to do but on the tag or release that is made, is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.facts.raised import MAINLINES
from wflint.graph import System, events
from wflint.implicit import ImplicitEdge, implicit_edges
from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.scenario import Event, Scenario, holds
from wflint.senders.holed import holed
from wflint.senders.message import Act
from wflint.soundness.filtered import on_ref
from wflint.span import Span
from wflint.syntax.expression import And, Call, Compare, Expression, Index, Or, Star, path
from wflint.syntax.expression import Literal as Constant
from wflint.values.condition import All, Any, Condition, Holds
from wflint.values.of_expression import of_condition
from wflint.values.value import (
    Choice,
    Const,
    Fallback,
    OneOf,
    Reference,
    Text,
    Unknown,
    Value,
    constant,
    one_of,
    possible_texts,
    shown,
    text,
)

Certainty = Literal["sure", "possible"]

_BODY = ("github", "event", "comment", "body")
_LABEL = ("github", "event", "label", "name")
_LABELS = (("github", "event", "issue", "labels"), ("github", "event", "pull_request", "labels"))
_BY_HAND = frozenset(("workflow_dispatch",))
_BOTS = regex(r"bot(?<!\wbot)\b")
_COMMANDS = ("/", "@")
"""What a command in a comment begins with."""
_SHORTEST = 3
_MAINS = ("main", "master")
"""Branches that a workflow may be pushed to; it names others where it minds."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a listener asks for that an act brings: in words, and where it asks.  `certainty` says whether it surely is that."""

    what: str
    place: Span
    certainty: Certainty = "sure"


def meant(system: System, edge: ImplicitEdge) -> Meant | None:
    """What shows that the listener is there for this act; `None` where nothing does, or it is started in another way as well."""
    sender, listener = edge.site.workflow, edge.workflow
    act = edge.site.act
    if not edge.sure or (sender is listener and act.tag is None) or _starts_otherwise(system, sender, listener):
        return None
    if _minds_bots(listener):
        return None
    match act.event:
        case "issue_comment":
            return _by_comment(act, listener)
        case "issues" | "pull_request" if act.label is not None and "labeled" in (act.types or ()):
            return _by_label(act, edge)
        case "push":
            return _if_alone(system, edge, _by_push(edge))
        case "release":
            return _if_alone(system, edge, _by_release(edge))
        case _:
            return None


def _starts_otherwise(system: System, sender: WorkflowFacts, listener: WorkflowFacts) -> bool:
    """Whether the sender, or its end, starts the listener by itself, or may do so."""
    if any(edge.workflow is listener for edge in system.edges_from(sender)):
        return True
    if any(way.workflow is sender for _, way in system.unresolved):
        return True
    called = {job.called.path for facts in (sender, listener) for job in facts.jobs if job.called is not None}
    if called & {sender.path, listener.path}:
        return True
    follows = listener.workflow.trigger("workflow_run")
    names = follows.workflows if follows is not None else ()
    return any(system.workflow_named(listener.repository, name.text) is sender for name in names)


def _minds_bots(listener: WorkflowFacts) -> bool:
    """Whether the listener looks at whether a bot has done it."""
    written = [job.job.condition for job in listener.jobs] + [step.condition for _, step in listener.workflow.steps()]
    return any(condition is not None and _BOTS.search(condition.text.lower()) for condition in written)


# -- comments and labels: what the listener's conditions ask for ------------------------------------------------------------


def _by_comment(act: Act, listener: WorkflowFacts) -> Meant | None:
    if act.body is None:
        return None
    for asked, place in _asked(listener):
        for how, wanted in _wanted(asked, _BODY):
            certainty = _brings(act.body, how, wanted)
            if certainty is not None:
                return Meant(f"comments with `{wanted.strip()}`", place, certainty)
    return None


def _brings(body: Value, how: str, wanted: str) -> Certainty | None:
    """Whether a comment has the text that is asked for: at its beginning, or at the beginning of some line of it."""
    if len(wanted.strip()) < _SHORTEST:
        return None
    head = body.parts[0] if isinstance(body, Text) else body
    beginning = str(head.value) if isinstance(head, Const) else ""
    is_command = how == "startsWith" or (how == "contains" and wanted[:1] in _COMMANDS)
    if is_command and beginning.casefold().startswith(wanted.casefold()):
        return "sure"
    if how == "==" and (constant(body) or "").casefold() == wanted.casefold():
        return "sure"
    found = re.search(rf"^{re.escape(wanted)}", holed(body).shape, re.MULTILINE | re.IGNORECASE)
    return "possible" if found is not None and wanted.startswith("/") else None


def _by_label(act: Act, edge: ImplicitEdge) -> Meant | None:
    label = constant(act.label) if act.label is not None else None
    if label is None or "labeled" not in [each.text for each in edge.trigger.types]:
        return None
    for asked, place in _asked(edge.workflow):
        names = [wanted for how, wanted in _wanted(asked, _LABEL) if how == "=="]
        if act.event == "issues":
            names += _wanted_labels(asked)
        if label.casefold() in (name.casefold() for name in names):
            return Meant(f"label `{label}`", place)
    return None


def _asked(listener: WorkflowFacts) -> Iterator[tuple[Expression, Span]]:
    """The expressions that must hold, or one of which must, for a job or step of the listener to run."""
    for job in listener.jobs:
        written = [job.job.condition, *(step.condition for step in job.job.steps)]
        for condition in written:
            if condition is not None:
                for expression in _positive(of_condition(condition.text)):
                    yield expression, condition.span


def _positive(condition: Condition) -> Iterator[Expression]:
    match condition:
        case Holds(expression):
            yield from _operands(expression)
        case All(of) | Any(of):
            for part in of:
                yield from _positive(part)
        case _:
            return


def _operands(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, And | Or):
        for operand in expression.operands:
            yield from _operands(operand)
    else:
        yield expression


def _wanted(expression: Expression, subject: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What an expression compares a subject with: `("startsWith", "/deploy")`, `("==", "bug")`, `("contains", …)`."""
    match expression:
        case Call(name, (left, Constant(str() as wanted))) if _is(left, subject):
            known = {"startswith": "startsWith", "contains": "contains"}.get(name.lower())
            if known is not None:
                yield known, wanted
        case Compare("==", left, Constant(str() as wanted)) if _is(left, subject):
            yield "==", wanted
        case Compare("==", Constant(str() as wanted), right) if _is(right, subject):
            yield "==", wanted
        case _:
            return


def _wanted_labels(expression: Expression) -> list[str]:
    """`contains(github.event.issue.labels.*.name, 'bug')`."""
    match expression:
        case Call(name, (Index(Star(subject), Constant("name")), Constant(str() as wanted))) if name.lower() == "contains":
            return [wanted] if any(_is(subject, each) for each in _LABELS) else []
        case _:
            return []


def _is(expression: Expression, subject: tuple[str, ...]) -> bool:
    found = path(expression)
    return found is not None and tuple(each.lower() for each in found) == subject


# -- pushes and releases: what the listener has no other reason for -----------------------------------------------------------


def _if_alone(system: System, edge: ImplicitEdge, found: Meant | None) -> Meant | None:
    """What is found, for sure only where nothing else raises the event: a release may be there already, and get more files."""
    fed = found is not None and (edge.workflow.path, edge.trigger.event) in _fed(system)
    return replace(found, certainty="possible") if found is not None and fed else found


@lru_cache(maxsize=1)
def _fed(system: System) -> frozenset[tuple[str, str]]:
    """The listeners, each with the event, for which some workflow raises it with a token that starts them, or may."""
    return frozenset(
        (edge.workflow.path, edge.trigger.event)
        for edge in implicit_edges(system)
        if edge.outcome == "starts" or (edge.outcome == "unknown" and edge.site.token is not None)
    )


def _by_push(edge: ImplicitEdge) -> Meant | None:
    act, trigger = edge.site.act, edge.trigger
    if not _only(edge) or act.forced or trigger.settings is None:
        return None
    wanted = trigger.listed("tags" if act.tag is not None else "branches")
    others = trigger.listed("branches" if act.tag is not None else "tags")
    if not wanted or trigger.settings.get("paths") is not None:
        return None
    subject, kind = (act.tag, "tag") if act.tag is not None else (act.branch, "branch")
    if subject is None:
        return None
    seen = on_ref(kind, _of_another_run(subject))
    is_own = edge.site.workflow is edge.workflow
    if not (_runs(edge, seen) if not others and not is_own else kind == "tag" and _has_job_for_tags(edge, seen)):
        return None
    if kind == "tag":
        return Meant(f"tag {_named(subject)}", trigger.place)
    names = possible_texts(subject)
    plain = names is not None and len(names) == 1 and [each.text for each in wanted] == list(names)
    if not plain or names is None or names[0].lower() in MAINLINES or names[0] == edge.workflow.repository.default_branch:
        return None
    return Meant(f"branch `{names[0]}`", wanted[0].span)


def _by_release(edge: ImplicitEdge) -> Meant | None:
    if not _only(edge) or edge.site.workflow.workflow.trigger("release") is not None:
        return None
    tag = edge.site.act.tag
    if not _runs(edge, on_ref("tag", _of_another_run(tag)) if tag is not None else {}):
        return None
    return Meant("releases", edge.trigger.place)


def _only(edge: ImplicitEdge) -> bool:
    """Whether the listener has no other reason to run, but to be started by hand."""
    return {each.event for each in edge.workflow.workflow.triggers} <= {edge.trigger.event} | _BY_HAND


def _runs(edge: ImplicitEdge, results: dict[tuple[str, ...], Value]) -> bool:
    """Whether some job of the listener surely runs then."""
    scenario = Scenario(Event(edge.trigger.event)).assuming(results)

    def runs(job: JobFacts) -> bool:
        return job.job.condition is None or holds(job.guard, job.scope, scenario) is True

    return any(runs(job) for job in edge.workflow.jobs if not job.job.needs)


def _has_job_for_tags(edge: ImplicitEdge, seen: dict[tuple[str, ...], Value]) -> bool:
    """Whether some job of a listener is there for tags, may run on this one, and is left out of other runs.

    These are the runs after a push to any branch, or, where the listener itself makes the tag, some kind of run that does so.
    """
    on_tag = Scenario(Event(edge.trigger.event)).assuming(seen)
    named = [each.text for each in edge.trigger.listed("branches")]
    pushes = [Scenario(Event("push")).assuming(on_ref("branch", Const(name))) for name in dict.fromkeys((*_MAINS, *named))]
    kinds = [pushes] if named or edge.site.workflow is not edge.workflow else []
    if edge.site.workflow is edge.workflow:
        kinds += [[Scenario(event)] for event in events(edge.workflow) if event.name != "push"]
        kinds = [kind for kind in kinds if any(edge.site.way.happens(each) is not False for each in kind)]
    return any(
        any(all(holds(job.guard, job.scope, each) is False for each in kind) for kind in kinds)
        and holds(job.guard, job.scope, on_tag) is not False
        for job in edge.workflow.jobs
    )


def _of_another_run(value: Value) -> Value:
    """What is known of a name whoever looks at it: `github.ref` of the run that makes it isn't that of the run that it starts."""
    match value:
        case Choice(_, then, otherwise) | Fallback(then, otherwise):
            return one_of((_of_another_run(then), _of_another_run(otherwise)))
        case OneOf(options):
            return one_of(map(_of_another_run, options))
        case Text(parts):
            return text(map(_of_another_run, parts))
        case Const():
            return value
        case _:
            return Unknown("a name that another run makes")


def _named(value: Value) -> str:
    """What a reader makes of it: the name, its beginning where the rest is worked out, or where it comes from."""
    known = constant(value)
    parts = value.parts if isinstance(value, Text) else (value,)
    if known is not None:
        return f"`{known}`"
    if all(isinstance(each, Const | Reference) for each in parts):
        return f"`{shown(value)}`"
    return f"`{shown(parts[0])[1:-1]}…`" if isinstance(parts[0], Const) else "that is made here"
