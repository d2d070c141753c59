"""A message as the run sees it that it starts: what the sender made of its own names means nothing there."""

from __future__ import annotations

from wflint.graph import Edge, arriving
from wflint.values.value import Choice, Const, Object, OneOf, Unknown, Value, one_of, with_each


def as_received(edge: Edge) -> Object | None:
    """The payload with which the workflow at the edge's end starts; constants stay, and all else is unknown there."""
    payload = arriving(edge)
    if payload is None:
        return None
    return with_each(payload, _fixed)


def _fixed(value: Value) -> Value:
    match value:
        case Const():
            return value
        case OneOf(options):
            return one_of(map(_fixed, options))
        case Choice(_, then, otherwise):
            return one_of((_fixed(then), _fixed(otherwise)))
        case _:
            return Unknown("a value that the sender makes")
