"""Errors and ends: `try`, `throw`, `exit`, `return`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.bash_state import State, bounded, bounded_condition, branch, is_dead, join
from wflint.senders.message import ANNOTATED
from wflint.senders.powershell_text import below, block_in, children
from wflint.senders.powershell_values import printed_code
from wflint.senders.powershell_walk import Walk
from wflint.values.condition import NEVER, Condition, Succeeds, all_of, any_of, negate
from wflint.values.value import Const, Unknown, Value, constant, one_of

_FAILS = regex(r"\b(?:throw|exit)\b|\$host\.SetShouldExit")
_NOTED = regex(r"\$(?:script:|global:)?(\w+)\s*(?:\+?=(?!=)|\+\+)")
"""A variable that is set, or counted up."""


def _tells_later(walk: Walk, handler: str) -> bool:
    """Whether a handler sets a variable by which the script fails later."""
    return any(_decides(walk.source.text, match[1]) for match in _NOTED.finditer(handler))


@lru_cache(100)
def _decides(text: str, name: str) -> bool:
    """Whether a text exits with a variable, or ends a branch that asks for it with an error; PowerShell knows no case."""
    asked = rf"\bif\s*\([^\n{{]*\${name}\b[^\n{{]*\)\s*\{{[^}}]*(?:\bexit\b|\bthrow\b)|\bexit\s+\(?\${name}\b"
    return re.search(asked, text, re.IGNORECASE) is not None


def try_statement(walk: Walk, node: Node, state: State) -> Value:
    """`try { … } catch { … } finally { … }`."""
    parts = children(node)
    body = next((child for child in parts if child.type == "statement_block"), None)
    handlers = list(below(node, ("catch_clause",)))
    final = next(iter(below(node, ("finally_clause",))), None)
    if body is None:
        return Const("")
    base, before, exited = state.guard, state.discarded, state.exited
    if handlers:
        told = [walk.source.of(each) for each in handlers]
        shows = any(_FAILS.search(each) is not None or _tells_later(walk, each) for each in told)
        attempt = Succeeds(f"the `try` block in line {walk.source.span(node).line}")
        tried, caught = state.copy(), branch(state, negate(attempt))
        if before is None and not shows:
            annotated = any(re.search(r"::(?:error|warning)\b", each) for each in told)
            tried.discarded = f"`catch` {ANNOTATED}" if annotated else "`catch` without `throw`"
        walk.catching += 1
        with _returning(walk, attempt):
            given = walk.block(body, tried)
        walk.catching -= 1
        tried.discarded, tried.exited = before, exited
        tried.guard = NEVER if is_dead(tried) else bounded_condition(all_of((tried.guard, attempt)))
        for name, value in tried.variables.items():
            old = caught.variables.get(name)
            if old is not None and old != value:
                caught.variables[name] = bounded(one_of((old, value)))
        for handler in handlers:
            caught.variables["_"] = Unknown("the error that was caught")
            if not is_dead(caught):
                walk.block(block_in(handler), caught)
        join(state, attempt, tried, caught, lambda _: Const(""))
        state.discarded = before
    else:
        given = walk.block(body, state)
    if final is not None:
        at_end = state.copy()
        at_end.guard, guard = base, state.guard
        walk.block(block_in(final), at_end)
        at_end.guard = NEVER if is_dead(at_end) else guard
        state.take(at_end)
    return given


@contextmanager
def _returning(walk: Walk, attempt: Condition) -> Iterator[None]:
    """What is given back meanwhile is given back where the attempt succeeds."""
    frame = walk.frames[-1] if walk.frames else None
    if frame is None:
        yield
        return
    start, before = len(frame.returned), frame.left
    frame.left = NEVER
    yield
    frame.returned[start:] = [
        (bounded_condition(all_of((guard, attempt))), count, value) for guard, count, value in frame.returned[start:]
    ]
    frame.left = bounded_condition(any_of((before, all_of((frame.left, attempt)))))


def flow_control(walk: Walk, node: Node, state: State) -> Value:
    """`exit`, `throw`, `return`, `break` and `continue`."""
    word = next(iter(walk.source.of(node).lower().split(None, 1)), "")  # the grammar puts in a statement that isn't there
    operand = node.named_children[-1] if node.named_child_count else None
    given: Value = Const("")
    match word:
        case "exit":
            code = printed_code(walk.value(operand, state)) if operand is not None else Const("0")
            walk.settle("`exit 0`" if constant(code) == "0" else None, state)
            walk.end(node, code, state)
        case "throw":
            walk.settle(None, state)
            if not walk.catching:
                walk.end(node, Const("1"), state)
            else:
                state.guard = NEVER
        case "return":
            given = walk.statement(operand, state) if operand is not None else Const("")
            if is_dead(state):
                return Const("")
            if not walk.frames:
                walk.end(node, Const("0"), state)
                return given
            _return(walk, given, state)
            return Const("")
        case _:
            if walk.loops:
                walk.loops[-1].append(state.copy())
            state.guard = NEVER
    return given


def _return(walk: Walk, given: Value, state: State) -> None:
    frame = walk.frames[-1]
    if frame.silent == walk.silent:
        frame.returned.append((state.guard, len(frame.printed), given))
    frame.left = bounded_condition(any_of((frame.left, state.guard)))
    state.guard = NEVER
