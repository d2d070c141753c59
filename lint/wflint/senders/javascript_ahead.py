"""What becomes of an error that is caught in JavaScript: whether the script still fails by it, or shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.ahead import Ahead
from wflint.senders.javascript_text import FUNCTIONS, Source, below, field_of

_FAILS = regex(r"(?:\bsetFailed|\bprocess\s*\.\s*exit|\bPromise\s*\.\s*reject|\breject)$")
_SHOWS = regex(r"\bcore\s*\.\s*(?:warning|error)\b|::(?:warning|error)\b")
_NAME = regex(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_MOST_TEXT = 200_000
"""Longer ones are bundles, in which looking behind each `try` would take too long."""
_ADDS = frozenset(("push", "add", "unshift"))
_LOOPS = frozenset(("for_statement", "for_in_statement", "while_statement", "do_statement"))
_ELSEWHERE = FUNCTIONS | {"else_clause", "catch_clause", "finally_clause"}


def hides_errors(source: Source, handler: Node) -> bool:
    """Whether an error ends in this handler: it doesn't throw, and doesn't let the step fail."""
    for each in (handler, *below(handler)):
        if each.type == "throw_statement":
            return False
        called = field_of(each, "function") if each.type == "call_expression" else None
        if called is not None and _FAILS.search(source.of(called)):
            return False
        if each.type == "assignment_expression" and re.match(r"process\s*\.\s*exitCode\b", source.of(each)):
            return False
    return not re.search(r"\bsetFailed$", source.of(handler))


def annotates(source: Source, handler: Node) -> bool:
    """Whether an error is shown as an annotation (github.com/actions/toolkit, `packages/core`)."""
    return _SHOWS.search(source.of(handler)) is not None


def notes_errors(source: Source, attempt: Node, handler: Node) -> bool:
    """Whether what a handler notes (`failed++`, `errors.push(e)`) makes another part of the script fail.

    A success that leaves (`return`, `break`) before something that fails is the same: it was tried again, and told in the end.
    """
    if len(source.text) > _MOST_TEXT:
        return False

    def fails(node: Node) -> bool:
        return not hides_errors(source, node)

    names = {name for each in below(handler) if (name := _noted(source, each))}
    found = [each for name in names for each in _ahead(source).asked.get(name, ())] if names else []
    if any(each.start_byte >= attempt.end_byte and _ahead(source).fails(each, fails) for each in found):
        return True
    body = field_of(attempt, "body")
    last = body.named_children[-1].type if body is not None and body.named_children else ""
    ends = {"return_statement": FUNCTIONS, "break_statement": _LOOPS}.get(last)
    return ends is not None and _ahead(source).fails_behind(attempt, ends, fails)


@lru_cache(16)
def _ahead(source: Source) -> Ahead:
    return Ahead(_asking(source), _ELSEWHERE)


def _asking(source: Source) -> Iterator[tuple[list[str], Node]]:
    """The branches, with the names that they ask for."""
    for node in below(source.root):
        condition = field_of(node, "condition") if node.type == "if_statement" else None
        if condition is not None:
            yield _NAME.findall(source.of(condition)), node


def _noted(source: Source, node: Node) -> str | None:
    """The name of the variable that is set, counted up or added to."""
    held = None
    if node.type in ("assignment_expression", "augmented_assignment_expression"):
        held = field_of(node, "left")
    elif node.type == "update_expression":
        held = field_of(node, "argument")
    elif node.type == "call_expression":
        function = field_of(node, "function")
        name = field_of(function, "property") if function is not None and function.type == "member_expression" else None
        held = field_of(function, "object") if function is not None and name is not None and source.of(name) in _ADDS else None
    return source.of(held) if held is not None and held.type == "identifier" else None
