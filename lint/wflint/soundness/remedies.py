"""Edits that several rules offer: an entry for a step, a permission, a name in the place of another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wflint.edits import inside, within
from wflint.finding import Edit
from wflint.graph import System, Way
from wflint.permissions import effective
from wflint.regex import regex
from wflint.span import Span
from wflint.syntax.editing import Entry, mapping_at, mapping_under, with_entries, with_value, with_words
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Step

_PLAIN = regex(r"[\w.:/@+-]+")
"""Names that mean themselves in every language and in every kind of quotes."""


def in_step(system: System, step: Step, entries: Mapping[str, Entry], after: Sequence[str] = ("if", "id", "name")) -> Edit | None:
    """Give a step more keys, or more variables or inputs."""
    source = system.sources[step.place.path]
    owner = mapping_at(source, step.place)
    return with_entries(source, owner, entries, after) if owner is not None else None


def granting(system: System, way: Way, scope: str, level: str) -> Edit | None:
    """Let the run's token do more at a place: by the `permissions` that are in force there, where these are a list.

    Of a called workflow nothing is changed: it may not have more than its caller, and callers may be out of sight.
    """
    found = effective(way)
    workflow = way.workflow.workflow
    if found is None or found.span.path != workflow.source.path or workflow.trigger("workflow_call") is not None:
        return None
    source = system.sources[found.span.path]
    owner = mapping_under(source, found.span)
    if owner is None:
        return None
    given = owner.get(scope)
    if isinstance(given, Scalar):
        return with_value(source, given.span, level)
    return with_entries(source, owner, {scope: level}, tuple(pair.key.text for pair in reversed(owner.pairs)))


def renaming(system: System, place: Span, name: str, better: str) -> Edit | None:
    """Put another name in the place of one, where it stands there once and by itself."""
    source = system.sources.get(place.path)
    if source is None or not _PLAIN.fullmatch(better):
        return None
    found = list(re.finditer(rf"(?<![\w.:/@+-]){re.escape(name)}(?![\w.:/@+-])", within(source.text, place)))
    return with_words(source, inside(source.text, place, *found[0].span()), better) if len(found) == 1 else None
