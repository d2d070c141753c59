"""Why a counter doesn't bound its loop: the clause that fails, and the hop at which it does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from wflint.graph import Edge, System, strongly_connected
from wflint.lean import dataclass
from wflint.scenario import Scenario
from wflint.soundness.cycles import Loop, bounds, change, is_guarded
from wflint.soundness.guards import Atom, atoms, flipped
from wflint.soundness.roles import hears_end_of
from wflint.soundness.structure.cut import Change
from wflint.values.value import Object, Sum, Value, constant

Kind = Literal["reset", "lost", "not-raised", "wrong-way", "unguarded", "as-text"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One failing clause: `edge` is the hop where the counter goes wrong, or where the test is missing."""

    kind: Kind
    counter: str
    edge: Edge

    @property
    def is_about_the_value(self) -> bool:
        """Whether the value that is sent is to blame, rather than that it is sent."""
        return self.kind in ("reset", "not-raised")


def flaws(loop: Loop) -> Iterator[Flaw]:
    """Everything that keeps the counters of a loop from bounding it, in the order of the files."""
    found = [flaw for counter in loop.counters for flaw in _flaws(loop, counter)]
    yield from sorted(found, key=lambda flaw: (flaw.edge.site.span, flaw.kind))


def _flaws(loop: Loop, counter: str) -> Iterator[Flaw]:
    changes = {edge: change(edge, counter) for edge in loop.edges}
    guarded = [edge for edge in loop.edges if is_guarded(edge, counter)]
    for edge, what in changes.items():
        if what == "reset" or what == "lost":
            yield Flaw(what, counter, edge)
    if not any(what in ("raised", "lowered", "unknown") for what in changes.values()):
        yield from (Flaw("not-raised", counter, edge) for edge in guarded if changes[edge] == "kept")
    astray = [edge for edge in loop.edges if _goes_astray(edge, counter, changes.values())]
    yield from (Flaw("wrong-way", counter, edge) for edge in astray)
    unguarded = tuple(edge for edge in loop.edges if edge not in guarded and edge not in astray)
    testing = {edge.site.workflow.path for edge in guarded}
    for part in strongly_connected(unguarded):
        inside = [edge for edge in part if edge.site.workflow.path in testing] or _raising(part, changes)
        yield from (Flaw("unguarded", counter, edge) for edge in inside)


def _goes_astray(edge: Edge, counter: str, changes: Collection[Change]) -> bool:
    """Whether the message is sent above a bound while the counter rises, or below it while the counter falls."""
    up, down = is_guarded(edge, counter, "up"), is_guarded(edge, counter, "down")
    return (up and not down and "lowered" in changes) or (down and not up and "raised" in changes)


def text_comparisons(system: System) -> Iterator[Flaw]:
    """Hops of loops at which a counter is surely compared as text with a bound of several digits.

    With one digit it makes no difference to a counter that rises by one.
    """
    told = (edge for edge in system.edges if hears_end_of(system, edge))  # `workflow_run` closes the loop, and no message does
    for edge in (*(edge for group in system.cycles() for edge in group), *told):
        payload = edge.site.payload(Scenario(edge.source))
        for field in payload.fields if isinstance(payload, Object) else ():
            if any(map(_is_of_texts, (*bounds(edge, field.name), *_tests_of(edge, field.value)))):
                yield Flaw("as-text", field.name, edge)


def astray_by_the_end(system: System) -> Iterator[Flaw]:
    """Counters that go away from their bound, where `workflow_run` closes the loop: such a message is never sent, or for ever."""
    told = [edge for edge in system.edges if hears_end_of(system, edge)]
    stopped: set[tuple[object, Value]] = set()
    found: list[tuple[Flaw, Value]] = []
    for edge in told:
        payload = edge.site.payload(Scenario(edge.source))
        for field in payload.fields if isinstance(payload, Object) else ():
            if not isinstance(field.value, Sum):
                continue
            signs = {atom.operator for atom in _tests_of(edge, field.value) if atom.kind == "number"}
            up, down = bool(signs & {"<", "<=", "!="}), bool(signs & {">", ">="})
            towards, away = (up, down) if field.value.amount > 0 else (down, up)
            if towards:
                stopped.add((edge.start, field.value.of))
            elif away:
                found.append((Flaw("wrong-way", field.name, edge), field.value.of))
    yield from (flaw for flaw, counted in found if (flaw.edge.start, counted) not in stopped)


def _tests_of(edge: Edge, value: Value) -> Iterator[Atom]:
    """The comparisons of what is sent on with something added to it, wherever that comes from."""
    if isinstance(value, Sum):
        for atom in atoms(edge):
            yield from (each for each in (atom, flipped(atom)) if each.left == value.of) if isinstance(atom, Atom) else ()


def _is_of_texts(atom: Atom) -> bool:
    digits = constant(atom.right) or ""
    return atom.kind == "text" and atom.operator in ("<", "<=") and digits.isdecimal() and len(digits) > 1


def _raising(part: tuple[Edge, ...], changes: Mapping[Edge, str]) -> list[Edge]:
    """Where no hop is guarded: the hops that raise the counter, or else the first one."""
    return [edge for edge in part if changes[edge] == "raised"] or [min(part, key=lambda edge: edge.site.span)]
