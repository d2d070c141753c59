"""Rewritings of YAML that change nothing: names, order, quoting, braces, and things that have nothing to do with events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mutation.code import edits
from mutation.guards import Guard, guards, rewritten, trees, written_guards
from mutation.mutant import Change, changed, neutral
from mutation.roles import executors, loop_workflows
from mutation.subject import WORKFLOWS, Edit, Subject
from mutation.yamltext import appended, content, indent_of, is_flow, job_node, line_range, mapping, nodes
from wflint.facts.model import WorkflowFacts
from wflint.syntax.expression import And, split_template
from wflint.syntax.node import Mapping, Scalar, Sequence


def _steps_renamed(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        named = [step.name for _, step in facts.workflow.steps() if step.name is not None and step.name.style == "plain"]
        yield from changed(
            subject, [subject.replaced(each.span, f"{each.text} it is") for each in named], "every step has another name"
        )


def _jobs_renamed(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        jobs = [job for job in facts.workflow.jobs if not _named_elsewhere(subject, facts.path, job.id)]
        found = [subject.replaced(job.key.span, f"{job.id}-it-is") for job in jobs]
        ids = {job.id for job in jobs}
        for job in facts.workflow.jobs:
            found += [subject.replaced(need.span, f"{need.text}-it-is") for need in job.needs if need.text in ids]
        text = subject.files[facts.path]
        for match in re.finditer(r"\b(?:needs|jobs)\.([\w-]+)", text):
            if match[1] in ids:
                found.append(Edit(facts.path, match.end(1), match.end(1), "-it-is"))
        yield from changed(subject, found, "every job has another name")


def _named_elsewhere(subject: Subject, path: str, name: str) -> bool:
    """Whether another file asks for a job by its name, as a watchdog does."""
    return any(f'"{name}"' in text or f"'{name}'" in text for other, text in subject.files.items() if other != path)


def _chunks(subject: Subject, owner: Mapping) -> list[tuple[int, int]]:
    """The lines of each entry of a block mapping, up to the next entry."""
    path = owner.span.path
    starts = [subject.offset(path, pair.key.span.line, 1) for pair in owner.pairs]
    if any(
        subject.files[path][start : subject.range(pair.key.span)[0]].strip()
        for start, pair in zip(starts, owner.pairs, strict=True)
    ):
        return []  # the first one stands behind the `-` of a list
    return list(zip(starts, [*starts[1:], line_range(subject, owner.pairs[-1].span)[1]], strict=True))


def _turned(subject: Subject, owner: Mapping) -> list[Edit]:
    """A block mapping's entries in the opposite order, the comments behind each going with it."""
    path, text = owner.span.path, subject.files[owner.span.path]
    if len(owner.pairs) < 2 or is_flow(subject, owner):
        return []
    chunks = _chunks(subject, owner)
    pieces = [text[start:end] if text[start:end].endswith("\n") else text[start:end] + "\n" for start, end in chunks]
    return [Edit(path, chunks[0][0], chunks[-1][1], "".join(reversed(pieces)))] if chunks else []


