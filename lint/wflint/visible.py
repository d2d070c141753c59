"""Text from a file made harmless: nothing in it can move a cursor, end a line, or reorder what stands beside it."""

from __future__ import annotations

import re

_SURROGATES = "\ud800-\udfff"
_REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ODD = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_REORDERING}{_SURROGATES}]")


def visible(text: str) -> str:
    """The text with tabs as four blanks, control characters as their pictures (␛), and other invisible ones as `�`."""
    return _ODD.sub(lambda match: _picture(match[0]), text)


def _picture(character: str) -> str:
    if character == "\t":
        return "    "
    return chr(0x2400 + ord(character)) if ord(character) < 0x20 else "\ufffd"
