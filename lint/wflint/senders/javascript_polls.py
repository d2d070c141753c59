"""Loops of JavaScript that wait: `while (true) { …; await sleep(5000); }`."""

from __future__ import annotations

import re
from typing import Literal

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.javascript_text import Source, field_of
from wflint.senders.polls import Turn

Role = Literal["", "asks", "uses"]
"""What a name stands in: nothing that matters, a test, or what a call is given."""

_SLEEPS = regex(r"(?:.*\.)?(?:sleep|delay|pause|wait|setTimeout|sleepMs|waitFor|waitForTimeout)")
_MAY_SLEEP = regex(r"sleep|delay|pause|wait|setTimeout", re.IGNORECASE)
_PRINTS = regex(r"(?:console|core|logger|log)\.\w+|print|log")
_CLOCK = regex(r"Date\.now|performance\.now|process\.(?:hrtime|uptime).*|Date|AbortSignal\.timeout")
_CLOCK_GIVEN = regex(r"\b(?:Date\.now|performance\.now|process\.(?:hrtime|uptime))\b")
_PIECEWISE = regex(r".*\.(?:shift|pop|next|read|exec|splice)")
_COMPARES = frozenset(("<", ">", "<=", ">=", "==", "===", "!=", "!=="))
_TESTED = frozenset(("while_statement", "do_statement", "if_statement", "ternary_expression", "for_statement"))


def is_endless(source: Source, loop: Node) -> bool:
    """Whether a `while`, `do` or `for (;;)` waits, with nothing to end it but what it waits for."""
    if not _MAY_SLEEP.search(source.text):
        return False
    turn = Turn()
    waiting: list[tuple[Node, Role]] = [(loop, "")]
    functions = source.named_functions()
    seen: set[str] = set()
    declared: set[str] = set()
    while waiting:
        node, role = waiting.pop()
        match node.type:
            case "call_expression" | "new_expression":
                called = field_of(node, "function", "constructor")
                name = source.of(called) if called is not None else ""
                turn.ends |= _tells_time(source, name) or _PIECEWISE.fullmatch(name) is not None
                if _PRINTS.fullmatch(name):
                    continue
                if _SLEEPS.fullmatch(name):
                    turn.sleeps = True
                    continue
                role = role or ("uses" if name != "Promise" else "")
                body = functions.get(name)
                if body is not None and name not in seen:
                    seen.add(name)
                    waiting.append((body, ""))
            case "update_expression":
                target = field_of(node, "argument")
                turn.raised |= {source.of(target)} if target is not None else set()
                role = role if role == "asks" else ""
            case "augmented_assignment_expression" | "assignment_expression":
                _assigned(source, node, turn)
                right = field_of(node, "right")
                waiting += [(right, "")] if right is not None else []
                continue
            case "variable_declarator":
                name_node = field_of(node, "name")
                declared |= {source.of(name_node)} if name_node is not None and node != loop else set()
            case "binary_expression":
                sign = field_of(node, "operator")
                role = "asks" if sign is not None and source.of(sign) in _COMPARES else role
            case "identifier" | "member_expression" | "shorthand_property_identifier" if role:
                (turn.asked if role == "asks" else turn.used).add(source.of(node))
            case "string_fragment" if re.search(r"\bsleep\s+[\d.]", source.of(node)):
                turn.sleeps = True
            case _:
                pass
        tested = field_of(node, "condition") if node.type in _TESTED else None
        waiting.extend((child, "asks" if child == tested else role) for child in node.children)
    turn.given -= declared
    return turn.is_endless


def _tells_time(source: Source, called: str) -> bool:
    """Whether a call gives the time, also by a name that a clock was given: `clock = options.clock ?? Date.now`."""
    if _CLOCK.fullmatch(called):
        return True
    given = (field_of(each, "value") or each for each in source.declarations(called))
    return any(_CLOCK_GIVEN.search(source.of(each)) for each in given)


def _assigned(source: Source, node: Node, turn: Turn) -> None:
    """`i += 1`, `i = i + 1`, `run = await …`."""
    target, value = field_of(node, "left"), field_of(node, "right")
    if target is None or value is None:
        return
    name = source.of(target)
    turn.given.add(name)
    counts = re.search(rf"(?<![\w.]){re.escape(name)}\s*[-+*]|[-+*]\s*{re.escape(name)}(?!\w)", source.of(value))
    if node.type == "augmented_assignment_expression" or counts:
        turn.raised.add(name)
