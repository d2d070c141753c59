"""Python that can't be read, or not to its end: lines that look like a send are said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wflint.senders.message import Unresolved
from wflint.senders.script import Script
from wflint.span import Span

_MENTIONS_SEND = re.compile(
    r"/dispatches\b|\bworkflow[\"', ]+run\b|create_?(?:repository_?|workflow_?)?dispatch|create_?dispatch_?event", re.IGNORECASE
)
_MOST_LINES = 20_000


def sends_in(script: Script, reason: str, known: Sequence[Span]) -> Iterator[Unresolved]:
    """Each line that looks like a send, is no comment, and isn't among what is known already."""
    lines = {line for span in known for line in range(span.line, span.end_line + 1)}
    offset = 0
    for line in script.text.splitlines(keepends=True)[:_MOST_LINES]:
        match = _MENTIONS_SEND.search(line) if not line.lstrip().startswith("#") else None
        if match:
            place = script.locate(offset + match.start(), offset + match.end())
            if place.line not in lines:
                yield Unresolved("script", reason, place)
        offset += len(line)
