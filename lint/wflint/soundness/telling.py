"""A story in words, hop by hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wflint.finding import Label
from wflint.regex import regex
from wflint.soundness.carried import UNKNOWN
from wflint.soundness.explore import Hop, State
from wflint.soundness.faults import WORDS
from wflint.soundness.summary import Outcome
from wflint.span import Span
from wflint.values.value import Reference, Value, shown
from wflint.visible import visible

_NEW = regex(r"a new value \(`(.*?)`\)")
"""How a value that is made anew is shown; in a story its name is enough."""


def trace(hops: Iterable[Hop]) -> tuple[Label, ...]:
    """A story hop by hop, at the places where the messages are sent."""
    return tuple(Label(hop.message.place if hop.message is not None else _begins(hop), told(hop)) for hop in hops)


def _begins(hop: Hop) -> Span:
    return hop.state.workflow.workflow.triggers[0].place


def told(hop: Hop) -> str:
    """One run in a sentence: what starts it, with the values that decide, how it comes out, and what it sends."""
    chosen = (each.words for each in hop.outcome.assumed if each.free)
    return visible("; ".join((started(hop.state), *chosen, *went_wrong(hop.outcome), _follows(hop))))


def started(state: State) -> str:
    """What starts the run, with the values that decide."""
    values = ", ".join(f"{name} {worded(value)}" for name, value in given(state))
    return f"{state.event}{f' ({values})' if values else ''} starts {state.workflow.workflow.source.name}"


def went_wrong(outcome: Outcome) -> tuple[str, ...]:
    """The fault, if there is one."""
    fault = outcome.fault
    return (f"step `{fault.step.step.label}` {WORDS[fault.kind]}",) if fault is not None else ()


def _follows(hop: Hop) -> str:
    if hop.message is None:
        return "nothing follows"
    if hop.message.site is None:
        return "its end is heard"
    does = "starts" if hop.message.site.dispatch.kind == "workflow_dispatch" else "sends"
    return f"it {does} {hop.message.target or 'a message'}"


def given(state: State) -> Iterator[tuple[str, Value]]:
    """The fields of the payload that decide, with what they hold."""
    for field in state.payload.fields if state.payload is not None else ():
        yield field.name, field.value


def worded(value: Value) -> str:
    """A value in a few words."""
    if isinstance(value, Reference) and value.path[0] == UNKNOWN:
        return "unknown"
    return _NEW.sub(r"\1", shown(value))
