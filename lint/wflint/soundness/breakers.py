"""Circuit breakers: whether anything stops the start of further tasks when those before have failed.

That can be known only where a clock starts tasks: people look before they start the next one, and what comes from outside is
stopped outside.  So a launcher on a schedule is judged whose way to the message looks at nothing that could tell of failures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.facts.model import StepFacts
from wflint.graph import Edge, System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Event
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name
from wflint.senders.message import Invocation
from wflint.soundness.correlation import names, received
from wflint.soundness.lookups import looks_up
from wflint.soundness.roles import distances
from wflint.soundness.terminal import Terminal, terminal
from wflint.values.value import constant

_CLOCK = Event("schedule")
_STATE = regex(r"\b(?:vars|steps|needs)\s*\.|hashFiles", re.IGNORECASE)
_READERS = frozenset(("cat", "grep", "head", "tail", "sed", "awk", "read", "cut", "sort", "wc", "get-content"))
"""Silent commands that may read a file of the repository."""
_SWITCHES = regex(r"workflow (?:disable|enable)|variable set|/disable\b|/enable\b|actions/variables")


@dataclass(frozen=True, slots=True, eq=False)
class Unbroken:
    """A message by which a clock starts tasks, whatever has become of those before."""

    start: Edge


def unbroken(system: System) -> Iterator[Unbroken]:
    """Each such message that gives a task its id and is followed by another.

    None where something in the system switches workflows or variables, or where a state may be asked.
    """
    if any(map(_switches, system.ways)):
        return
    known, far, ends = names(system), distances(system), terminal(system.config.terminal)
    seen: set[int] = set()
    for edge in system.edges:
        if edge.source != _CLOCK or id(edge.site) in seen or far.get(edge.site.workflow.path) != 0:
            continue
        is_task = next(received(system, edge, known), None) is not None and bool(system.edges_from(edge.workflow))
        if is_task and not _asks(edge, ends):
            seen.add(id(edge.site))
            yield Unbroken(edge)


def _switches(way: Way) -> bool:
    """Whether a step turns workflows or variables on or off: that may be the breaker."""
    for invocation in way.step.script.invocations:
        words = " ".join(constant(word.value) or "" for word in invocation.words)
        if _SWITCHES.search(words):
            return True
    script = way.step.step.input("script")
    return script is not None and re.search(r"disableWorkflow|\w+RepoVariable", script.value.text) is not None


def _asks(edge: Edge, ends: Terminal) -> bool:
    """Whether the way to the message may look at a state: in a condition, or by what isn't known to be blind."""
    way = edge.site.way
    if way.is_called or way.job.job.needs or looks_up(edge.site.dispatch.guard) or way.workflow.workflow.is_compiled:
        return True
    conditions = [each.job.condition for each in way.jobs] + [each.step.condition for each in way.steps]
    if any(each is not None and _STATE.search(each.text) for each in conditions):
        return True
    return any(_may_ask(other[-1], ends) for other in way.job.ways())


def _may_ask(step: StepFacts, ends: Terminal) -> bool:
    """Whether a step may look at something that tells of failures."""
    if step.script.problem is not None or step.unresolved:
        return True
    if step.step.uses is not None and step.language is None and not step.inner:
        return not step.dispatches and not step.step.uses.text.startswith("actions/checkout@")
    if step.language == "javascript" and not step.dispatches:
        return True
    sent = {each.span for each in step.dispatches}
    return any(each.span not in sent and not each.followed and _may_read(each, ends) for each in step.script.invocations)


def _may_read(invocation: Invocation, ends: Terminal) -> bool:
    """Whether a command may read a file or ask somebody."""
    words = unwrapped(invocation).words
    program = program_name(words[0].value) if words else None
    if program == "jq":
        return not {"-n", "--null-input"} & {constant(word.value) for word in words[1:]}
    return program is None or program in _READERS or not ends.is_silent(invocation)
