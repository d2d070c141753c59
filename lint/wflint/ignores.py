"""Ignore comments: `# wflint: ignore[rule, other-rule] reason`, on the line or alone above it, and `file-ignore[…]`.

A comment is looked for in every line, in scripts as well, since a finding may stand there; the word `wflint:` behind a `#` isn't
anything else in practice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wflint.sources import Source
from wflint.span import Span

_COMMENT = re.compile(r"#\s*wflint:\s*(?P<kind>file-ignore|ignore)\[(?P<rules>[^\]]*)\](?P<reason>(?:(?!\s#\s).)*)")
"""The reason ends where another comment begins; `#12` in it is a number."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment.  `lines` are the lines that it covers, empty for the whole file; `reason` may be empty."""

    kind: Literal["ignore", "file-ignore"]
    rules: tuple[str, ...]
    reason: str
    span: Span
    lines: frozenset[int]

    def covers(self, rule: str, line: int) -> bool:
        return rule in self.rules and (not self.lines or line in self.lines)


def ignores(source: Source) -> Iterator[Ignore]:
    """Every ignore comment of a file, in the order of the lines."""
    if "wflint:" not in source.text:
        return
    lines = source.text.split("\n")
    for number, line in enumerate(lines, 1):
        alone = line.lstrip().startswith("#")
        for match in _COMMENT.finditer(line):
            kind: Literal["ignore", "file-ignore"] = "file-ignore" if match["kind"] == "file-ignore" else "ignore"
            here = frozenset({number, _next_line(lines, number)} if alone else {number})
            yield Ignore(
                kind,
                tuple(name.strip() for name in match["rules"].split(",") if name.strip()),
                match["reason"].strip(),
                Span(source.path, number, match.start() + 1, number, match.start() + len(match[0].rstrip()) + 1),
                frozenset() if kind == "file-ignore" else here,
            )


def _next_line(lines: list[str], number: int) -> int:
    """The first line below that holds more than a comment."""
    for offset, line in enumerate(lines[number:], number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return offset
    return number
