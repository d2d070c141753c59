"""Scripts of actions/github-script that can't run, or that call what isn't there.

Source: github.com/actions/github-script, README: since version 5 the methods of the API stand in `github.rest`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.graph import System
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.message import Misuse
from wflint.span import Span

_ACTION = regex(r"(?i)actions/github-script@(?:v(?P<version>\d+)\b)?")
_WITHOUT_METHODS = 5


@dataclass(frozen=True, slots=True)
class Stillborn:
    """A step with the misuses of one kind in its script, and what it sends in vain."""

    misuse: Misuse
    others: tuple[Span, ...]
    sends: tuple[Span, ...]


def stillborn(system: System) -> Iterator[Stillborn]:
    """Every such step, once for each kind and name; what can't run at all calls nothing either."""
    seen: set[Span] = set()
    for way in system.ways:
        step = way.step
        found = _ACTION.match(step.step.uses.text) if step.script.misuses and step.step.uses is not None else None
        if found is None or step.place in seen:
            continue
        seen.add(step.place)
        declared = [each for each in step.script.misuses if each.kind == "declared"]
        removed = [each for each in step.script.misuses if each.kind == "removed"]
        is_new = found["version"] is not None and int(found["version"]) >= _WITHOUT_METHODS
        chosen = declared or (removed if is_new else [])
        sends = tuple(dict.fromkeys((*(each.span for each in step.dispatches), *(each.span for each in step.acts))))
        by_name: dict[str, list[Misuse]] = {}
        for each in chosen:
            by_name.setdefault(each.name, []).append(each)
        for first, *others in by_name.values():
            yield Stillborn(first, tuple(each.span for each in others), sends if declared else ())
