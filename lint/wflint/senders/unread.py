"""Texts that nobody reads, or not to their end: where they have the look of a send, that is said, and no more is known of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from wflint.lean import replace
from wflint.regex import regex
from wflint.senders.message import ScriptFacts, Unresolved
from wflint.senders.script import Script
from wflint.span import Span

_MENTIONS_SEND = regex(
    r"/dispatches\b|create_?(?:repository_?|workflow_?)?dispatch|create_?dispatch_?event"
    r"|\bgh(?:\.exe)?\b[^\n|;&]{0,80}?\bworkflow[\"', ]+run\b"
    r"|(?:\$\w+|[\]})])[\"', ]+workflow[\"', ]+run\b|[\"']workflow[\"'][, ]+[\"']run\b",
    re.IGNORECASE,
)
"""A call of the API, or of `gh` by its name or a variable; "a workflow run" in a text for people is none."""
_COMMENT = regex(r"\s*(?:#|//)")
MOST_LINES = 50
"""Lines of one text that are said; the last one tells how many more there are."""


def sends_in(
    text: str, locate: Callable[[int, int], Span], mechanism: str, reason: str, known: Sequence[Span] = ()
) -> Iterator[Unresolved]:
    """Each line that looks like a send, is no comment, and isn't among what is known already."""
    lines = {line for span in known for line in range(span.line, span.end_line + 1)}
    count = 0
    last: Unresolved | None = None
    for start, end in _places(text):
        if count <= MOST_LINES:
            place = locate(start, end)
            if place.line in lines:
                continue
            if last is not None:
                yield last
            last = Unresolved(mechanism, reason, place)
        count += 1
    if last is not None:
        more = count - MOST_LINES - 1
        yield replace(last, reason=f"{reason} (and {more:,} more lines like this one)") if more > 0 else last


def _places(text: str) -> Iterator[tuple[int, int]]:
    offset = 0
    for line in text.splitlines(keepends=True):
        match = _MENTIONS_SEND.search(line) if not _COMMENT.match(line) else None
        if match:
            yield offset + match.start(), offset + match.end()
        offset += len(line)


def with_rest(facts: ScriptFacts, script: Script) -> ScriptFacts:
    """The facts of a script, and, where it wasn't read to its end, what else looks like a send in it."""
    if facts.problem is None:
        return facts
    known = [*(each.span for each in facts.dispatches), *(each.span for each in facts.unresolved)]
    rest = sends_in(script.text, script.locate, "script", facts.problem, known)
    return replace(facts, unresolved=(*facts.unresolved, *rest))
