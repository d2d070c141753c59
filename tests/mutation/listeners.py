"""Faults of routing: a message that nothing hears, and a route that leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.code import Code, codes, edits
from mutation.mutant import Change, changed, fault
from mutation.roles import routers, sites, started
from mutation.statements import Branch, branches, emptied
from mutation.subject import WORKFLOWS, Edit, Subject
from mutation.yamltext import job_node, job_pair, line_range, mapping, step_node, without_item, without_pair
from wflint.facts.model import WorkflowFacts
from wflint.syntax.node import Mapping, Pair, Scalar, Sequence
from wflint.values.value import constant


def triggers(subject: Subject, path: str) -> Mapping:
    """The mapping under `on`; an empty one where `on` is written otherwise."""
    root = subject.root(path)
    return mapping(root.get("on")) if root is not None else mapping(None)


def _types(subject: Subject) -> Iterator[tuple[WorkflowFacts, Mapping, Pair]]:
    for facts in subject.workflows:
        owner = mapping(triggers(subject, facts.path).get("repository_dispatch"))
        pair = owner.pair("types")
        if pair is not None:
            yield facts, owner, pair


def _sent(subject: Subject) -> set[str]:
    return {each for site in sites(subject) for each in subject.system.types(site) or ()}


def _type_removed(subject: Subject) -> Iterator[Change]:
    sent = _sent(subject)
    for _, _, pair in _types(subject):
        value = pair.value
        if isinstance(value, Sequence):
            for item in value.items:
                if not isinstance(item, Scalar) or item.text not in sent:
                    continue
                if len(value.items) > 1:
                    yield from changed(subject, without_item(subject, value, item), f"doesn't listen for `{item.text}`")
                else:
                    yield from changed(subject, [subject.replaced(item.span, "other")], f"doesn't listen for `{item.text}`")
        elif isinstance(value, Scalar) and value.text in sent:
            yield from changed(subject, [subject.replaced(value.span, "other")], f"doesn't listen for `{value.text}`")


def _misspelt(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        target = constant(site.dispatch.target)
        text = subject.text(site.dispatch.target_span)
        if site.dispatch.kind == "repository_dispatch" and target and text.count(target) == 1:
            wrong = target[:-2] + target[-1]
            yield from changed(
                subject,
                [subject.replaced(site.dispatch.target_span, text.replace(target, wrong))],
                f"sends `{wrong}` for `{target}`",
            )
    yield from _misspelt_as_argument(subject)


def _misspelt_as_argument(subject: Subject) -> Iterator[Change]:
    """The same where a program is told the type by the step that runs it."""
    for site in subject.system.sites:
        target, step = constant(site.dispatch.target), site.way.steps[0].step
        if site.dispatch.kind != "repository_dispatch" or not target or target in subject.text(site.dispatch.target_span):
            continue
        if step.run is not None and step.run.text.count(target) == 1:
            wrong, at = target[:-2] + target[-1], step.run.text.index(target)
            edit = [subject.replaced(step.run.locate(at, at + len(target)), wrong)]
            yield from changed(subject, edit, f"sends `{wrong}` for `{target}`")


def _file_deleted(subject: Subject) -> Iterator[Change]:
    for path, facts in started(subject).items():
        files = {name: text for name, text in subject.files.items() if name != path}
        kinds = {edge.event.name for edge in subject.system.edges_into(facts)}
        names = {"repository_dispatch": "missing-listener", "workflow_dispatch": "unknown-workflow"}
        yield Change(path, 1, "the file is deleted", files, frozenset(names[kind] for kind in kinds if kind in names))


def _all_types(subject: Subject) -> Iterator[Change]:
    for _, _, pair in _types(subject):
        yield from changed(subject, [subject.replaced(pair.key.span, "type")], "`types` became `type`")


def _file_renamed(subject: Subject) -> Iterator[Change]:
    named = {constant(site.dispatch.target) for site in sites(subject) if site.dispatch.kind == "workflow_dispatch"}
    for path in started(subject):
        name = path.removeprefix(WORKFLOWS)
        if name in named or path in named:
            stem, _, ending = path.rpartition(".")
            yield Change(path, 1, "the file is renamed", subject.renamed(path, f"{stem}-v2.{ending}"))


def _not_dispatchable(subject: Subject) -> Iterator[Change]:
    for path, facts in started(subject).items():
        if not any(edge.event.name == "workflow_dispatch" for edge in subject.system.edges_into(facts)):
            continue
        owner = triggers(subject, path)
        pair = owner.pair("workflow_dispatch")
        if pair is None:
            continue
        if len(owner.pairs) > 1:
            yield from changed(subject, without_pair(subject, owner, pair), "can't be started any more")
        elif not any(each.type in ("choice", "environment") for trigger in facts.workflow.triggers for each in trigger.inputs):
            yield from changed(subject, [subject.replaced(pair.key.span, "workflow_call")], "can only be called any more")


def _type_added(subject: Subject) -> Iterator[Change]:
    for _, _, pair in _types(subject):
        if isinstance(pair.value, Sequence) and pair.value.items:
            last = pair.value.items[-1]
            text = subject.text(last.span)
            start = subject.range(pair.value.span)[0]
            if subject.files[last.span.path][start] == "[":
                new = f"{text}, task:paused"
            else:
                new = f"{text}\n{' ' * (pair.value.span.column - 1)}- task:paused"
            yield from changed(subject, [subject.replaced(last.span, new)], "listens for a type that nothing sends")


def _renamed(subject: Subject) -> Iterator[Change]:
    """Workflows that `workflow_run` knows by name get another one."""
    awaited = {each.text for facts in subject.workflows for trigger in facts.workflow.triggers for each in trigger.workflows}
    for facts in subject.workflows:
        name = facts.workflow.name
        if name is not None and name.text in awaited:
            yield from changed(subject, [subject.replaced(name.span, f"{name.text} v2")], f"`{name.text}` has another name")


def _unawaited(subject: Subject) -> Iterator[Change]:
    """One workflow is taken from the list of those whose end is waited for."""
    for facts in subject.workflows:
        owner = mapping(triggers(subject, facts.path).get("workflow_run"))
        value = owner.get("workflows")
        if isinstance(value, Sequence) and len(value.items) > 1:
            for item in value.items:
                yield from changed(subject, without_item(subject, value, item), f"doesn't wait for `{subject.text(item.span)}`")


_STATUS = re.compile(r"\b(success|failure|failed|cancelled|canceled|timed_out|error|done|completed?)\b(?!\()")
_OTHERWISE = re.compile(r"!=|-ne\b|\bnot\b|-not\b|!\(|-notin\b")


def _routes(subject: Subject) -> Iterator[tuple[Code, Branch]]:
    """The branches of routers' scripts."""
    for facts in routers(subject):
        for code in codes(subject, facts):
            for branch in branches(code):
                yield code, branch


