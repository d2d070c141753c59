"""Text from a file made harmless: nothing in it can move a cursor, end a line, or reorder what stands beside it.

Nor can anything in it be a command to the runner of GitHub Actions, which takes `##[…]` for one wherever in a line it stands
(actions/runner, `ActionCommand.cs`, `TryParse`).
"""

from __future__ import annotations

import re

from wflint.regex import regex

_SURROGATES = "\ud800-\udfff"
_REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_COMMAND = "##["
_ODD = regex(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_REORDERING}{_SURROGATES}]|{re.escape(_COMMAND)}")
_ODD_IN_JSON = regex(f"[\x7f-\x9f\u2028\u2029{_REORDERING}{_SURROGATES}]|#(?=#\\[)")


def visible(text: str) -> str:
    """The text with tabs as four blanks, control characters as their pictures (␛), and other invisible ones as `�`."""
    return _ODD.sub(lambda match: _picture(match[0]), text)


def json_text(content: object) -> str:
    """A value as JSON for people and programs, in which nothing that `visible` would change stands as it is."""
    import json  # late: most runs write none

    return harmless_json(json.dumps(content, indent=2, ensure_ascii=False)) + "\n"


def harmless_json(written: str) -> str:
    """The same JSON, with other spellings of what does harm as it is."""
    return _ODD_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _picture(character: str) -> str:
    if character == _COMMAND:
        return "# #["
    if character == "\t":
        return "    "
    return chr(0x2400 + ord(character)) if ord(character) < 0x20 else "\ufffd"
