"""A story in words, hop by hop."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.soundness.explore import Hop
from wflint.soundness.faults import WORDS
from wflint.values.value import Value, shown
from wflint.visible import visible


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
    return shown(value).removeprefix("a new value (`").removesuffix("`)")
