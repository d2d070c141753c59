"""What PowerShell hands to something out of sight, which may fill it in: hashtables, lists, and variables by `[ref]`."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.bash_state import State
from wflint.senders.filled import perhaps
from wflint.senders.powershell_text import below
from wflint.senders.powershell_walk import Walk
from wflint.values.value import Array, Object, Unknown

_BY_REFERENCE = regex(r"\[ref\]\s*\$(?:script:|global:|local:)?(\w+)", re.IGNORECASE)


def handed_by_reference(walk: Walk, node: Node, state: State) -> None:
    """Variables that a command or method is handed by `[ref]` may hold anything behind it."""
    for match in _BY_REFERENCE.finditer(walk.source.of(node)):
        name = match[1].lower()
        if name in state.variables:
            walk.questions.give(name)
            state.variables[name] = Unknown(f"`${match[1]}`, which is handed on by reference")


def handed_on(walk: Walk, node: Node, state: State) -> None:
    """Hashtables and lists in variables that a command out of sight is given may come back filled."""
    by = walk.source.quoted(node)
    for each in below(node, ("variable",)):
        name = walk.name_of(each)
        before = state.variables.get(name) if name is not None else None
        if name is not None and isinstance(before, Object | Array):
            state.variables[name] = perhaps(before, by)
