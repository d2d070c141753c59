"""Loops of events, and whether a counter bounds them.

A loop ends when some counter is handed on by every hop, rises on one, is never reset, and is compared with a bound before a
message on the loop is sent; or when it falls, and the bound is one from below.  Which hop carries the test and which the
increment doesn't matter.  How that is found out stands in `structure/cut.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from wflint import circles
from wflint.facts.declared import as_declared
from wflint.graph import Edge, System, arriving, shortest_cycle, strongly_connected
from wflint.lean import dataclass
from wflint.scenario import Event, Scenario
from wflint.soundness.carried import COUNT
from wflint.soundness.chosen import picked
from wflint.soundness.guards import Atom, Obscure, atoms, comes_from_outside, flipped, known, payload_field
from wflint.soundness.received import with_defaults
from wflint.soundness.status_words import STATUS
from wflint.soundness.structure.cut import Arc, Change, Direction, endless
from wflint.syntax.expression import references as look_ups
from wflint.values.condition import All, Always, Any, Condition, Holds, Never, Not, Test
from wflint.values.of_expression import of_expression
from wflint.values.value import (
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    one_of,
    parts_of,
    possible_texts,
    references,
)

_STOPS: dict[Direction, tuple[str, ...]] = {"up": ("<", "<=", "!="), "down": (">", ">=", "!=")}
"""Comparisons that stop a counter on its way.  `!=` does where it moves by one; elsewhere it isn't known where it begins."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A set of hops that can be taken for ever, with nothing that stops it.

    `counters` are the payload fields that some hop of the loop compares with a bound.
    """

    edges: tuple[Edge, ...]
    counters: tuple[str, ...]

    def round_trip(self, through: Edge) -> tuple[Edge, ...]:
        """The shortest way round that begins with an edge."""
        return shortest_cycle(self.edges, through)


@lru_cache(maxsize=1)
def loops(system: System) -> tuple[Loop, ...]:
    """Every loop that nothing bounds, as far as it is known that nothing does."""
    found = []
    for group in system.cycles():
        for part in _feasible_parts(tuple(edge for edge in group if not _ends_by_data(edge, group))):
            if not _terminates(part, counters_of(part)):
                found.append(Loop(part, counters_of(part)))
    return tuple(found)


@lru_cache(maxsize=1)
def latent_loops(system: System) -> tuple[Loop, ...]:
    """Loops that nothing bounds, yet that can't close as things are: some hop doesn't send what the next one asks for."""
    closed = {edge for loop in loops(system) for edge in loop.edges}
    found = []
    for group in system.cycles():
        kept = tuple(edge for edge in group if not _ends_by_data(edge, group))
        for part in strongly_connected(kept):
            if not closed & set(part) and not _terminates(part, counters_of(part)):
                found.append(Loop(part, counters_of(part)))
    return tuple(found)


def _ends_by_data(edge: Edge, group: tuple[Edge, ...]) -> bool:
    """Whether the message depends on something that may differ each time round, or on a person's approval."""
    if any(job.job.deployment is not None for job in edge.site.way.jobs):
        return True
    return any(_may_change(atom, edge, group) for atom in atoms(edge))


def _may_change(atom: Atom | Obscure, edge: Edge, group: tuple[Edge, ...]) -> bool:
    if isinstance(atom, Obscure):
        if any(bound_on(part) is not None for part in atom.parts):
            return True  # whether the other side of the disjunction holds for ever isn't followed
        return not atom.about or any(comes_from_outside(value) or _unknown(value) for value in atom.about)
    if bound_on(atom) is not None:
        return False
    sides = (atom.left, atom.right)
    if any(comes_from_outside(side) or _unknown(side) for side in sides):
        return True
    named = payload_field(atom.left) or payload_field(atom.right)
    return named is not None and any(_is_computed(each, named) for each in group if each.end == edge.start)


