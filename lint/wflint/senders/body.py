"""From the body of an API call to what is sent: `event_type` and `client_payload`, or `ref` and `inputs`.

Source: docs.github.com, REST API, "Create a repository dispatch event" and "Create a workflow dispatch event": an object with
other members, a `client_payload` that is no object or a missing `event_type` or `ref` is refused with status 422.
"""

from __future__ import annotations

from wflint.lean import dataclass
from wflint.senders.endpoints import Endpoint
from wflint.senders.holed import each_option, holed
from wflint.senders.json_text import Json, Places, parse
from wflint.senders.message import Defect
from wflint.span import Span
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Object,
    OneOf,
    Text,
    Unknown,
    Value,
    one_of,
    why_unknown,
)

_PERMITTED = {
    "repository_dispatch": ("event_type", "client_payload"),
    "workflow_dispatch": ("ref", "inputs", "return_run_details"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What a body says.  `unreadable` is the reason where it says nothing that can be known."""

    target: Value
    target_span: Span
    payload: Value
    ref: Value | None
    defects: tuple[Defect, ...]
    unreadable: str | None = None


def message_of(endpoint: Endpoint, body: Json, span: Span) -> Message:
    """The message in a body that has been read already; `span` is the place of the call."""
    problems = tuple(Defect(problem.rule, problem.message, span) for problem in body.problems)
    target = endpoint.workflow
    if isinstance(body.value, Unknown) and problems:
        return Message(target or Unknown("the body isn't JSON"), span, Unknown("the body isn't JSON"), None, problems)
    if isinstance(body.value, Unknown | Decoded):
        reason = body.value.reason if isinstance(body.value, Unknown) else "the whole body is made elsewhere"
        known = Object((), reason)
        return Message(target or Unknown(reason), span, known, Unknown(reason), problems, None if target else reason)
    defects = (*problems, *_shape_defects(endpoint.kind, body.value, span))
    if endpoint.kind == "repository_dispatch":
        found, place = member(body.value, "event_type"), member_span(body.value, "event_type", span)
        payload, more = structure(body.value, "client_payload", span)
        return Message(found or Unknown("the body has no `event_type`"), place, payload, None, (*defects, *more))
    payload, more = structure(body.value, "inputs", span)
    return Message(target or Unknown("no workflow"), span, payload, member(body.value, "ref"), (*defects, *more))


def member(value: Value, name: str) -> Value | None:
    """The member of that name, `None` where there is none."""
    match value:
        case Object(_, opened):
            found = value.get(name)
            return found.value if found else Unknown(opened) if opened else None
        case Choice(condition, then, otherwise):
            first, second = member(then, name), member(otherwise, name)
            if first is None or second is None or first == second:
                return first or second
            return Choice(condition, first, second)
        case OneOf(options):
            known = [each for option in options if (each := member(option, name)) is not None]
            return one_of(known) if known else None
        case Fallback(first_value, _):
            return member(first_value, name)
        case Unknown() | Decoded():
            return Unknown(value.reason if isinstance(value, Unknown) else "the body is made elsewhere")
        case _:
            return None


def member_span(value: Value, name: str, otherwise: Span) -> Span:
    """Where a member stands, as far as that is known."""
    match value:
        case Object():
            found = value.get(name)
            return found.span if found and found.span else otherwise
        case Choice(_, then, _):
            return member_span(then, name, otherwise)
        case OneOf((first, *_)):
            return member_span(first, name, otherwise)
        case _:
            return otherwise


def _shape_defects(kind: str, body: Value, span: Span) -> tuple[Defect, ...]:
    if not isinstance(body, Object):
        if isinstance(body, Const | Text | Array | Encoded):
            return (Defect("invalid-payload", "the body isn't a JSON object; GitHub refuses it (422)", span),)
        return ()
    defects: list[Defect] = []
    required, *_ = _PERMITTED[kind]
    if body.get(required) is None and body.open is None:
        defects.append(Defect("invalid-payload", f"the body has no `{required}`; GitHub refuses it (422)", span))
    for each in body.fields:
        if each.name not in _PERMITTED[kind]:
            words = f"`{each.name}` isn't a permitted key of a {kind} body; GitHub refuses it (422)"
            defects.append(Defect("invalid-payload", words, each.span or span))
    return tuple(defects)


def structure(body: Value, name: str, span: Span) -> tuple[Value, tuple[Defect, ...]]:
    """The object under that name with what is wrong with it."""
    found = member(body, name)
    if found is None or (isinstance(found, Const) and found.value is None):
        return Object(()), ()
    place = member_span(body, name, span)
    defects: list[Defect] = []
    sound: list[Value] = []

    def as_object(value: Value) -> Value:
        made = shaped(value)
        if isinstance(made, Object) and made.open is None and not defects:
            sound.append(made)
        return made

    def shaped(value: Value) -> Value:
        match value:
            case Const(None):
                return Object(())
            case Encoded(of):
                defects.append(_twice(name, place))
                return of if isinstance(of, Object) else Object((), f"`{name}` is a string, not an object")
            case Const(str()) | Text():
                return from_string(value)
            case Const() | Array():
                defects.append(_string(name, place))
                return Object((), f"`{name}` is no object")
            case Unknown(reason):
                return Object((), reason)
            case _:
                return value

    def from_string(value: Value) -> Value:
        inner = parse(value).value if holed(value).shape.lstrip().startswith("{") else None
        defects.append(_twice(name, place) if isinstance(inner, Object) else _string(name, place))
        return inner if isinstance(inner, Object) else Object((), f"`{name}` is a string, not an object")

    made = each_option(found, as_object)
    # One of several values being wrong is not known to be sent: only what is wrong whatever it is counts.
    return made, () if sound or (isinstance(found, OneOf | Choice) and _has_unknown(found)) else tuple(dict.fromkeys(defects))


def _has_unknown(value: Value) -> bool:
    return why_unknown(value) is not None


def _twice(name: str, place: Span) -> Defect:
    return Defect(
        "double-encoded-payload", f"`{name}` is JSON text encoded once more: a string, where GitHub wants an object (422)", place
    )


def _string(name: str, place: Span) -> Defect:
    return Defect("invalid-payload", f"`{name}` isn't an object, GitHub wants an object (422)", place)


def read_body(text: Value | None, places: Places | None) -> Json:
    """A body as it is sent; no body at all is an empty object."""
    return parse(text, places) if text is not None else Json(Object(()))
