"""GitHub's filter patterns for branches and tags: `release/**`, `v[0-9]+`, `!beta`.

Source: docs.github.com, "Workflow syntax", filter pattern cheat sheet: `*` doesn't match `/`, `**` does, `?` and `+` repeat the
character before, `!` at the beginning takes away what an earlier pattern has let in; read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wflint.values.value import Const, Text, Value, possible_texts

_SPECIAL = re.compile(r"[*?+\[\]\\]")
_LONGEST = 300


def passes(patterns: Sequence[str], value: Value) -> bool | None:
    """Whether a branch or tag passes the patterns, the last that fits deciding; `None` where that isn't known.

    A hole in a text stands for a name without `/`: `v${{ inputs.version }}` passes `v*`.
    """
    texts = possible_texts(value)
    if texts is not None:
        answers = {_passes(patterns, each) for each in texts}
        return answers.pop() if len(answers) == 1 else None
    passed: bool | None = False
    for pattern in patterns:
        fits, adds = _fits(pattern.removeprefix("!"), value), not pattern.startswith("!")
        if fits:
            passed = adds
        elif fits is None and passed is not adds:
            passed = None
    return passed


def _passes(patterns: Sequence[str], name: str) -> bool:
    passed = False
    for pattern in patterns:
        if _expression(pattern.removeprefix("!")).fullmatch(name):
            passed = not pattern.startswith("!")
    return passed


def _fits(pattern: str, value: Value) -> bool | None:
    """Whether a pattern fits a text with holes, by its constant beginning."""
    if pattern == "**" or (pattern == "*" and isinstance(value, Text)):
        return True
    head = value.parts[0] if isinstance(value, Text) else None
    beginning = str(head.value) if isinstance(head, Const) else ""
    literal = _SPECIAL.split(pattern, maxsplit=1)[0]
    # `?` and `+` are about the character before them.
    if pattern[len(literal) : len(literal) + 1] in ("?", "+"):
        literal = literal[:-1]
    if not (beginning.startswith(literal) or literal.startswith(beginning)):
        return False
    rest = pattern[len(literal) :]
    if rest in ("*", "**") and beginning.startswith(literal) and ("/" not in beginning[len(literal) :] or rest == "**"):
        return True
    return None


def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression; one that can't be read fits nothing."""
    out: list[str] = []
    at = 0
    while at < len(pattern[:_LONGEST]):
        character = pattern[at]
        closing = pattern.find("]", at + 1) if character == "[" else -1
        if pattern.startswith("**", at):
            out.append(".*")
            at += 2
            continue
        if character == "*":
            out.append("[^/]*")
        elif character in "?+" and out:
            out.append(character)
        elif closing > 0:
            out.append("[" + pattern[at + 1 : closing].replace("\\", r"\\").replace("[", r"\[") + "]")
            at = closing
        elif character == "\\" and at + 1 < len(pattern):
            at += 1
            out.append(re.escape(pattern[at]))
        else:
            out.append(re.escape(character))
        at += 1
    try:
        return re.compile("".join(out), re.DOTALL)
    except re.error:
        return re.compile(r"(?!)")
