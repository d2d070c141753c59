"""A message as the run sees it that it starts: what the sender made of its own names means nothing there."""

from __future__ import annotations

from wflint.graph import Edge, arriving
from wflint.lean import replace
from wflint.syntax.workflow import Input
from wflint.values.value import Choice, Const, Field, Object, OneOf, Unknown, Value, one_of, printed, with_each


def as_received(edge: Edge) -> Object | None:
    """The payload with which the workflow at the edge's end starts; constants stay, and all else is unknown there."""
    payload = arriving(edge)
    if payload is None:
        return None
    return with_each(payload, _fixed)


def with_defaults(edge: Edge, payload: Object) -> Object:
    """The payload with the inputs that it leaves out as the started workflow declares them (REST API, "Create a workflow
    dispatch event": "Any default properties configured in the workflow file will be used when inputs are omitted").
    """
    trigger = edge.workflow.workflow.trigger("workflow_dispatch") if edge.event.name == "workflow_dispatch" else None
    if trigger is None or payload.open is not None:
        return payload
    sent = {each.name.lower() for each in payload.fields}
    left = (each for each in trigger.inputs if each.name.text.lower() not in sent)
    return replace(payload, fields=(*payload.fields, *(Field(each.name.text, default_of(each)) for each in left)))


def default_of(declared: Input) -> Value:
    """What an input is that isn't given; where it is a text, `default: 3.10` is `3.1`, and `true` a word."""
    if declared.default is None:
        return Const(False) if declared.type == "boolean" else Const("")
    value = declared.default.value
    return Const(value if declared.type in ("boolean", "number") and value is not None else printed(value))


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
