"""Where a member of a JSON text stands in a script, although quoting has shifted the characters."""

from __future__ import annotations

import re

from wflint.senders.jq import Located
from wflint.senders.json_text import Places
from wflint.senders.script import Script
from wflint.span import Span

_NEAR = 400


def members_of(script: Script) -> Places:
    """A finder of members in a script: from the opening quote of the name to the end of the value."""

    def place(offset: int, name: str) -> Span | None:
        # Backslashes and line continuations were taken out of the text, so the name stands at the offset or behind it.
        quoted = re.compile(r"\\*([\"'`])" + re.escape(name) + r"\\*\1")
        match = quoted.search(script.text, max(0, offset - 1), offset + _NEAR)
        if match is None:
            return None
        start = match.start(1)
        return script.locate(start, _end_of_value(script.text, match.end()))

    return place


def texts_of(script: Script) -> Located:
    """A finder of a range in a text of the script, silent where quoting has changed the text."""

    def located(offset: int, text: str, start: int, end: int) -> Span | None:
        stands = script.text[offset + start : offset + end]
        return script.locate(offset + start, offset + end) if stands == text[start:end] else None

    return located


_OPENING = {"{": "}", "[": "]", "(": ")"}


def _end_of_value(text: str, start: int) -> int:
    """The offset behind the value: the `,`, the closing bracket or the end of line that isn't part of it."""
    expected: list[str] = []
    inside = False
    at = start
    end = min(len(text), start + 4_000)
    while at < end:
        character = text[at]
        if character == "\\" and text[at : at + 2] == '\\"':
            inside = not inside
            at += 1
        elif character == '"' and text[at - 1] != "\\":
            inside = not inside
        elif character in _OPENING and (not inside or text[at - 1] == "$"):
            expected.append(_OPENING[character])
        elif expected and character == expected[-1]:
            expected.pop()
        elif not expected and not inside and character in ",}]\n":
            break
        at += 1
    return start + len(text[start:at].rstrip(" \t\r\\'"))
