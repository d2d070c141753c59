"""Edits of YAML by its nodes: everything that isn't touched stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.subject import Edit, Subject
from wflint.span import Span
from wflint.syntax.node import Mapping, Node, Pair, Scalar, Sequence
from wflint.syntax.workflow import Job, Step


def nodes(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    match node:
        case Sequence(items):
            for item in items:
                yield from nodes(item)
        case Mapping(pairs):
            for pair in pairs:
                yield from nodes(pair.value)
        case _:
            pass


def mapping(node: Node | None) -> Mapping:
    """The node as a mapping; an empty one where it isn't."""
    return node if isinstance(node, Mapping) else Mapping((), Span("", 1, 1, 1, 1))


def job_node(subject: Subject, path: str, job: Job) -> Mapping:
    """The mapping of a job."""
    root = subject.root(path)
    return mapping(mapping(root.get("jobs")).get(job.id)) if root is not None else mapping(None)


def job_pair(subject: Subject, path: str, job: Job) -> Pair | None:
    """The entry of a job under `jobs`."""
    root = subject.root(path)
    return mapping(root.get("jobs")).pair(job.id) if root is not None else None


def step_node(subject: Subject, step: Step) -> Mapping | None:
    """The mapping of a step, wherever it stands."""
    body = step.run or step.uses
    root = subject.root(body.span.path) if body is not None else None
    if root is None or body is None:
        return None
    for node in nodes(root):
        if isinstance(node, Mapping) and any(pair.value is body or pair.value.span == body.span for pair in node.pairs):
            return node
    return None


def is_flow(subject: Subject, node: Node) -> bool:
    """Whether a collection is written with brackets."""
    start, _ = subject.range(node.span)
    return subject.files[node.span.path][start : start + 1] in ("{", "[") and not isinstance(node, Scalar)


def content(subject: Subject, span: Span) -> tuple[int, int]:
    """The characters of a node without what only stands between it and the next one: blank lines, and comments less deep."""
    start, end = subject.range(span)
    lines = subject.files[span.path][start:end].split("\n")
    while len(lines) > 1:
        bare = lines[-1].lstrip(" ")
        if bare and not (bare.startswith("#") and len(lines[-1]) - len(bare) < span.column):
            break
        lines.pop()
    return start, start + len("\n".join(lines).rstrip(" \r"))


def line_range(subject: Subject, span: Span) -> tuple[int, int]:
    """The whole lines of a node, with the last line's end."""
    text = subject.files[span.path]
    _, end = content(subject, span)
    behind = text.find("\n", max(end - 1, 0) if text[end - 1 : end] == "\n" else end)
    return subject.offset(span.path, span.line, 1), len(text) if behind < 0 else behind + 1


def indent_of(subject: Subject, span: Span) -> str:
    """The blanks that put a line's first key below the key at a place."""
    return " " * (span.column - 1)


def without_pair(subject: Subject, owner: Mapping, pair: Pair) -> list[Edit]:
    """Take an entry out of a mapping.  The last entry of all leaves `{}`."""
    path, text = owner.span.path, subject.files[owner.span.path]
    start, end = content(subject, pair.span)
    if is_flow(subject, owner):
        return [_without_item(path, text, start, end)]
    others = [each for each in owner.pairs if each is not pair]
    line_start, line_end = line_range(subject, pair.span)
    before = text[line_start:start]
    if before.strip() == "-" and others:
        following = min((each for each in others if each.key.span > pair.key.span), key=lambda each: each.key.span)
        return [Edit(path, start, subject.range(following.key.span)[0], "")]
    if before.strip():
        return [Edit(path, start, end, "{}")]
    if not others:
        return [Edit(path, line_start, line_end, f"{before}{{}}\n")]
    return [Edit(path, line_start, line_end, "")]


def _without_item(path: str, text: str, start: int, end: int) -> Edit:
    behind = re.match(r"\s*,\s*", text[end:])
    if behind:
        return Edit(path, start, end + behind.end(), "")
    before = re.search(r"\s*,\s*\Z", text[:start])
    return Edit(path, before.start() if before else start, end, "")


def without_item(subject: Subject, owner: Sequence, item: Node) -> list[Edit]:
    """Take an item out of a sequence.  The last item of all leaves `[]`."""
    path, text = owner.span.path, subject.files[owner.span.path]
    start, end = subject.range(item.span)
    if is_flow(subject, owner):
        return [_without_item(path, text, start, end)]
    line_start, line_end = line_range(subject, item.span)
    if len(owner.items) == 1:
        return [Edit(path, line_start, line_end, re.sub(r"-.*", "[]\n", text[line_start:start], count=1))]
    return [Edit(path, line_start, line_end, "")]


def with_pair(subject: Subject, owner: Mapping, key: str, value: str) -> list[Edit]:
    """Put an entry in front of a mapping's first one; `value` may have lines of its own, indented from the key on."""
    first = owner.pairs[0]
    start, _ = subject.range(first.key.span)
    if is_flow(subject, owner):
        return [Edit(owner.span.path, start, start, f"{key}: {value}, ")]
    indent = indent_of(subject, first.key.span)
    lines = f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}".replace("\n", f"\n{indent}")
    return [Edit(owner.span.path, start, start, f"{lines}\n{indent}")]


def appended(subject: Subject, owner: Sequence, lines: str) -> list[Edit]:
    """Put an item behind a block sequence's last one; `lines` are the item's, the first without its `- `."""
    path, text = owner.span.path, subject.files[owner.span.path]
    last = owner.items[-1].span
    line_start, _ = line_range(subject, last)
    dash = subject.files[path].find("-", line_start)
    indent = " " * (dash - line_start)
    _, end = line_range(subject, _last(owner.items[-1]))
    block = f"{indent}- " + lines.rstrip("\n").replace("\n", f"\n{indent}  ") + "\n"
    lead = "" if text[:end].endswith("\n") else "\n"
    return [Edit(path, end, end, lead + block)]


def _last(node: Node) -> Span:
    """The place of whatever ends last in a node."""
    return max((each.span for each in nodes(node)), key=lambda span: (span.end_line, span.end_column))


def dedented(text: str, indent: int) -> str:
    """Lines with so many blanks taken off each."""
    return "".join(re.sub(rf"^ {{0,{indent}}}", "", line) for line in text.splitlines(keepends=True))
