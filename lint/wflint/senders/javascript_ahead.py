"""What becomes of an error that is caught in JavaScript: whether the script still fails by it, or shows it."""

from __future__ import annotations

import re
from functools import lru_cache

from tree_sitter import Node

from wflint.regex import regex
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
    names = {name for each in below(handler) if (name := _noted(source, each))}
    found = [each for name in names for each in _ahead(source).asked.get(name, ())] if names else []
    if any(each.start_byte >= attempt.end_byte and _ahead(source).fails(each) for each in found):
        return True
    body = field_of(attempt, "body")
    last = body.named_children[-1].type if body is not None and body.named_children else ""
    ends = {"return_statement": FUNCTIONS, "break_statement": _LOOPS}.get(last)
    inside: Node | None = attempt if ends is not None else None
    while inside is not None and ends is not None and inside.type not in ends:
        around = inside.parent
        if around is not None and _ahead(source).last_failing(around) > inside.start_byte:
            return True
        inside = around
    return False


class _Ahead:
    """A script, of which each place is looked at once; `asked` are the branches by the names that they ask for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._failing: dict[int, bool] = {}
        self._last: dict[int, int] = {}
        self.asked: dict[str, list[Node]] = {}
        for node in below(source.root):
            condition = field_of(node, "condition") if node.type == "if_statement" else None
            for name in dict.fromkeys(_NAME.findall(source.of(condition))) if condition is not None else ():
                self.asked.setdefault(name, []).append(node)

    def fails(self, node: Node) -> bool:
        """Whether an error goes on in a place, or the step fails."""
        if node.id not in self._failing:
            self._failing[node.id] = not hides_errors(self._source, node)
        return self._failing[node.id]

    def last_failing(self, around: Node) -> int:
        """Where the last statement directly inside something begins that fails; -1 where there is none."""
        if around.id not in self._last:
            failing = (each.start_byte for each in around.named_children if each.type not in _ELSEWHERE and self.fails(each))
            self._last[around.id] = max(failing, default=-1)
        return self._last[around.id]


@lru_cache(16)
def _ahead(source: Source) -> _Ahead:
    return _Ahead(source)


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
