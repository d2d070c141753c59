"""Loops of batch scripts that wait: a `goto` back to a label, with `timeout` or `ping` on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wflint.regex import regex
from wflint.senders.cmd_tree import Block, Chain, For, If, Label, Simple, Statement, name_of
from wflint.senders.polls import Turn

_SLEEPS = regex(r"timeout(?:\.exe)?\s.*?/t\s*\d|timeout(?:\.exe)?\s+\d|ping(?:\.exe)?\s.*-n\s+\d|sleep\s+\d", re.IGNORECASE)
_ENDS = regex(r"[%!](?:time|date)[%!:]|get-date|\bset\s+/p\b", re.IGNORECASE)
"""The clock, and input that is read."""
_VARIABLE = regex(r"[%!]([\w.]+)(?::[^%!]*)?[%!]")
_COUNTED = regex(r"set\s+/a\s+\"?(\w+)\s*(?:[-+*]?=)", re.IGNORECASE)
_SET = regex(r"set\s+(?:/a\s+|/p\s+)?\"?(\w+)\s*=", re.IGNORECASE)


def endless_labels(text: str, lines: Sequence[Statement]) -> Iterator[Label]:
    """The labels to which a script comes back without an end of its own."""
    for at, label in enumerate(lines):
        if isinstance(label, Label) and label.name:
            end = _last_way_back(text, lines, at, label.name)
            if end is not None and _is_endless(text, lines[at + 1 : end + 1]):
                yield label


def _last_way_back(text: str, lines: Sequence[Statement], at: int, name: str) -> int | None:
    back = re.compile(rf"\bgoto\s+:?{re.escape(name)}\b|\bgoto:{re.escape(name)}\b", re.IGNORECASE)
    found = [below for below in range(at + 1, len(lines)) if back.search(text[lines[below].start : lines[below].end])]
    return found[-1] if found else None


def _is_endless(text: str, lines: Sequence[Statement]) -> bool:
    turn = Turn()
    for line in lines:
        _look(text, line, turn)
    return turn.is_endless


def _look(text: str, line: Statement | None, turn: Turn) -> None:
    match line:
        case Simple():
            written = text[line.start : line.end]
            name = name_of(line)
            if name in ("echo", "title", "rem"):
                return
            turn.sleeps |= _SLEEPS.match(written) is not None
            turn.ends |= name == "shift" or _ENDS.search(written) is not None
            turn.raised |= {each.lower() for each in _COUNTED.findall(written)}
            turn.given |= {each.lower() for each in _SET.findall(written)}
            if name != "set":
                turn.used |= {each.lower() for each in _VARIABLE.findall(written)}
        case Block(body):
            for each in body:
                _look(text, each, turn)
        case Chain(_, left, right):
            _look(text, left, turn)
            _look(text, right, turn)
        case If(asked, then, otherwise):
            head = text[line.start : asked.end or line.end]
            turn.asked |= {each.lower() for each in _VARIABLE.findall(head)}
            turn.ends |= _ENDS.search(head) is not None
            _look(text, then, turn)
            _look(text, otherwise, turn)
        case For(body=body):
            turn.given |= {each.lower() for each in _SET.findall(text[line.start : line.end])}
            turn.used |= {each.lower() for each in _VARIABLE.findall(text[line.place[0] : line.place[1]])}
            _look(text, body, turn)
        case _:
            return
