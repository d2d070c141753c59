"""What a message carries from one run to the next: values that mean the same in both.

A constant stays what it is.  What people chose when they started the task keeps its name.  What a run made is new, or unknown
with a name, so that it can still be asked for.  Numbers and texts that would grow without end
are held where nothing asks any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from wflint.facts.declared import as_declared
from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.lean import dataclass
from wflint.scenario import Event
from wflint.soundness.guards import Atom, Obscure, atoms
from wflint.soundness.received import default_of
from wflint.syntax.workflow import Input
from wflint.values.value import (
    BLANK,
    CHOSEN,
    Const,
    Decoded,
    Encoded,
    Field,
    Fresh,
    Object,
    Reference,
    Sum,
    Unknown,
    Value,
    parts_of,
    printed,
    rebuild,
    shown,
)

UNKNOWN = "unknown"
"""The context of values that some run made, nobody knows which."""

COUNT = "count"
"""The context of counters whose number is left open: each of them comes to be any number."""

TASK_ID = Fresh("the task's id")
"""The correlation id that the launcher has made."""

_NEW = frozenset([("github", "run_id"), ("github", "run_number"), ("github", "sha")])
_MOST_PARTS = 16


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the name of its file, and whether what it reads from its inputs is what people chose."""

    name: str
    is_root: bool


def carried(value: Value, sender: Sender, limit: int | None) -> Value:
    """A value as the receiver sees it.  `limit`: no comparison in the system tells larger numbers apart; `None` holds none."""

    def leaf(part: Value) -> Value:
        match part:
            case Reference():
                return _reference(part, sender)
            case Unknown(reason):
                return Reference((UNKNOWN, reason))
            case _:
                return part

    found = _folded(rebuild(value, leaf))
    return _held(found, limit) if limit is not None else found


def _reference(reference: Reference, sender: Sender) -> Value:
    if reference.key[0] in (CHOSEN, UNKNOWN, COUNT, BLANK):
        return reference
    if reference.key in _NEW:
        return Fresh(f"{shown(reference)} of {sender.name}")
    if reference.key == ("github", "run_attempt"):
        return Const("1")  # in every run that a message starts
    if sender.is_root and reference.key[0] == "inputs":
        return Reference((CHOSEN, shown(reference)))
    return Reference((UNKNOWN, f"{sender.name}: {shown(reference)}"))


def _folded(value: Value) -> Value:
    """JSON written and read again is what it was."""
    match value:
        case Decoded(Encoded(of)):
            return _folded(of)
        case Decoded(Const(str() as written)):
            try:
                parsed = json.loads(written)
            except ValueError:
                return value
            return Const(parsed) if parsed is None or isinstance(parsed, str | int | float | bool) else value
        case Encoded(Const(content)) if not isinstance(content, str):
            return Const("null" if content is None else printed(content))
        case Object(fields, opened):
            return Object(tuple(Field(each.name, _folded(each.value), each.span) for each in fields), opened)
        case _:
            return value


def _held(value: Value, limit: int) -> Value:
    match value:
        case Const(bool() | None):
            return value
        case Const(int() | float() as number):
            return Const(type(number)(max(-limit, min(limit, number))))
        case Const(str() as written) if written.strip().lstrip("-").isdecimal() and len(written) < 12:
            number = int(written)
            return value if abs(number) <= limit else Const(str(limit if number > 0 else -limit))
        case Sum(of, amount) if not _grows(of):
            return Sum(of, max(-limit, min(limit, amount)))
        case Object(fields, opened):
            return Object(tuple(Field(each.name, _held(each.value, limit), each.span) for each in fields), opened)
        case _ if _grows(value):
            return Reference((UNKNOWN, "a text that grows"))
        case _:
            return value


def _grows(value: Value) -> bool:
    return sum(1 for _ in parts_of(value)) > _MOST_PARTS


def is_the_id(value: Value) -> bool:
    """Whether the value is the task's id, or holds it."""
    return any(part == TASK_ID for part in parts_of(value))


# -- arriving ---------------------------------------------------------------------------------------------------------------


def arrived(payload: Object, workflow: WorkflowFacts, event: Event, wanted: frozenset[str]) -> Object:
    """The payload as the started run has it: inputs in the types that it declares, defaults filled in, what nobody reads gone."""
    trigger = workflow.workflow.trigger("workflow_dispatch") if event.name == "workflow_dispatch" else None
    if trigger is None:
        kept = tuple(Field(each.name, each.value) for each in payload.fields if each.name.lower() in wanted)
        return Object(tuple(sorted(kept, key=lambda each: each.name)), payload.open)
    inputs = (each for each in _inputs(payload, trigger.inputs) if each.name.lower() in wanted)
    return Object(tuple(inputs), None)


def _inputs(payload: Object, declared: tuple[Input, ...]) -> Iterator[Field]:
    for each in sorted(declared, key=lambda one: one.name.text.lower()):
        name = each.name.text
        given = next((field.value for field in payload.fields if field.name.lower() == name.lower()), None)
        if given is None:
            if payload.open is not None:
                given = Reference((UNKNOWN, f"input {name}"))
            else:
                given = default_of(each)
        yield Field(name, as_declared(printed(given.value), each) if isinstance(given, Const) else given)


def largest_bound(system: System) -> int:
    """A number that every number compared in the system stays below, by two."""
    found = [2]
    for edge in system.edges:
        for atom in atoms(edge):
            singles = atom.parts if isinstance(atom, Obscure) else (atom,)
            found += [number for single in singles for number in _numbers(single)]
    return max(found) + 2


def _numbers(atom: Atom) -> Iterator[int]:
    for side in (atom.left, atom.right):
        for part in parts_of(side):
            if isinstance(part, Const) and not isinstance(part.value, bool):
                digits = printed(part.value).strip().lstrip("-")
                if digits.isdecimal() and len(digits) < 6:
                    yield int(digits)
