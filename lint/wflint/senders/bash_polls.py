"""Loops of bash that wait: `until …; do sleep 5; done`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from wflint.regex import regex
from wflint.senders.bash_state import Function
from wflint.senders.bash_tree import Node, Source
from wflint.senders.polls import Turn

Role = Literal["", "asks", "uses"]
"""What a name stands in: nothing that matters, a test, or the arguments of a command."""

_PRINTS = frozenset(("echo", "printf", "log", "info", "warn", "debug", "error", "tee", "notice", "warning"))
_READS = frozenset(("read", "mapfile", "readarray", "shift", "getopts", "wait", "date"))
_CLOCK = frozenset(("SECONDS", "EPOCHSECONDS", "EPOCHREALTIME"))
_TESTS = frozenset(("test", "[", "let"))
_NEUTRAL = frozenset((":", "true", "local", "export", "let"))
_COUNTS = regex(r"([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/]?=(?!=))|(?:\+\+|--)\s*([A-Za-z_]\w*)")
_COMPARES = regex(r"[<>]|==|!=")
_BY_PROGRAM = regex(r"\b(?:expr|bc|awk)\b")
_OWN_PROCESS = regex(r"\bkill\s+-0\b|\bpgrep\b|/proc/|\bjobs\b")
_TEXTS = frozenset(("herestring_redirect", "heredoc_redirect"))
_OUTPUT = "process_substitution"
_MOST_FUNCTIONS = 20


def is_endless(source: Source, loop: Node, functions: Mapping[str, Function]) -> bool:
    """Whether a `while`, `until` or `for ((…))` waits, with nothing to end it but what it waits for."""
    turn = Turn()
    head = [each for each in loop.children_by_field_name("condition") if each.is_named]
    if _OWN_PROCESS.search(source.text(loop)):
        return False  # as good as `wait`: what the script itself has started ends, or hangs as any command may
    if loop.type == "c_style_for_statement":
        update = loop.child_by_field_name("update")
        turn.raised |= _counted(source.text(update)) if update is not None else set()
        turn.asked |= {name for each in head for name in re.findall(r"[A-Za-z_]\w*", source.text(each))}
    seen: set[str] = set()
    for child in loop.children:
        _look(source, child, turn, "asks" if child in head else "", functions, seen)
    return turn.is_endless


def _look(source: Source, top: Node, turn: Turn, role: Role, functions: Mapping[str, Function], seen: set[str]) -> None:
    """Note what a piece of a loop shows, and what the functions show that it calls."""
    waiting: list[tuple[Node, Role]] = [(top, role)]
    while waiting:
        node, role = waiting.pop()
        match node.type:
            case "command":
                word = node.child_by_field_name("name")
                name = source.text(word).rpartition("/")[2] if word is not None else ""
                turn.sleeps |= name == "sleep"
                turn.ends |= name in _READS and not (name == "read" and _is_fed_anew(node))
                if name in _PRINTS or name == "sleep":
                    continue
                if name == "let":
                    _calculated(source.text(node), turn)
                role = "asks" if name in _TESTS or role == "asks" else role if name in _NEUTRAL else "uses"
                known = functions.get(name)
                if known is not None and name not in seen and len(seen) < _MOST_FUNCTIONS:
                    seen.add(name)
                    _look(known.source, known.body, turn, "", functions, seen)
            case "variable_assignment":
                _assigned(source, node, turn)
                waiting.extend((child, role) for child in node.children[1:])
                continue
            case "test_command":
                role = "asks"
            case "arithmetic_expansion" | "compound_statement" if source.text(node).lstrip("$").startswith("(("):
                _calculated(source.text(node), turn)
                role = "asks" if _COMPARES.search(source.text(node)) else role
            case "variable_name":
                name = source.text(node)
                turn.ends |= name in _CLOCK
                if role:
                    (turn.asked if role == "asks" else turn.used).add(name)
            case _:
                pass
        then = next((at for at, child in enumerate(node.children) if child.type == "then"), 0)
        for index, child in enumerate(node.children):
            chosen_by = node.type == "case_statement" and node.field_name_for_child(index) == "value"
            waiting.append((child, "asks" if index < then or chosen_by else role))


def _is_fed_anew(command: Node) -> bool:
    """Whether a `read` has what it reads from a command of its own, `read STATE < <(…)`: each turn takes the first line again."""
    parent = command.parent
    beside = parent.children_by_field_name("redirect") if parent is not None and parent.type == "redirected_statement" else []
    given = (*command.children_by_field_name("redirect"), *beside)
    sources = [each.child_by_field_name("destination") for each in given]
    return any(each.type in _TEXTS for each in given) or any(each is not None and each.type == _OUTPUT for each in sources)


def _calculated(text: str, turn: Turn) -> None:
    """Note the names that arithmetic counts."""
    turn.raised |= _counted(text)
    if text.startswith("let") and _COMPARES.search(text):
        turn.asked |= set(re.findall(r"[A-Za-z_]\w*", text))


def _counted(text: str) -> set[str]:
    return {first or second for first, second in _COUNTS.findall(text)}


def _assigned(source: Source, node: Node, turn: Turn) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None:
        return
    written = source.text(name).partition("[")[0]
    turn.given.add(written)
    text = source.text(value) if value is not None else ""
    adds = any(child.type == "+=" for child in node.children)
    if adds or "$((" in text or (_BY_PROGRAM.search(text) and re.search(rf"\b{re.escape(written)}\b", text)):
        turn.raised.add(written)