def _reordered(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        root = subject.root(facts.path)
        if root is None:
            continue
        yield from changed(subject, _turned(subject, root), "the file's keys are in the opposite order")
        yield from changed(subject, _turned(subject, mapping(root.get("jobs"))), "the jobs are in the opposite order")
        inner = [
            pair.value
            for node in nodes(root)
            if isinstance(node, Mapping)
            for pair in node.pairs
            if pair.key.text in ("env", "with", "inputs", "permissions") and isinstance(pair.value, Mapping)
        ]
        found = [edit for each in inner for edit in _turned(subject, each)]
        yield from changed(subject, found, "variables, inputs and permissions are in the opposite order")


def _lists_written_otherwise(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        root = subject.root(facts.path)
        found: list[Edit] = []
        for node in nodes(root) if root is not None else ():
            for pair in node.pairs if isinstance(node, Mapping) else ():
                value = pair.value
                if pair.key.text not in ("types", "needs", "options") or not isinstance(value, Sequence) or not value.items:
                    continue
                texts = [subject.text(item.span) for item in value.items]
                if is_flow(subject, value) and not is_flow(subject, node):
                    lines = "".join(f"\n{indent_of(subject, pair.key.span)}  - {text}" for text in texts)
                    start, end = subject.range(value.span)
                    found.append(Edit(facts.path, start - 1, end, lines))
                elif not is_flow(subject, value):
                    start, end = subject.range(pair.key.span)[1], content(subject, value.span)[1]
                    if "#" not in subject.files[facts.path][start:end]:
                        found.append(Edit(facts.path, start, end, f": [{', '.join(texts)}]"))
        yield from changed(subject, found, "lists with brackets have none, and the other way round")


def _quoted_otherwise(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        for quote in ("'", '"'):
            found = [
                subject.replaced(each.span, f"{quote}{each.text}{quote}")
                for each in _texts(subject, facts)
                if each.style == "plain" and isinstance(each.value, str) and quote not in each.text and "\\" not in each.text
            ]
            yield from changed(subject, found, f"texts stand in {quote}")


def _texts(subject: Subject, facts: WorkflowFacts) -> Iterator[Scalar]:
    """Scalars on one line, whose quotes mean nothing."""
    root = subject.root(facts.path)
    for node in nodes(root) if root is not None else ():
        if isinstance(node, Scalar) and node.span.line == node.span.end_line and node.span.column < node.span.end_column:
            yield node


def _braces_opened(subject: Subject) -> Iterator[Change]:
    """Mappings with brackets as blocks."""
    for facts in subject.workflows:
        root = subject.root(facts.path)
        found = []
        for node in nodes(root) if root is not None else ():
            for pair in node.pairs if isinstance(node, Mapping) and not is_flow(subject, node) else ():
                value = pair.value
                if isinstance(value, Mapping) and value.pairs and is_flow(subject, value):
                    indent = indent_of(subject, pair.key.span)
                    lines = "".join(f"\n{indent}  {each.key.text}: {subject.text(each.value.span)}" for each in value.pairs)
                    start, end = subject.range(value.span)
                    found.append(Edit(facts.path, start - 1, end, lines))
        yield from changed(subject, found, "mappings with braces have none")


def _anchored(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        found: dict[str, list[Scalar]] = {}
        for job in facts.workflow.jobs:
            value = job_node(subject, facts.path, job).get("timeout-minutes")
            if isinstance(value, Scalar):
                found.setdefault(value.text, []).append(value)
        for text, places in found.items():
            if len(places) > 1:
                first, *others = places
                aliases = [subject.replaced(each.span, "*limit") for each in others]
                yield from changed(
                    subject, [subject.replaced(first.span, f"&limit {text}"), *aliases], "timeouts are written once"
                )
                break


def _conditions(facts: WorkflowFacts) -> Iterator[Scalar]:
    for job in facts.workflow.jobs:
        yield from (each for each in (job.condition, *(step.condition for step in job.steps)) if each is not None)


def _braces_toggled(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        found = []
        for each in _conditions(facts):
            template = split_template(each.text.strip())
            if not template.holes and each.style == "plain":
                found.append(subject.replaced(each.span, f"${{{{ {' '.join(each.text.split())} }}}}"))
            elif template.is_single_hole and each.style == "plain":
                inner = each.text.strip()[3:-2].strip()
                if not inner.startswith(("!", "'", '"')):
                    found.append(subject.replaced(each.span, inner))
        yield from changed(subject, found, "conditions with `${{ }}` have none, and the other way round")


def _swapped(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        found = []
        for each in _conditions(facts):
            for tree in trees(each):
                if isinstance(tree, And) and each.style in ("plain", "folded"):
                    parts = [f"({_operand(each.text, part.start, part.end)})" for part in tree.operands]
                    text = " && ".join(reversed(parts))
                    found.append(subject.replaced(each.span, f"${{{{ {' '.join(text.split())} }}}}"))
        yield from changed(subject, found, "operands of `&&` are in the opposite order")


def _operand(text: str, start: int, end: int) -> str:
    """An operand with the parentheses that its node leaves out."""
    while text[:start].rstrip().endswith("(") and text[end:].lstrip().startswith(")"):
        start, end = text[:start].rstrip().rfind("("), end + text[end:].find(")") + 1
    return text[start:end]


_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_WORD = {"<": "-lt", "<=": "-le", ">": "-gt", ">=": "-ge"}


def _denied(guard: Guard) -> str | None:
    """A comparison as the denial of its opposite."""
    code = guard.code
    order = _OPPOSITE[guard.order]
    old = code.source[slice(*guard.operator)]
    new = _WORD[order] if old.startswith("-") else order
    test = code.written(guard.test)
    at = guard.operator[0] - guard.test.start
    turned = test[:at] + new + test[at + len(old) :]
    match code.language:
        case "bash":
            words = test.startswith("[") and old.startswith("-")  # `[[ a < b ]]` compares texts, and knows no `>=`
            return f"! {turned}" if words or test.startswith("((") else None
        case "powershell":
            return f"-not ({turned})"
        case "javascript":
            return f"!({turned})"
        case "python":
            return f"not ({turned})"


def _compared_otherwise(subject: Subject) -> Iterator[Change]:
    for guard in guards(subject):
        text = _denied(guard)
        if text is not None:
            found = edits(subject, guard.code, [(guard.test.start, guard.test.end, text)])
            yield from changed(subject, found, f"`{guard.code.written(guard.test)}` became `{text}`")
    for facts in loop_workflows(subject):
        for each in written_guards(subject, facts):
            text = f"!({each.left} {_OPPOSITE[each.order]} {each.right})"
            yield from changed(subject, [rewritten(subject, each.scalar, each.start, each.end, text)], f"became `{text}`")


_LOGS = """name: Keep the logs
if: always()
uses: actions/upload-artifact@v7
with:
  name: logs-{job}-${{{{ github.run_id }}}}
  path: logs
  if-no-files-found: ignore
"""


def _logs_kept(subject: Subject) -> Iterator[Change]:
    for facts in executors(subject):
        found: list[Edit] = []
        for job in facts.workflow.jobs:
            steps = job_node(subject, facts.path, job).get("steps")
            if isinstance(steps, Sequence) and not is_flow(subject, steps) and job.matrix is None:
                found += appended(subject, steps, _LOGS.format(job=job.id))
        yield from changed(subject, found, "every job keeps its logs")


_CI = """name: CI

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v7
      - run: make test
"""


def _ci_added(subject: Subject) -> Iterable[Change]:
    path = f"{WORKFLOWS}ci.yml"
    return [Change(path, 1, "a workflow that has nothing to do with it", {**subject.files, path: _CI})]


OPERATORS = (
    neutral("N1", "steps are named otherwise", _steps_renamed),
    neutral("N1j", "jobs are named otherwise", _jobs_renamed),
    neutral("N2", "jobs, keys and entries are in another order", _reordered),
    neutral("N3", "lists are written otherwise", _lists_written_otherwise),
    neutral("N3q", "texts are quoted otherwise", _quoted_otherwise),
    neutral("N3b", "mappings are written without braces", _braces_opened),
    neutral("N3a", "values are written once, with an anchor", _anchored),
    neutral("N4", "`if: x` is `if: ${{ x }}`", _braces_toggled),
    neutral("N5", "`a && b` is `b && a`", _swapped),
    neutral("N6", "`c < M` is `!(c >= M)`", _compared_otherwise),
    neutral("N7", "a step keeps the logs, however the job ends", _logs_kept),
    neutral("N8", "an unrelated workflow is added", _ci_added),
)
