"""GitHub's filter patterns for branches and tags: `release/**`, `v[0-9]+`, `!beta`.

Source: docs.github.com, "Workflow syntax", filter pattern cheat sheet: `*` doesn't match `/`, `**` does, `?` and `+` repeat the
character before, `!` at the beginning takes away what an earlier pattern has let in; read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.values.value import Const, Text, Value, possible_texts, printed

_SPECIAL = regex(r"[*?+\[\]\\]")
_MEANT = frozenset("*?+[]!")
_LONGEST = 300


def is_pattern(name: str) -> bool:
    """Whether a name has characters that mean something in a filter."""
    return not _MEANT.isdisjoint(name)


def passes(patterns: Sequence[str], value: Value) -> bool | None:
    """Whether a branch or tag passes the patterns, the last that fits deciding; `None` where that isn't known.

    A hole in a text stands for a name without `/`, and for digits where a pattern asks for some: `v${{ inputs.version }}` passes
    `v*`, and `v$MAJOR.$MINOR` passes `v[0-9]+.[0-9]+`.
    """
    texts = possible_texts(value)
    if texts is not None:
        answers = {_passes(patterns, each) for each in texts}
        return answers.pop() if len(answers) == 1 else None
    passed: bool | None = False
    for pattern in patterns:
        fits, adds = _fits(pattern.removeprefix("!"), value), not pattern.startswith("!")
        if fits is None and _takes(pattern.removeprefix("!"), value, and_digits=adds):
            fits = True
        if fits:
            passed = adds
        elif fits is None and passed is not adds:
            passed = None
    return passed


def _passes(patterns: Sequence[str], name: str) -> bool:
    passed = False
    for pattern in patterns:
        if fits(pattern.removeprefix("!"), name):
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


def _takes(pattern: str, value: Value, and_digits: bool) -> bool:
    """Whether a pattern takes a text whatever stands in its holes, each of which falls into one `*`, or into digits."""
    if not isinstance(value, Text):
        return False
    try:
        pieces = list(_pieces(pattern[:_LONGEST]))
    except re.error:
        return False
    at = _beyond(pieces, {0})
    for part in value.parts:
        if isinstance(part, Const):
            for character in printed(part.value):
                at = _after(pieces, at, character)
        else:
            at = _beyond(pieces, {index for index in at if index < len(pieces) and pieces[index].takes_hole(and_digits)})
            at |= {index + 1 for index in at if index < len(pieces) and pieces[index].takes_hole(and_digits)}
    return len(pieces) in _beyond(pieces, at)


def fits(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern; one that can't be read fits nothing.

    All ways to fit are followed at once, so that the work is the length of the one times that of the other: a regular
    expression of the same meaning may take years over `*a*a*a*a*a*a*a*a*a*a*b`.
    """
    if not _SPECIAL.search(pattern):
        return pattern == name
    try:
        pieces = list(_pieces(pattern[:_LONGEST]))
    except re.error:
        return False
    at = _beyond(pieces, {0})
    for character in name:
        at = _after(pieces, at, character)
    return len(pieces) in at


@dataclass(frozen=True, slots=True)
class _Piece:
    """One character of a kind; `repeats`: or several, `optional`: or none."""

    kind: re.Pattern[str]
    repeats: bool = False
    optional: bool = False

    def takes(self, character: str) -> bool:
        return self.kind.fullmatch(character) is not None

    def takes_hole(self, and_digits: bool) -> bool:
        """Whether it takes whatever a hole may hold: any name, or any number."""
        return self.repeats and ((self.optional and self.takes("-")) or (and_digits and all(map(self.takes, "0123456789"))))


def _after(pieces: Sequence[_Piece], at: set[int], character: str) -> set[int]:
    """The places behind one more character."""
    taking = [index for index in at if index < len(pieces) and pieces[index].takes(character)]
    return _beyond(pieces, {index + 1 for index in taking} | {index for index in taking if pieces[index].repeats})


def _beyond(pieces: Sequence[_Piece], at: set[int]) -> set[int]:
    """The places, and those that are reached from them by leaving out what is optional."""
    found = set(at)
    for index in range(len(pieces)):
        if index in found and pieces[index].optional:
            found.add(index + 1)
    return found


_ANY, _NO_SLASH = regex(".", re.DOTALL), regex("[^/]")


def _pieces(pattern: str) -> Iterator[_Piece]:
    at = 0
    while at < len(pattern):
        character = pattern[at]
        closing = pattern.find("]", at + 1) if character == "[" else -1
        if pattern.startswith("**", at):
            yield _Piece(_ANY, repeats=True, optional=True)
            at += 2
            continue
        if character == "*":
            yield _Piece(_NO_SLASH, repeats=True, optional=True)
            at += 1
            continue
        if closing > 0:
            kind = re.compile("[" + pattern[at + 1 : closing].replace("\\", r"\\").replace("[", r"\[") + "]")
            at = closing + 1
        elif character == "\\" and at + 1 < len(pattern):
            kind = re.compile(re.escape(pattern[at + 1]), re.DOTALL)
            at += 2
        else:
            kind = re.compile(re.escape(character), re.DOTALL)
            at += 1
        sign = pattern[at : at + 1]
        yield _Piece(kind, repeats=sign == "+", optional=sign == "?")
        at += sign in ("+", "?") and bool(sign)