def _is_computed(edge: Edge, name: str) -> bool:
    """Whether a message carries something worked out at run time under that name, a status left aside."""
    payload = arriving(edge)
    field = payload.get(name) if payload is not None else None
    if field is None:
        return payload is None or payload.open is not None
    if name.lower() in STATUS:
        return False
    return _unknown(field.value) or comes_from_outside(field.value)


def _unknown(value: Value) -> bool:
    """Whether the value, or which of several it is, depends on what only a run can tell."""
    for part in parts_of(value):
        match part:
            case Unknown() | OneOf():
                return True
            case Choice(condition) if not _is_repeatable(condition):
                return True
            case _:
                pass
    return False


def _is_repeatable(condition: Condition) -> bool:
    """Whether a condition can turn out the same each time round: results of jobs and steps, payload fields, constants."""
    match condition:
        case Test(left, _, right):
            return not any(comes_from_outside(side) or _unknown(side) for side in (left, right))
        case Holds(expression):
            return not any(comes_from_outside(of_expression(each)) for each in look_ups(expression))
        case Not(of):
            return _is_repeatable(of)
        case All(of) | Any(of):
            return all(map(_is_repeatable, of))
        case Always() | Never():
            return True
        case _:
            return False


def _feasible_parts(edges: tuple[Edge, ...]) -> Iterator[tuple[Edge, ...]]:
    """The strongly connected parts of the hops that can really follow one another, data taken into account."""
    starting: dict[tuple[str, Event], list[int]] = {}
    for number, edge in enumerate(edges):
        starting.setdefault(edge.start, []).append(number)
    follows = {
        number: [each for each in starting.get(edge.end, ()) if _can_follow(edge, edges[each])]
        for number, edge in enumerate(edges)
    }
    part = circles.strongly_connected(follows)
    inside: dict[int, list[int]] = {}
    for number in sorted(follows):
        inside.setdefault(part[number], []).append(number)
    for group in inside.values():
        if len(group) > 1 or group[0] in follows[group[0]]:
            yield tuple(edges[number] for number in group)


def _can_follow(edge: Edge, following: Edge) -> bool:
    """Whether the second message can be sent in a run that the first one starts: constants in its payload decide."""
    payload = arriving(edge)
    given = with_defaults(edge, payload) if payload is not None else None
    known = Object(tuple(Field(each.name, _as_received(edge, each)) for each in given.fields), given.open) if given else None
    return following.site.happens(Scenario(following.source, known)) is not False


def _as_received(edge: Edge, field: Field) -> Value:
    """What arrives: GitHub turns inputs, which are sent as text, into the type that the started workflow declares."""
    value = _constant_part(field.value)
    trigger = edge.workflow.workflow.trigger("workflow_dispatch") if edge.event.name == "workflow_dispatch" else None
    declared = next((each for each in trigger.inputs if each.name.text.lower() == field.name.lower()), None) if trigger else None
    if declared is None or declared.type not in ("boolean", "number"):
        return value
    texts = possible_texts(value)
    if texts == ("",) and declared.type == "number":
        return value  # left out, without a default
    received = [as_declared(text, declared) for text in texts or ()]
    if texts is None or any(isinstance(each.value, str) for each in received):
        return Unknown("an input that is sent as text")
    return one_of(received)


def _constant_part(value: Value) -> Value:
    """What can be carried over to another run: constants; what refers to the sender's own run is unknown there."""
    if any(True for _ in references(value)) and possible_texts(value) is None:
        return Unknown("made in an earlier run")
    return value


def bound_on(atom: Atom) -> tuple[str, Atom] | None:
    """The counter that a comparison bounds from above and the comparison with the counter on its left, or `None`.

    A bound from below counts as well: it is one, in the wrong direction.
    """
    for each in (atom, flipped(atom)):
        name = payload_field(each.left)
        if name is not None and each.operator in ("<", "<=", ">", ">=", "!=") and _is_bound(each, name):
            return name, each
    return None


