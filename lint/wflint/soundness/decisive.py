"""Which fields of a payload decide anything: in the run that they reach, or in one that they are handed on to.

The others (a description, the name of a branch) tell no two stories apart, so that a state need not hold them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.facts.model import WorkflowFacts
from wflint.graph import System, events
from wflint.scenario import Event, Scenario, settle
from wflint.soundness.conditions import conditions
from wflint.soundness.ended import ENDED, told_of
from wflint.syntax.expression import references as look_ups
from wflint.values.condition import All, Any, Condition, Holds, Not, Test
from wflint.values.of_expression import of_expression
from wflint.values.value import Choice, Object, Value, parts_of, references

Node = tuple[str, Event]


def decisive(system: System) -> Mapping[Node, frozenset[str]]:
    """For each workflow and event the fields that decide something, in lower case."""
    found: dict[Node, set[str]] = {}
    for facts in system.workflows:
        asked = frozenset(_asked(facts))
        for event in events(facts):
            found[facts.path, event] = set(asked)
    for edge in system.edges:
        found.setdefault(edge.start, set()).update(_fields(settle(edge.site.dispatch.target, edge.site.way.scope, edge.known)))
    ends = [
        ((facts.path, event), (each.path, ENDED), told_of(facts, event, None, False))
        for facts in system.workflows
        for each in system.followers(facts)
        for event in events(facts)
    ]
    sent = [(edge.start, edge.end, edge.site.payload(edge.known)) for edge in system.edges]
    changed = True
    while changed:
        changed = False
        for start, end, payload in (*ends, *sent):
            more = set(_sources(payload, found.get(end, set()))) - found[start]
            found[start] |= more
            changed = changed or bool(more)
    return {node: frozenset(names) for node, names in found.items()}


def _sources(payload: Value, wanted: set[str]) -> Iterator[str]:
    """The fields of the sender's own payload from which the wanted ones are made."""
    for field in payload.fields if isinstance(payload, Object) else ():
        if field.name.lower() in wanted:
            yield from _fields(field.value)


def _asked(facts: WorkflowFacts) -> Iterator[str]:
    any_event = Scenario()
    for condition, scope in conditions(facts):
        for value in _values(condition):
            yield from _fields(settle(value, scope, any_event))


def _values(condition: Condition) -> Iterator[Value]:
    match condition:
        case Not(of):
            yield from _values(of)
        case All(of) | Any(of):
            for part in of:
                yield from _values(part)
        case Test(left, _, right):
            yield left
            yield right
        case Holds(expression):
            yield from (of_expression(each) for each in look_ups(expression))
        case _:
            return


def _fields(value: Value) -> Iterator[str]:
    for reference in references(value):
        match reference.key:
            case ("inputs", name, *_) | ("github", "event", "client_payload" | "workflow_run", name, *_):
                yield name
            case _:
                pass
    for part in parts_of(value):
        if isinstance(part, Choice):
            for inner in _values(part.condition):
                yield from _fields(inner)
