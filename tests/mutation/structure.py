"""Faults of structure: the same thing twice, and workflows with more than one thing to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mutation.callbacks import silence
from mutation.code import code_at, codes, edits
from mutation.mutant import Change, changed, fault
from mutation.roles import callback_edges, callbacks, executors, fields, retries, routers
from mutation.statements import ended, statement_at
from mutation.subject import Subject
from mutation.yamltext import appended, content, job_node, step_node, with_pair
from wflint.facts.model import WorkflowFacts
from wflint.graph import Site
from wflint.syntax.node import Mapping, Sequence
from wflint.values.value import Const, Decoded, Field, Reference


def _second_listener(subject: Subject) -> Iterator[Change]:
    for path in sorted({edge.workflow.path for edge in callback_edges(subject) if edge.event.name == "repository_dispatch"}):
        stem, _, ending = path.rpartition(".")
        copy = f"{stem}-2.{ending}"
        text = re.sub(r"(?m)^name: (.*)$", r"name: \1 2", subject.files[path], count=1)
        yield Change(copy, 1, "a copy listens as well", {**subject.files, copy: text})


def _sent_twice(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        code = code_at(subject, site)
        statement = statement_at(code, *code.range(site.span)) if code is not None else None
        if code is not None and statement is not None:
            end = ended(code, statement.end)
            text = code.source[statement.start : end]
            column = statement.start - (code.source.rfind("\n", 0, statement.start) + 1)
            again = f"\n{' ' * column}{text}"
            yield from changed(subject, edits(subject, code, [(end, end, again)]), "the statement stands there twice")
        step = step_node(subject, site.way.step.step)
        steps = job_node(subject, site.way.job.job.key.span.path, site.way.job.job).get("steps")
        if step is not None and isinstance(steps, Sequence) and step in steps.items:
            start, end = content(subject, step.span)
            lines = re.sub(rf"(?m)^ {{0,{step.span.column - 1}}}", "", subject.files[step.span.path][start:end])
            yield from changed(
                subject, appended(subject, steps, re.sub(r"(?m)^id: .*\n", "", lines)), "the step stands there twice"
            )


_UNSAFE = (
    re.compile(r"\bgit push\b[^\n|;&]*?( --force(?:-with-lease)?| -f)\b"),
    re.compile(r"\bgit tag\b[^\n|;&]*?( --force| -f)\b"),
    re.compile(r"\bgh release upload\b[^\n|;&]*?( --clobber)\b"),
)
"""What makes an act one that can be done again.  `git switch -C` isn't here: a fresh checkout has no other local branch."""


def _not_again(subject: Subject) -> Iterator[Change]:
    retried = {edge.workflow.path for site in retries(subject) for edge in subject.system.edges if edge.site.span == site.span}
    deciding = {facts.path for facts in routers(subject)}
    for facts in subject.workflows:
        if facts.path not in retried - deciding:
            continue
        found = False
        for code in codes(subject, facts):
            for pattern in _UNSAFE:
                for match in pattern.finditer(code.source):
                    found = True
                    yield from changed(subject, edits(subject, code, [(*match.span(1), "")]), f"`{match[0]}` without{match[1]}")
        if not found:
            yield from _pull_request(subject, facts)


_PROPOSE = """name: Propose
env:
  GH_TOKEN: ${{ github.token }}
run: gh pr create --fill --head "task-${{ inputs.task_id }}"
"""


def _pull_request(subject: Subject, facts: WorkflowFacts) -> Iterator[Change]:
    for job in facts.workflow.jobs:
        steps = job_node(subject, facts.path, job).get("steps")
        if isinstance(steps, Sequence) and not any(site.way.job.job is job for site in callbacks(subject)):
            yield from changed(subject, appended(subject, steps, _PROPOSE), "opens a pull request at each try")
            return


def _routed_by_executor(subject: Subject) -> Iterator[Change]:
    """A route moves from the router to the executor whose end it follows."""
    workers = {facts.path: facts for facts in executors(subject)}
    back = {edge.event: edge.site for edge in callback_edges(subject) if edge.site.workflow.path in workers}
    for edge in subject.system.edges:
        callback = back.get(edge.source)
        if callback is None or edge.site.workflow.path in workers or edge.event.name != "workflow_dispatch":
            continue
        if edge.workflow.path == callback.workflow.path:
            continue
        step = _starting_step(subject, edge.workflow, edge.site, callback)
        job = job_node(subject, callback.way.job.job.key.span.path, callback.way.job.job)
        steps, granted = job.get("steps"), job.get("permissions")
        rights = with_pair(subject, granted, "actions", "write") if isinstance(granted, Mapping) and granted.pairs else []
        shared = any(each.site.span == edge.site.span and each.workflow is not edge.workflow for each in subject.system.edges)
        gone = [] if shared else silence(subject, edge.site, "the executor goes on by itself")  # a line may start others too
        if step and (gone or shared) and isinstance(steps, Sequence):
            yield from changed(
                subject, [*appended(subject, steps, step), *rights, *gone], "the executor starts the next one itself"
            )


