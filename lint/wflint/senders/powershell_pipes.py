"""Pipelines of PowerShell, and where their output goes: the runner's files, or files that are remembered."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import State
from wflint.senders.powershell_text import below, children, core
from wflint.senders.powershell_values import as_text
from wflint.senders.powershell_walk import Walk
from wflint.values.condition import Condition, Succeeds, negate
from wflint.values.value import Array, Const, Reference, Unknown, Value, constant, text


def single(walk: Walk, node: Node, state: State) -> Value:
    """One command."""
    return _redirected(walk, walk.meaning.execute(walk, node, None, state), node, state)


def pipeline(walk: Walk, node: Node, state: State) -> Value:
    """`a | b`, `a && b`."""
    flowing: Value | None = None
    sign = "|"
    for stage in children(node):
        match stage.type:
            case "pipeline_chain_tail":
                sign = walk.source.of(stage).strip()
            case "redirection" | "redirections":
                _redirect(walk, stage, flowing if flowing is not None else Const(""), node, state)
                flowing = Const("")
            case _ if sign in ("||", "&&"):
                worked = Succeeds(walk.last or "the command before")
                condition: Condition = worked if sign == "&&" else negate(worked)
                walk.fork(condition, state, lambda inside, s=stage: walk.statement(s, inside), lambda _: Const(""))  # type: ignore[misc]
                sign, flowing = "|", Const("")
            case _:
                inner = core(stage)
                if inner.type in ("command", "command_name"):
                    flowing = _redirected(walk, walk.meaning.execute(walk, inner, flowing, state), inner, state)
                else:
                    flowing = walk.statement(inner, state)
    return flowing if flowing is not None else Const("")


def _redirected(walk: Walk, given: Value, node: Node, state: State) -> Value:
    for redirection in below(node, ("redirection",)):
        if _redirect(walk, redirection, given, node, state):
            given = Const("")
    return given


def _redirect(walk: Walk, redirection: Node, given: Value, node: Node, state: State) -> bool:
    targets = list(below(redirection, ("redirected_file_name",)))
    if not targets:
        return False
    operator = walk.source.of(redirection).strip()
    if operator.startswith(("2", "3", "4", "5", "6")):
        return False
    parts = [child for child in children(targets[0]) if child.type != "command_argument_sep"]
    to_file(walk, walk.value(parts[-1], state) if parts else Unknown("a file"), given, node, state)
    return True


def to_file(walk: Walk, path: Value, given: Value, node: Node, state: State) -> None:
    """Write to the runner's files, or remember what a file holds."""
    sink = path.path[-1].upper() if isinstance(path, Reference) and path.key[0] == "env" else None
    if sink in walk.written:
        lines = given.items if isinstance(given, Array) else (given,)
        for line in lines:
            made = write(state, sink, Written(text((as_text(line), Const("\n"))), walk.source.span(node), state.guard))
            if not walk.silent:
                walk.written[sink].extend(made)
    elif (name := constant(path)) is not None:
        state.files[re.sub(r"^\.[/\\]", "", name)] = as_text(given)
