"""Ignore comments: `# wflint: ignore[rule, other-rule] reason`, on the line or alone above it, and `file-ignore[…]`.

A comment is looked for in every line, in scripts as well, since a finding may stand there; the word `wflint:` behind a `#` isn't
anything else in practice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from wflint.edits import offer
from wflint.finding import Edit, Fix
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.editing import says_the_same

_COMMENT = regex(r"#\s*wflint:\s*(?P<kind>file-ignore|ignore)\[(?P<rules>[^\]]*)\](?P<reason>(?:(?!\s#\s).)*)")
"""The reason ends where another comment begins; `#12` in it is a number."""
MOST = 1_000
"""Comments of one file that count."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment.  `lines` are the lines that it covers, empty for the whole file; `reason` may be empty.

    `is_beyond`: it is the first of those that are more than count, and covers nothing.
    """

    kind: Literal["ignore", "file-ignore"]
    rules: tuple[str, ...]
    reason: str
    span: Span
    lines: frozenset[int]
    is_beyond: bool = False


def ignores(source: Source) -> Iterator[Ignore]:
    """Every ignore comment of a file, in the order of the lines; of more than `MOST` the first, then one that says so."""
    if "wflint:" not in source.text:
        return
    behind = _next_lines(source.lines)
    found = (
        (number, line.lstrip().startswith("#"), match)
        for number, line in enumerate(source.lines, 1)
        for match in _COMMENT.finditer(line)
    )
    for count, (number, alone, match) in enumerate(islice(found, MOST + 1)):
        kind: Literal["ignore", "file-ignore"] = "file-ignore" if match["kind"] == "file-ignore" else "ignore"
        here = frozenset({number, behind[number - 1]} if alone else {number})
        yield Ignore(
            kind,
            tuple(name.strip() for name in match["rules"].split(",") if name.strip()),
            match["reason"].strip(),
            Span(source.path, number, match.start() + 1, number, match.start() + len(match[0].rstrip()) + 1),
            frozenset() if kind == "file-ignore" else here,
            count == MOST,
        )


def without(source: Source, comment: Ignore, rule: str) -> tuple[Fix, ...]:
    """What removes a rule from a comment, and the comment with its last one.

    It is safe where YAML tells that it is a comment: in a script the same words may stand in a text.
    """
    others = [name for name in comment.rules if name != rule]
    if others:
        line = source.lines[comment.span.line - 1]
        start, end = line.index("[", comment.span.column - 1) + 1, line.index("]", comment.span.column - 1)
        edit = Edit(_on_line(comment.span, start, end), ", ".join(others))
    else:
        edit = Edit(_with_blanks(source, comment.span), "")
    is_yaml = source.local.endswith((".yml", ".yaml"))
    return offer("remove the ignore", edit, safe=is_yaml and says_the_same(source, edit))


def _with_blanks(source: Source, comment: Span) -> Span:
    """The comment with what only it needs: the blanks before it or behind it, or its line."""
    lines = source.lines
    line = lines[comment.line - 1].removesuffix("\r")
    before, rest = line[: comment.column - 1], line[comment.end_column - 1 :]
    if rest.strip():
        return _on_line(comment, len(before), len(line) - len(rest.lstrip()))
    if before.strip() or comment.line == len(lines):
        return _on_line(comment, len(before.rstrip()), len(line))
    return Span(comment.path, comment.line, 1, comment.line + 1, 1)


def _on_line(comment: Span, start: int, end: int) -> Span:
    return Span(comment.path, comment.line, start + 1, comment.line, end + 1)


def _next_lines(lines: Sequence[str]) -> list[int]:
    """For each line the number of the first one below that holds more than a comment; its own number where there is none."""
    found, behind = list(range(1, len(lines) + 1)), 0
    for number in range(len(lines), 0, -1):
        line = lines[number - 1].strip()
        found[number - 1] = behind or number
        if line and not line.startswith("#"):
            behind = number
    return found