def _starting_step(subject: Subject, target: WorkflowFacts, site: Site, callback: Site) -> str:
    token = next(
        (
            f"GH_TOKEN: {each.value.text}"
            for each in (*callback.way.step.step.environment, *callback.way.job.job.environment)
            if "TOKEN" in each.name.text and "${{" in each.value.text
        ),
        "GH_TOKEN: ${{ github.token }}",
    )
    known = {each.name: each for each in fields(callback)}
    given = [(each.name, _expression(known.get(each.name))) for each in fields(site)]
    if any(value is None for _, value in given):
        return ""
    variables = "".join(f"\n  IN_{name.upper()}: {value}" for name, value in given)
    arguments = "".join(f' -f {name}="$IN_{name.upper()}"' for name, _ in given)
    return (
        f"name: Start the next one\nshell: bash\nenv:\n  {token}{variables}\n"
        f'run: gh workflow run {target.workflow.source.name} --repo "$GITHUB_REPOSITORY"{arguments}\n'
    )


def _expression(field: Field | None) -> str | None:
    match field.value if field is not None else None:
        case Reference(path) | Decoded(Reference(path)):
            return f"${{{{ {'.'.join(path)} }}}}"
        case Const(value):
            return f'"{value}"'
        case _:
            return None


def _merged(subject: Subject) -> Iterator[Change]:
    """Two executors in one file: the second one's jobs stand behind the first one's, under other names."""
    known = [each for each in executors(subject) if each.workflow.trigger("workflow_dispatch") is not None]
    for first, second in pairwise(known):
        text = _jobs_of(subject, second)
        root = subject.root(first.path)
        if text is None or root is None:
            continue
        merged = subject.files[first.path].rstrip("\n") + "\n\n" + text
        files = {path: content for path, content in subject.files.items() if path != second.path}
        files[first.path] = _with_inputs(subject, first, second, merged)
        old, new = second.workflow.source.name, first.workflow.source.name
        for path in list(files):
            if path != first.path:
                files[path] = re.sub(rf"(?<![\w-]){re.escape(old)}", new, files[path])
        yield Change(first.path, subject.files[first.path].count("\n") + 2, f"`{old}` is in here now", files)


def _jobs_of(subject: Subject, facts: WorkflowFacts) -> str | None:
    root = subject.root(facts.path)
    pair = root.pair("jobs") if root is not None else None
    if root is None or pair is None or root.pairs[-1] is not pair:
        return None
    start, _ = subject.range(pair.value.span)
    text = subject.files[facts.path]
    body = text[text.rfind("\n", 0, start) + 1 :]
    defaults = root.pair("defaults")
    if defaults is not None:
        start, end = content(subject, defaults.span)
        lines = "".join(f"    {line}\n" for line in text[start:end].splitlines())
        body = re.sub(r"(?m)^(  [\w-]+:\n)", rf"\1{lines}", body)
    for job in facts.workflow.jobs:
        name = re.escape(job.id)
        body = re.sub(rf"(?m)^(  ){name}:", rf"\1second-{job.id}:", body)
        body = re.sub(rf"(?m)^(\s+needs: .*?)\b{name}\b", rf"\1second-{job.id}", body)
        body = re.sub(rf"\bneeds\.{name}\.", f"needs.second-{job.id}.", body)
    return body


def _with_inputs(subject: Subject, first: WorkflowFacts, second: WorkflowFacts, text: str) -> str:
    mine, other = (each.workflow.trigger("workflow_dispatch") for each in (first, second))
    if mine is None or other is None or not mine.inputs:
        return text
    more = [each.name.text for each in other.inputs if mine.input(each.name.text) is None]
    anchor = mine.inputs[0].name.span
    start = subject.offset(anchor.path, anchor.line, anchor.column)
    indent = " " * (anchor.column - 1)
    lines = "".join(f'{name}:\n{indent}  type: string\n{indent}  default: ""\n{indent}' for name in more)
    return text[:start] + lines + text[start:]


OPERATORS = (
    fault("ID1", "a second workflow listens for a callback", "structure", _second_listener, "duplicate-listener", "DUP"),
    fault("ID2", "the callback is sent twice", "structure", _sent_twice, "duplicate-callback", "DUP"),
    fault("ID4", "a step that is tried again fails the second time", "structure", _not_again, "unsafe-retry", "P1"),
    fault("SR1", "an executor starts the next one", "structure", _routed_by_executor, "mixed-roles", "P5"),
    fault("SR2", "two executors are one workflow with two callbacks", "structure", _merged, "mixed-roles", "DUP"),
)
