"""Branches of PowerShell: `if` and `switch`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from wflint.senders.bash_state import State, is_dead
from wflint.senders.powershell_conditions import compared
from wflint.senders.powershell_text import below, block_in, children, core
from wflint.senders.powershell_walk import Walk
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque
from wflint.values.value import Const, Unknown, Value


def if_statement(walk: Walk, node: Node, state: State) -> Value:
    """`if … elseif … else`."""
    parts: list[tuple[Node | None, Node]] = []
    condition: Node | None = None
    for child in _clauses(node):
        match child.type:
            case "statement_block":
                parts.append((condition, child))
                condition = None
            case "else_clause":
                parts.append((None, block_in(child)))
            case "elseif_clause":
                parts.append((children(child)[0], block_in(child)))
            case _:
                condition = child
    return _ways(walk, parts, state)


def _ways(walk: Walk, parts: Sequence[tuple[Node | None, Node]], state: State) -> Value:
    if not parts:
        return Const("")
    (tested, body), *rest = parts
    if tested is None:
        return walk.block(body, state)
    condition = walk.ask(tested, state)
    return walk.fork(condition, state, lambda inside: walk.block(body, inside), lambda inside: _ways(walk, rest, inside))


def switch_statement(walk: Walk, node: Node, state: State) -> Value:
    """`switch ($x) { … }`."""
    tested = next((child for child in children(node) if child.type == "switch_condition"), None)
    subject = walk.value(children(tested)[0], state) if tested is not None and children(tested) else Unknown("a switch")
    like = "matches" if "-wildcard" in walk.source.of(node).partition("{")[0].lower() else "=="
    clauses: list[tuple[Condition | None, Node]] = []
    for clause in below(node, ("switch_clause",)):
        label, body = children(clause)[0], block_in(clause)
        if walk.source.of(label).strip().lower() == "default":
            clauses.append((None, body))
            continue
        label = core(label)
        if label.type in ("statement_block", "script_block_expression"):
            clauses.append((Opaque(walk.words(label, state)), body))
            continue
        value = walk.value(label, state)
        sign = "-like" if like == "matches" else "-eq"
        asked = walk.questions.words(f"{walk.source.quoted(label)} is taken", subject)
        clauses.append((compared(subject, sign, value, asked), body))

    def follow(rest: list[tuple[Condition | None, Node]], inside: State) -> Value:
        if not rest:
            return Const("")
        (condition, body), *more = rest
        if condition is None:
            return follow([*more, (ALWAYS, body)], inside) if more else walk.block(body, inside)
        return walk.fork(condition, inside, lambda taken: _left_by_break(walk, body, taken), lambda passed: follow(more, passed))

    return follow(clauses, state)


def _left_by_break(walk: Walk, body: Node, state: State) -> Value:
    """A block that `break` or `continue` only leaves."""
    guard, exited = state.guard, state.exited
    left = walk.frames[-1].left if walk.frames else NEVER
    with walk.loop(state):
        given = walk.block(body, state)
    if is_dead(state) and state.exited == exited and (not walk.frames or walk.frames[-1].left == left):
        state.guard = guard
    return given


def _clauses(node: Node) -> Iterator[Node]:
    for child in children(node):
        if child.type == "elseif_clauses":
            yield from children(child)
        else:
            yield child
