"""What a run leaves behind by which people find it again: its title, the names of its jobs and steps, what it prints."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from wflint.facts.model import WorkflowFacts
from wflint.graph import System, Way, events
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Event, Scenario, holds, settle
from wflint.senders.flags import program_name
from wflint.senders.message import Invocation
from wflint.values.condition import Condition
from wflint.values.of_expression import of_text
from wflint.values.value import EMPTY, Choice, Const, OneOf, Text, Unknown, Value, parts_of, printed, references, text

_PRINTING_WORDS = """
echo printf print cat tee core console write-host write-output write-information write-verbose out-file out-host add-content
set-content
"""
_PRINTING = frozenset(_PRINTING_WORDS.split())
"""Programs that print what they are given, or write it to a file such as the job's summary."""
_CALLS = regex(r"\b(?:console\.\w+|core\.summary\b[^;\n]*|logg(?:er|ing)\.\w+|print)\s*\(")
"""Calls that print, in languages in which they aren't followed."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A text that a run shows.

    `happens` is `None` where it isn't known whether it does; `own`: no other event of the workflow comes here; `guard` tells two
    of the same place apart.
    """

    value: Value
    happens: bool | None
    own: bool
    guard: Condition | None = None


def traces(system: System, facts: WorkflowFacts, scenario: Scenario) -> Iterator[Trace]:
    """Everything that a run of that scenario shows, as far as it may."""
    others = [system.plain(each) for each in events(facts) if each != scenario.event]
    if facts.workflow.run_name is not None and facts.jobs:
        scope = facts.jobs[0].scope
        yield Trace(settle(of_text(facts.workflow.run_name.text), scope, scenario), True, False)
    for way in system.ways:
        happens = way.happens(scenario) if way.workflow is facts else False
        if happens is not False:
            own = bool(others) and any(way.happens(other) is False for other in others)
            yield from _of_way(way, scenario, happens, own, others)


def _of_way(way: Way, scenario: Scenario, happens: bool | None, own: bool, others: list[Scenario]) -> Iterator[Trace]:
    step, scope = way.step, way.scope
    for named in (*(job.job.name for job in way.jobs), *(each.step.name for each in way.steps)):
        if named is not None:
            yield Trace(settle(of_text(named.text), scope, scenario), happens, own)
    written = {each.span for each in (*step.script.outputs, *step.script.exported)}
    for invocation in step.script.invocations:
        here = holds(invocation.guard, scope, scenario)
        if here is not False and _prints(invocation) and invocation.span not in written:
            mine = own or any(holds(invocation.guard, scope, other) is False for other in others)
            said = text((Const(" "), *(word.value for word in invocation.words), invocation.stdin or Const("")))
            yield Trace(settle(said, scope, scenario), True if here and happens else None, mine, invocation.guard)
    said = text(_surely(settle(step.script.printed, scope, scenario))) if step.script.printed is not None else EMPTY
    if _written(said).strip() or any(True for _ in references(said)):
        yield Trace(said, happens, own)
    yield from (Trace(Const(line), None, own) for line in _printing_lines(way))


def _prints(invocation: Invocation) -> bool:
    program = program_name(invocation.words[0].value) if invocation.words else None
    return program in _PRINTING


def _surely(value: Value) -> Iterator[Value]:
    """The parts of a text that are surely printed, and known."""
    for part in value.parts if isinstance(value, Text) else (value,):
        if not isinstance(part, Choice | OneOf | Unknown):
            yield part


def _printing_lines(way: Way) -> Iterator[str]:
    """Lines of a script in JavaScript or Python that print, as they are written."""
    script = way.step.step.input("script")
    source = script.value if script is not None else way.step.step.run
    if source is None or way.step.language not in ("javascript", "python"):
        return
    yield from (line for line in source.text.splitlines() if _CALLS.search(line))


def carries(trace: Trace, names: Collection[str]) -> bool:
    """Whether a trace shows a field of one of these names, or the payload as a whole."""
    wanted = {name.lower() for name in names}
    for each in references(trace.value):
        match each.key:
            case ("github",) | ("github", "event") | ("github", "event", "client_payload") | ("inputs",):
                return True
            case ("github", "event", "client_payload", name, *_) | ("inputs", name, *_) if name in wanted:
                return True
            case _:
                pass
    return any(_loosely(name) in _loosely(_written(trace.value)) for name in wanted)


def names_type(trace: Trace, event: Event) -> bool:
    """Whether a trace tells which event has started the run: by its type, as a whole, or since only that one leads here."""
    whole = any(each.key in (("github",), ("github", "event")) for each in references(trace.value))
    written = _loosely(_written(trace.value))
    return trace.own or whole or _loosely(event.type) in written or "payloadaction" in written


def _written(value: Value) -> str:
    return "".join(printed(part.value) for part in parts_of(value) if isinstance(part, Const))


def _loosely(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()
