"""Loops of PowerShell that wait: `while ($true) { …; Start-Sleep 5 }`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, Protocol

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.polls import Turn
from wflint.senders.powershell_text import Source

Role = Literal["", "asks", "uses"]
"""What a variable stands in: nothing that matters, a test, or what a command is given."""

_SLEEPS = frozenset(("start-sleep", "sleep"))
_PRINTS = frozenset(("write-host", "write-output", "echo", "write-verbose", "write-information", "write-warning", "write-debug"))
_READS = frozenset(("get-date", "read-host"))
_CLOCK = regex(r"\[(?:system\.)?datetime(?:offset)?\]::|\.elapsed|tickcount|stopwatch", re.IGNORECASE)
_PIECEWISE = regex(r"\.(?:dequeue|pop|readline|read|movenext|waitforexit|hasexited)\b", re.IGNORECASE)
_STEPS = frozenset(
    ("post_increment_expression", "pre_increment_expression", "post_decrement_expression", "pre_decrement_expression")
)


class Function(Protocol):
    """A function with its text, as the walk keeps it."""

    @property
    def node(self) -> Node: ...

    @property
    def source(self) -> Source: ...


def is_endless(source: Source, loop: Node, functions: Mapping[str, Function]) -> bool:
    """Whether a `while`, `do` or `for (;;)` waits, with nothing to end it but what it waits for."""
    turn = Turn()
    seen: set[str] = set()
    waiting: list[tuple[Source, Node, Role]] = [(source, loop, "")]
    while waiting:
        text, node, role = waiting.pop()
        written = text.of(node)
        match node.type:
            case "command":
                name = text.of(node.children[0]).lower() if node.children else ""
                turn.ends |= name in _READS
                if name in _PRINTS:
                    continue
                if name in _SLEEPS:
                    turn.sleeps = True
                    continue
                role = role or "uses"
                known = functions.get(name)
                if known is not None and name not in seen:
                    seen.add(name)
                    waiting.append((known.source, known.node, ""))
            case "invocation_expression" if re.search(r"::sleep$|::sleep\(", written, re.IGNORECASE):
                turn.sleeps = True
                continue
            case "invocation_expression" | "member_access":
                turn.ends |= _CLOCK.search(written) is not None or _PIECEWISE.search(written) is not None
            case "while_condition" | "for_condition" | "comparison_expression":
                role = "asks"
            case "variable" if role:
                (turn.asked if role == "asks" else turn.used).add(written.strip().lower())
            case _ if node.type in _STEPS:
                turn.raised.add(written.strip().strip("+-").lower())
                role = role if role == "asks" else ""
            case "assignment_expression":
                _assigned(text, node, turn)
                waiting.extend((text, child, role) for child in node.children[1:])
                continue
            case _:
                pass
        asked = next((child for child in node.named_children if child.type == "pipeline"), None) if _asks(node) else None
        waiting.extend((text, child, "asks" if child == asked else role) for child in node.children)
    return turn.is_endless


def _asks(node: Node) -> bool:
    return node.type in ("if_statement", "elseif_clause")


def _assigned(source: Source, node: Node, turn: Turn) -> None:
    """`$i += 1`, `$i = $i + 1`, `$status = …`."""
    parts = [source.of(child).strip() for child in node.children]
    if len(parts) < 3:
        return
    name, sign, value = parts[0].lower(), parts[1], parts[-1].lower()
    turn.given.add(name)
    own = re.escape(name)
    if sign in ("+=", "-=", "*=") or re.search(rf"{own}\s*[-+*]\s*[\d$]|[\d$]\w*\s*[-+*]\s*{own}(?!\w)", value):
        turn.raised.add(name)
