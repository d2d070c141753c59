"""A system as an AsyncAPI 3.1 document: a channel for each event type, an operation for each workflow that sends or hears it.

Source: asyncapi.com/docs/reference/specification/v3.1.0.  Payloads are written as AsyncAPI's own schemas, which are JSON Schema
draft-07 and more; whatever a contract's `$ref` leads to is moved to `components`.
"""

from __future__ import annotations

from typing import Any

from wflint import __version__
from wflint.contracting.agreed import EventType, event_types
from wflint.contracting.draft import draft
from wflint.facts.bundles import KEY
from wflint.facts.contracts import Contract, node_at, pointer
from wflint.graph import System
from wflint.regex import regex
from wflint.schemas import plain
from wflint.soundness.declared import declares
from wflint.syntax.node import Scalar

VERSION = "3.1.0"
_OTHER = regex(r"[^A-Za-z0-9_-]+")
_DROPPED = ("$schema", "$id", "$anchor", KEY)
"""Keywords about a schema as a document of its own, which it is no more."""

Document = dict[str, Any]


def document(system: System) -> Document:
    """The document of a system."""
    writer = _Writer(system)
    for event in event_types(system):
        writer.add(event)
    names = [each.name or each.root.resolve().name or "this repository" for each in system.repositories]
    components: Document = {"messages": writer.messages}
    if writer.schemas:
        components["schemas"] = writer.schemas
    return {
        "asyncapi": VERSION,
        "info": {
            "title": f"Events of {', '.join(names)}",
            "version": "1.0.0",
            "description": f"repository_dispatch events between GitHub Actions workflows; made by wflint {__version__}",
        },
        "defaultContentType": "application/json",
        "channels": writer.channels,
        "operations": writer.operations,
        "components": components,
    }


class _Writer:
    def __init__(self, system: System) -> None:
        self.system = system
        self.channels: Document = {}
        self.operations: Document = {}
        self.messages: Document = {}
        self.schemas: Document = {}

    def add(self, event: EventType) -> None:
        name = _free(_name(event.name), self.channels)
        payloads = self.payloads(event, name)
        messages = {}
        for number, payload in enumerate(payloads, 1):
            own = _free(name if number == 1 else f"{name}-{number}", self.messages)
            self.messages[own] = self.message(event, payload)
            messages[own] = {"$ref": f"#/components/messages/{own}"}
        self.channels[name] = {"address": event.name, "messages": messages}
        refs = [{"$ref": f"#/channels/{name}/messages/{own}"} for own in messages]
        senders = dict.fromkeys(site.workflow.workflow.source.name for site in event.sent)
        hearers = dict.fromkeys(each.workflow.workflow.source.name for each in event.heard)
        for action, workflows in (("send", senders), ("receive", hearers)):
            for workflow in workflows:
                key = _free(f"{_name(workflow.rpartition('.')[0])}-{action}-{name}", self.operations)
                verb = "sends" if action == "send" else "hears"
                self.operations[key] = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{name}"},
                    "summary": f"{workflow} {verb} {event.name}",
                    "messages": refs,
                }

    def message(self, event: EventType, payload: Any) -> Document:
        carried = [each for each in self.system.config.correlation if _has(event.contract, payload, each)]
        ids = {"correlationId": {"location": f"$message.payload#/{carried[0]}"}} if carried else {}
        return {"name": event.name, "contentType": "application/json", **ids, "payload": payload}

    def payloads(self, event: EventType, name: str) -> list[Any]:
        """The schemas of a type's payload, one of which it fits."""
        contract = event.contract
        if contract is None:
            return [_without(draft(self.system, event))]
        if not contract.schemas:
            return [True]
        return [self.moved(plain(node_at(contract.root, path) or contract.root), contract, name) for path in contract.schemas]

    def moved(self, schema: Any, contract: Contract, name: str) -> Any:
        """A schema in its new document: each `$ref` leads to a copy of what it led to."""
        match schema:
            case dict():
                found = {key: self.moved(value, contract, name) for key, value in schema.items() if key not in _DROPPED}
                reference = schema.get("$ref")
                if isinstance(reference, str):
                    found["$ref"] = self.copied(reference, contract, name)
                    return found if found["$ref"] else {key: value for key, value in found.items() if key != "$ref"}
                return found
            case list():
                return [self.moved(each, contract, name) for each in schema]
            case _:
                return schema

    def copied(self, reference: str, contract: Contract, name: str) -> str:
        """Where the copy of what a `$ref` leads to stands; empty where that isn't in the contract's document."""
        path = pointer(Scalar(reference, reference, "double", contract.place))
        node = node_at(contract.root, path) if path is not None else None
        if path is None or node is None:
            return ""
        key = ".".join((name, *map(_name, path))) if path else f"{name}.payload"
        if key not in self.schemas:
            self.schemas[key] = {}  # for schemas that refer to themselves
            self.schemas[key] = self.moved(plain(node), contract, name)
        return f"#/components/schemas/{key}"


def _has(contract: Contract | None, payload: Any, field: str) -> bool:
    if contract is not None:
        return bool(declares(contract, field)) and bool(contract.schemas)
    return field in payload.get("properties", {})


def _without(schema: Document) -> Document:
    return {key: value for key, value in schema.items() if key not in _DROPPED}


def _name(text: str) -> str:
    """A text as a key: letters, digits, dash and underscore."""
    return _OTHER.sub("-", text).strip("-") or "event"


def _free(name: str, taken: Document) -> str:
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{name}-{number}"
    return free
