"""What a script reads of the payload by itself: from `context.payload` of actions/github-script, or from the event's file.

Only the text is looked at: a name that is read in a way that isn't known here counts as a reading of the whole payload.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.regex import regex
from wflint.syntax.expression import split_template

MEMBERS = {"repository_dispatch": "client_payload", "workflow_dispatch": "inputs"}
"""The member of the event that holds what was sent."""

_SOURCES = regex(r"\bcontext\b|\bGITHUB_EVENT_PATH\b|\bgithub\.event_path\b")
_MEMBER = r"(?:\s*\?\.\s*|\s*\.\s*)([A-Za-z_$][\w$]*)|\s*(?:\?\.)?\[\s*['\"]([^'\"\]]+)['\"]\s*\]"
_NAMES = regex(r"(?:^|,)\s*([A-Za-z_$][\w$]*)")
_METHODS = frozenset(["hasOwnProperty", "toString"])
_LONGEST = 200_000
"""Characters beyond which a script isn't searched."""

Found = tuple[str | None, int, int]
"""A field's name, `None` for the whole payload, and the range of the script where it is read."""


def in_script(script: str, event: str) -> Iterator[Found]:
    """What a script reads of the payload of `repository_dispatch` or the inputs of `workflow_dispatch`."""
    member = MEMBERS.get(event)
    if member is None or member not in script or len(script) > _LONGEST or not _SOURCES.search(script):
        return
    text = _without_holes(script)
    for match in re.finditer(rf"(?:\bpayload|\bevent|(?<![\w$)\]])|\bgithub)\s*\??\.\s*{member}\b(?:{_MEMBER})?", text):
        name = match[1] or match[2]
        if name is not None and name not in _METHODS:
            yield name, match.start(), match.end()
        elif not _is_written(text, match.end()):
            yield from _named_otherwise(text, match.start(), match.end())


def _without_holes(script: str) -> str:
    """The script with blanks where its `${{ }}` stand: these are read as expressions."""
    for hole in split_template(script).holes:
        script = f"{script[: hole.start]}{' ' * (hole.end - hole.start)}{script[hole.end :]}"
    return script


def _is_written(text: str, end: int) -> bool:
    return re.match(r"\s*=(?![=>])", text[end : end + 20]) is not None


def _named_otherwise(text: str, start: int, end: int) -> Iterator[Found]:
    """The payload is taken apart, or given a shorter name; what is done under that name is looked for."""
    before = text[max(start - 300, 0) : start]
    apart = re.search(r"\{([^{}]*)\}\s*=\s*(?:context\s*\??\.\s*)?$", before)
    if apart is not None and "..." not in apart[1]:
        yield from ((match[1], start, end) for match in _NAMES.finditer(apart[1]))
        return
    named = re.search(r"\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*\(?(?:context\s*\??\.\s*)?$", before)
    if named is None:
        yield None, start, end
        return
    for use in re.finditer(rf"(?<![\w$.]){re.escape(named[1])}\b(?!\s*[:=](?!=))(?:{_MEMBER})?", text[end:]):
        yield use[1] or use[2], end + use.start(), end + use.end()