def _is_bound(atom: Atom, name: str) -> bool:
    other = payload_field(atom.right)
    if atom.operator == "!=":
        return isinstance(atom.right, Const) and str(atom.right.value).strip().isdecimal()
    return other is None or other.lower() != name.lower()


def counters_of(edges: tuple[Edge, ...]) -> tuple[str, ...]:
    names = {found[0]: None for edge in edges for atom in atoms(edge) if isinstance(atom, Atom) and (found := bound_on(atom))}
    return tuple(names)


def is_guarded(edge: Edge, counter: str, direction: Direction = "up", apart_from: Collection[str] = ()) -> bool:
    """Whether the message is only sent while the counter is on the right side of a bound.

    A comparison of texts stops a counter as well, if too early: `'2' < '10'` is false.  `apart_from`: operators and kinds of
    comparisons that are taken to stop nothing.
    """
    asked = (atom for atom in bounds(edge, counter) if atom.operator not in apart_from and atom.kind not in apart_from)
    return any(atom.operator in _STOPS[direction] for atom in asked)


def bounds(edge: Edge, counter: str) -> tuple[Atom, ...]:
    """The comparisons of a counter with a bound that stand before a message, the counter on the left."""
    found = (bound_on(atom) for atom in atoms(edge) if isinstance(atom, Atom))
    return tuple(each[1] for each in found if each is not None and each[0] == counter)


def change(edge: Edge, counter: str) -> Change:
    """What a hop does to a counter."""
    payload = edge.site.payload(edge.known)
    if not isinstance(payload, Object):
        return "unknown"
    field = payload.get(counter)
    if field is None:
        return "unknown" if payload.open else "lost"
    return moved(picked(field.value, known(edge)), counter)


def moved(value: Value, counter: str) -> Change:
    """What becomes of a counter when a value is sent in its place."""
    match value:
        case Reference((context, name)) if context == COUNT:
            return "kept" if name == counter.lower() else "unknown"
        case Reference(("inputs", name)) | Reference(("github", "event", "client_payload", name)):
            return "kept" if name.lower() == counter.lower() else "unknown"
        case Sum(of, amount):
            inner = moved(of, counter)
            move: Change = "raised" if amount > 0 else "lowered"
            if amount == 0 or inner == "reset":
                return inner
            return move if inner in ("kept", move) else "unknown"
        case Reference(("github", "run_attempt")):
            return "reset"  # 1 in every run that a message starts
        case Fallback(first, second):
            inner = moved(first, counter)
            return inner if isinstance(second, Const) or inner == moved(second, counter) else "unknown"
        case Encoded(of) | Decoded(of) | Text((of,)):
            return moved(of, counter)
        case Const(content):
            return "lost" if content in ("", None) else "reset"
        case Choice(_, then, otherwise):
            one, other = moved(then, counter), moved(otherwise, counter)
            return one if one == other else "unknown"
        case OneOf(options):
            changes = {moved(option, counter) for option in options}
            return changes.pop() if len(changes) == 1 else "unknown"
        case _:
            return "unknown"


def _terminates(edges: tuple[Edge, ...], counters: tuple[str, ...]) -> bool:
    """Whether no run can go round for ever; a hop of which it isn't known what it does to a counter is taken to be right."""
    return not endless([_arc(edge, counters) for edge in edges], counters, trusting=True)


def _arc(edge: Edge, counters: tuple[str, ...]) -> Arc:
    return Arc(edge.start, edge.end, {each: change(edge, each) for each in counters}, stops(edge, counters))


def stops(edge: Edge, counters: Collection[str], apart_from: Collection[str] = ()) -> frozenset[tuple[str, Direction]]:
    """The counters that keep the message from being sent at some point, with the direction in which each must be moving."""
    return frozenset((each, way) for each in counters for way in _STOPS if is_guarded(edge, each, way, apart_from))
