"""Sends that a script holds and doesn't come to: in functions that nothing in sight calls, and in text that can't be read.

Handlers of a server, what a module exports and the methods of a class are called from out of sight.  Such a function is walked
with arguments that nobody knows, on trial: what it sends is said, and nothing else of it is kept.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.bash_state import State
from wflint.senders.http import interpret_request
from wflint.senders.javascript_calls import sender_name
from wflint.senders.javascript_text import FUNCTIONS, below, field_of, named
from wflint.senders.javascript_walk import TooLongError, Walk
from wflint.senders.message import UNCALLED, Dispatch, Unresolved
from wflint.values.condition import ALWAYS
from wflint.values.value import Unknown

_UNCALLED = f"it stands in a function that {UNCALLED}"
_SENDS = regex(rb"dispatch|\bworkflow\b", re.IGNORECASE)
_MOST_TRIALS = 40


def report_unreached(walk: Walk, state: State) -> None:
    """Say what the script would send if everything in it were called."""
    functions = [each for each in _outermost(walk) if _SENDS.search(each.text or b"")]
    for function in functions[:_MOST_TRIALS]:
        if function.id not in walk.walked:
            _try(walk, function, state)
    for node in below(walk.source.root):
        name = sender_name(walk.source, node)
        if name is None or node.id in walk.walked:
            continue
        around = _function_around(node)
        if around is not None and around.id not in walk.walked:
            reason = _UNCALLED
        elif walk.source.root.has_error:
            reason = "the script's syntax can't be read"
        else:
            continue
        walk.unresolved.append(Unresolved(f"github-script {name}", reason, walk.source.span(node)))


def _outermost(walk: Walk) -> list[Node]:
    """Functions that were not walked, without those inside of them."""
    found: list[Node] = []
    waiting = list(reversed(walk.source.root.children))
    while waiting:
        node = waiting.pop()
        if node.type in FUNCTIONS and node.id not in walk.walked:
            found.append(node)
        else:
            waiting.extend(reversed(node.children))
    return found


def _try(walk: Walk, node: Node, state: State) -> None:
    """Call a function with unknown arguments; only what it sends is kept, as something that may be sent."""
    inside = state.copy()
    inside.guard = ALWAYS
    lists = (walk.dispatches, walk.unresolved, walk.outputs, walk.exported, walk.exits, walk.invocations, walk.acts, walk.waits)
    before = [len(each) for each in lists]
    requests = set(walk.requests)
    parameters = field_of(node, "parameters")
    count = len(named(parameters)) if parameters is not None else 1
    try:
        walk.call(walk.function(node), [Unknown("an argument from out of sight")] * count, inside)
    except (TooLongError, RecursionError):
        del walk.frames[:], walk.running[:]
    sends: list[Dispatch | Unresolved] = [*walk.dispatches[before[0] :], *walk.unresolved[before[1] :]]
    made = [interpret_request(walk.requests.pop(each)) for each in set(walk.requests) - requests]
    sends += [each for each in made if each is not None]
    for entries, length in zip(lists, before, strict=True):
        del entries[length:]  # type: ignore[attr-defined]  # lists of several kinds
    walk.unresolved += [Unresolved(each.mechanism, _UNCALLED, each.span, each.guard) for each in sends]


def _function_around(node: Node) -> Node | None:
    above = node.parent
    while above is not None and above.type not in FUNCTIONS:
        above = above.parent
    return above
