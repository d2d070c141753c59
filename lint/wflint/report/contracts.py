"""The contracts of a system as text and JSON."""

from __future__ import annotations

from collections.abc import Iterable

from wflint.contracting.agreed import EventType
from wflint.report.columns import columns
from wflint.report.text import guarded
from wflint.soundness.declared import declared, required
from wflint.visible import json_text, visible


def text(events: Iterable[EventType]) -> str:
    """For each event type its contract, how many places send and hear it, and its fields, `*` for those that must be there."""
    known = tuple(events)
    rows = [
        (
            [visible(each.name)],
            [_place(each)],
            [_number(len(each.sent), "sender"), _number(len(each.heard), "listener")],
            [_fields(each)],
        )
        for each in known
    ]
    described = sum(each.contract is not None for each in known)
    lines = [*columns(rows, 0), f"{described} of {_number(len(known), 'event type')} with a contract"]
    return guarded("\n".join(lines) + "\n")


def as_json(events: Iterable[EventType]) -> str:
    """The same for programs."""
    content = [
        {
            "type": each.name,
            "repository": each.repository.name or each.repository.shown_root,
            "contract": str(each.contract.place) if each.contract is not None else None,
            "senders": [str(site.span) for site in each.sent],
            "listeners": [str(listener.place) for listener in each.heard],
            "fields": [pair.key.text for pair in declared(each.contract)] if each.contract is not None else [],
            "required": sorted(required(each.contract)) if each.contract is not None else [],
        }
        for each in events
    ]
    return json_text(content)


def _place(event: EventType) -> str:
    return visible(f"{event.contract.place.path}:{event.contract.place.line}") if event.contract is not None else "no contract"


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _fields(event: EventType) -> str:
    if event.contract is None:
        return ""
    must = required(event.contract)
    names = [f"{pair.key.text}*" if pair.key.text in must else pair.key.text for pair in declared(event.contract)]
    return visible(", ".join(names))
