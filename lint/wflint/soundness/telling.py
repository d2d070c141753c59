"""A story in words, hop by hop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wflint.finding import Label
from wflint.soundness.explore import Hop
from wflint.soundness.faults import WORDS
from wflint.span import Span
from wflint.values.value import Value, shown
from wflint.visible import visible

_NEW = re.compile(r"a new value \(`(.*?)`\)")
"""How a value that is made anew is shown; in a story its name is enough."""


def trace(hops: Iterable[Hop]) -> tuple[Label, ...]:
    """A story hop by hop, at the places where the messages are sent."""
    return tuple(Label(hop.message.place if hop.message is not None else _begins(hop), told(hop)) for hop in hops)


def _begins(hop: Hop) -> Span:
    return hop.state.workflow.workflow.triggers[0].place


def told(hop: Hop) -> str:
    """One run in a sentence: what starts it, with the values that decide, how it comes out, and what it sends."""
    values = ", ".join(f"{name} {_value(value)}" for name, value in given(hop))
    fault = hop.outcome.fault
    words = [f"{hop.state.event}{f' ({values})' if values else ''} starts {hop.state.workflow.workflow.source.name}"]
    words += [each.words for each in hop.outcome.assumed if each.free]
    if fault is not None:
        words.append(f"step `{fault.step.step.label}` {WORDS[fault.kind]}")
    words.append(_follows(hop))
    return visible("; ".join(words))


def _follows(hop: Hop) -> str:
    if hop.message is None:
        return "nothing follows"
    return "its end is heard" if hop.message.site is None else f"it sends {hop.message.target or 'a message'}"


def given(hop: Hop) -> Iterator[tuple[str, Value]]:
    """The fields of the payload that decide, with what they hold."""
    for field in hop.state.payload.fields if hop.state.payload is not None else ():
        yield field.name, field.value


def _value(value: Value) -> str:
    return _NEW.sub(r"\1", shown(value))
