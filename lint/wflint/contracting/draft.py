"""A first contract for an event type: what all messages carry is required, what is sent and read is described."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wflint.contracting.agreed import EventType
from wflint.facts.contracts import EXTENSION
from wflint.graph import System
from wflint.lean import replace
from wflint.scenario import Event, Scenario, settle
from wflint.soundness.held import Held, content, kind_of, kinds, options
from wflint.soundness.readers import readings, reads
from wflint.values.value import Array, Object

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST_LISTED = 10
_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")


def draft(system: System, event: EventType) -> dict[str, Any]:
    """The schema that the messages of a type fit, and that knows every field that its listeners read."""
    payloads = [Held(settle(site.dispatch.payload, site.way.scope, Scenario()), False, None, ()) for site in event.sent]
    described = _described([option for each in payloads for option in options(each)], 0) if payloads else {}
    described.setdefault("type", "object")
    known = described.setdefault("properties", {})
    for name, where in _only_read(system, event, {each.lower() for each in known}):
        known[name] = {"description": f"read by {where}; nothing here sends it"}
    senders = list(dict.fromkeys(site.workflow.workflow.source.name for site in event.sent))
    about = {EXTENSION: {"sent-by": senders}} if senders else {}
    return {"$schema": _DIALECT, "title": event.name, **about, **_in_order(described)}


def _in_order(schema: dict[str, Any]) -> dict[str, Any]:
    order = ("type", "required", "properties", "additionalProperties")
    return {key: schema[key] for key in (*order, *schema) if key in schema and (key != "properties" or schema[key])}


def _only_read(system: System, event: EventType, sent: set[str]) -> Iterator[tuple[str, str]]:
    """Fields that a listener reads and no message carries, but for those that it reads for another type as well."""
    told: set[str] = set()
    for listener in event.heard:
        facts = listener.workflow
        trigger = facts.workflow.trigger("repository_dispatch")
        others = {each.text for each in trigger.types} - {event.name} if trigger is not None else set()
        shared = {
            (each.span, each.name)
            for other in others
            if _carries(system, event, other)
            for each in readings(facts, Event("repository_dispatch", other))
            if any(reads(each, name) for name in _carries(system, event, other))
        }
        for reading in readings(facts, Event("repository_dispatch", event.name)):
            key = reading.name.lower()
            if key and key not in sent | told and (reading.span, reading.name) not in shared:
                told.add(key)
                yield reading.name, facts.workflow.source.name


def _carries(system: System, event: EventType, other: str) -> frozenset[str]:
    """The fields that messages of another type to the same repository carry."""
    names: set[str] = set()
    for site in system.messages:
        if system.receiver(site) is event.repository and other in (system.types(site) or ()):
            payload = settle(site.dispatch.payload, site.way.scope, Scenario())
            for option in options(Held(payload, False, None, ())):
                names |= set(option.value.names()) if isinstance(option.value, Object) else set()
    return frozenset(names)


def _described(values: Iterable[Held], depth: int) -> dict[str, Any]:
    """A schema that fits every one of the values; without a word about what can't be known."""
    known = tuple(values)
    types = [_types(each) for each in known]
    if any(each is None for each in types) or depth > 10:
        return {}
    found = {name for each in types for name in each or ()}
    schema: dict[str, Any] = {"type": [each for each in _TYPES if each in found]}
    if len(schema["type"]) == 1:
        schema["type"] = schema["type"][0]
    listed = _listed(known) if schema["type"] == "string" else None
    if listed is not None:
        return {"enum": listed}
    objects = [each for each in known if isinstance(each.value, Object)]
    if objects and len(objects) == len(known):
        schema.update(_members(objects, depth))
    arrays = [each for each in known if isinstance(each.value, Array)]
    if arrays and len(arrays) == len(known):
        items = [replace(each, value=item, quoted=False) for each in arrays for item in each.value.items]  # type: ignore[union-attr]  # arrays
        inner = _described([option for each in items for option in options(each)], depth + 1) if items else {}
        schema.update({"items": inner} if inner else {})
    return schema


def _members(objects: list[Held], depth: int) -> dict[str, Any]:
    values = [each.value for each in objects if isinstance(each.value, Object)]
    names = list(dict.fromkeys(name for each in values for name in each.names()))
    required = [name for name in names if all(each.get(name) is not None for each in values)]
    properties = {}
    for name in names:
        held = [Held(found.value, found.quoted, None, (name,)) for each in values if (found := each.get(name)) is not None]
        properties[name] = _described([option for each in held for option in options(each)], depth + 1)
    schema: dict[str, Any] = {"required": required} if required else {}
    schema["properties"] = properties
    if all(each.open is None for each in values):
        schema["additionalProperties"] = False
    return schema


def _types(held: Held) -> frozenset[str] | None:
    """The JSON types that a value can have; `None` where it can be any."""
    known, instance = content(held.value, held.quoted)
    if not known:
        return kinds(held.value, held.quoted)
    if isinstance(instance, int) and not isinstance(instance, bool):
        return frozenset({"integer"})
    return frozenset({kind_of(instance)})


def _listed(values: tuple[Held, ...]) -> list[str] | None:
    """The texts that a field can be, where all of them are known and there are a few."""
    found: dict[str, None] = {}
    for each in values:
        known, instance = content(each.value, each.quoted)
        if not known:
            return None
        found[instance] = None
    return list(found) if 1 < len(found) <= _MOST_LISTED else None