def _about_an_event(subject: Subject, facts: WorkflowFacts, text: str) -> bool:
    types = {each.text for trigger in facts.workflow.triggers for each in trigger.types}
    return any(each in text for each in types) or _STATUS.search(text) is not None


def _does_something(code: Code, branch: Branch) -> bool:
    """Whether a branch does more than to print or to set variables: something that its loss would take away."""
    body = code.source[slice(*branch.body)]
    bare = re.sub(r"(?m)^\s*(#|//).*$", "", body)
    if code.language in ("javascript", "python"):
        called = set(re.findall(r"([\w.]+)\(", bare)) - {"print", "console.log", "core.info", "core.notice"}
        return bool(called or re.search(r"\b(throw|raise|return [^0;])", bare))
    return bool(re.search(r"\b(gh|curl|exit|throw|Invoke-\w+|error::)\b", bare))


def _route_lost(subject: Subject) -> Iterator[Change]:
    for facts in routers(subject):
        for code in codes(subject, facts):
            for branch in branches(code):
                if branch.is_default or branch.condition is None or not _does_something(code, branch):
                    continue
                condition = code.written(branch.condition)
                if branch.kind == "case":
                    condition = code.source[branch.whole[0] : branch.body[0]]
                if _about_an_event(subject, facts, condition) and not _OTHERWISE.search(condition):
                    words = " ".join(condition.split())[:40]
                    edit = edits(subject, code, [emptied(code, branch, "TODO")])
                    yield from changed(subject, edit, f"the route `{words}` is a TODO")
        yield from _jobs_and_steps_lost(subject, facts)


def _jobs_and_steps_lost(subject: Subject, facts: WorkflowFacts) -> Iterator[Change]:
    """Jobs and steps of a router that are there for one event."""
    needed = {need.text for job in facts.workflow.jobs for need in job.needs}
    for job in facts.workflow.jobs:
        pair = job_pair(subject, facts.path, job)
        own = job.condition.text if job.condition is not None else ""
        if pair is not None and job.id not in needed and _about_an_event(subject, facts, own) and len(facts.workflow.jobs) > 1:
            start, end = line_range(subject, pair.span)
            yield from changed(subject, [Edit(facts.path, start, end, "")], f"the job `{job.id}` is deleted")
        steps = job_node(subject, facts.path, job).get("steps")
        for step in job.steps:
            node = step_node(subject, step)
            text = step.condition.text if step.condition is not None else ""
            if node is None or len(job.steps) < 2 or not _about_an_event(subject, facts, text) or not isinstance(steps, Sequence):
                continue
            yield from changed(subject, without_item(subject, steps, node), f"the step `{step.label}` is deleted")


def _default_lost(subject: Subject) -> Iterator[Change]:
    for code, branch in _routes(subject):
        if not branch.is_default or not _does_something(code, branch):
            continue
        start, end = branch.whole
        yield from changed(subject, edits(subject, code, [(start, end, "")]), f"the `{branch.kind}` branch is gone")


OPERATORS = (
    fault("LS1", "one type is removed from the listener's list", "listeners", _type_removed, "missing-listener", "P6 P1 P5"),
    fault("LS2", "the event type is misspelt where it is sent", "listeners", _misspelt, "missing-listener", "P6 P5"),
    fault(
        "LS3",
        "the only workflow that listens is deleted",
        "listeners",
        _file_deleted,
        "missing-listener unknown-workflow",
        "P6 P5",
    ),
    fault("LS4", "`types` becomes `type`", "listeners", _all_types, "catch-all-listener", "DUP"),
    fault("LS5", "a workflow file is renamed, its name elsewhere stays", "listeners", _file_renamed, "unknown-workflow", "P6"),
    fault("LS6", "`workflow_dispatch` is removed from an executor", "listeners", _not_dispatchable, "not-dispatchable", "P6"),
    fault("LS8", "a type that nothing sends is listened for", "listeners", _type_added, "never-sent unrouted-event", "P5"),
    fault(
        "LS9", "the route for an event and status does nothing", "listeners", _route_lost, "silent-failure unrouted-event", "P1"
    ),
    fault("LS12", "a workflow is renamed that `workflow_run` names", "listeners", _renamed, "unknown-workflow", "P6 P2"),
    fault("LS13", "a workflow is missing under `workflow_run`", "listeners", _unawaited, "callback-missing", "P2 P1"),
    fault("LS11", "the default branch of the router is removed", "listeners", _default_lost, "silent-failure", "P1"),
)
