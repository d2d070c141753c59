"""The catalogue of events as text, Markdown and JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from wflint.entries import EventEntry, FieldEntry
from wflint.regex import regex
from wflint.report.columns import WIDTH, clipped, columns, common_folder, wrap
from wflint.report.text import guarded
from wflint.span import Span
from wflint.visible import json_text, visible

Catalogue = tuple[EventEntry, ...]
Place = Callable[[str], str]
"""A path as it is shown."""

_HEARD = {"repository_dispatch": "heard by", "workflow_dispatch": "heard by", "workflow_run": "waited for by"}

_OWN = regex(r"[^\w ./:=-]|_")
"""Characters that may mean something to Markdown."""


# -- what all forms say ---------------------------------------------------------------------------------------------------


def short_paths(spans: Iterable[Span]) -> tuple[str, Place]:
    """The folder that all places lie in, and how a path is shown below it."""
    folder = common_folder(span.path for span in spans)
    return folder, lambda path: path.removeprefix(folder)


def title(entry: EventEntry) -> str:
    """Kind, name, and where it is sent."""
    where = f" in {entry.repository}" if entry.repository else ""
    return f"{entry.kind} {entry.name or '(any type)'}{where}"


def heading(entry: EventEntry) -> str:
    """The title with what is odd about the event."""
    return said(title(entry)) + "".join(f"  ({visible(note)})" for note in entry.notes)


def places(spans: Iterable[Span], shown: Place) -> list[str]:
    """Each file once, with all its lines: `main.yml:3, 17`."""
    lines: dict[str, dict[int, None]] = {}
    for span in spans:
        lines.setdefault(span.path, {})[span.line] = None
    return [visible(f"{shown(path)}:{', '.join(map(str, found))}") for path, found in lines.items()]


def holds(entry: EventEntry, field: FieldEntry, shown: Place) -> list[str]:
    """What a field holds: each value once, with the places that send it unless all senders do."""
    values: dict[str, list[Span]] = {}
    for origin in field.origins:
        values.setdefault(said(origin.value), []).append(origin.span)
    if len(values) == 1 and len(field.origins) == len(entry.senders):
        return list(values)
    found = [f"{value}  ({'; '.join(places(spans, shown))})" for value, spans in values.items()]
    if found:
        return found
    return ["(not sent)"] if entry.senders and not any(each.opened for each in entry.senders) else ["(unknown)"]


def said(value: str) -> str:
    """A value, shorter where it is one of the payload's fields."""
    return clipped(visible(value.replace("github.event.client_payload", "client_payload")))


def named(field: FieldEntry) -> list[str]:
    """The name of a field and how it is declared."""
    return [visible(field.name) or "(empty)", *([f"  {visible(field.declared.value)}"] if field.declared is not None else [])]


def unseen(entry: EventEntry, shown: Place) -> Iterator[str]:
    """Senders whose payload isn't wholly known, and why."""
    for each in entry.senders:
        if each.opened:
            yield f"{places([each.span], shown)[0]} may send more: {said(each.opened)}"


# -- text -----------------------------------------------------------------------------------------------------------------


def render(entries: Catalogue) -> str:
    """A block for each event, at most 100 columns wide; places are shown from the folder that they have in common."""
    if not entries:
        return "no workflow here sends or hears an event\n"
    folder, shown = short_paths(span for entry in entries for span in entry.spans)
    head = [f"paths are from {visible(folder)}", ""] if folder else []
    blocks = ["\n".join(block(entry, shown)) for entry in entries]
    return guarded("\n".join(head) + ("\n" if head else "") + "\n\n".join(blocks) + "\n")


def block(entry: EventEntry, shown: Place) -> Iterator[str]:
    """The lines about one event."""
    yield from wrap(heading(entry), WIDTH)
    rows = []
    if entry.senders:
        rows.append((["sent by"], places((each.span for each in entry.senders), shown)))
    if entry.hearers:
        rows.append(([_HEARD[entry.kind]], places((each.span for each in entry.hearers), shown)))
    if entry.whole:
        rows.append((["read as a whole"], places(entry.whole, shown)))
    more = list(unseen(entry, shown))
    if more:
        rows.append((["not all is seen"], more))
    yield from columns(rows, 2)
    if entry.fields:
        yield ""
        yield from field_table(entry, shown, 4)


def field_table(entry: EventEntry, shown: Place, indent: int) -> Iterator[str]:
    """Fields with what they hold and who reads them."""
    rows: list[tuple[list[str], list[str], list[str]]] = [(["field"], ["holds"], ["read at"])]
    for each in entry.fields:
        rows.append((named(each), holds(entry, each, shown), readers(entry, each, shown)))
    yield from columns(rows, indent)


def readers(entry: EventEntry, field: FieldEntry, shown: Place) -> list[str]:
    """Who reads a field by its name."""
    if field.readers:
        return places(field.readers, shown)
    if entry.whole:
        return ["only as part of the whole"]
    return ["nobody"] if entry.hearers or entry.notes else ["(unknown)"]


# -- Markdown -------------------------------------------------------------------------------------------------------------


def render_markdown(entries: Catalogue) -> str:
    """A heading for each event with its senders, listeners, and a table of its fields."""
    _, shown = short_paths(span for entry in entries for span in entry.spans)
    blocks = [_section(entry, shown) for entry in entries]
    return "\n\n".join(["# Events", *("\n".join(block) for block in blocks)]) + "\n"


def _section(entry: EventEntry, shown: Place) -> Iterator[str]:
    where = f" in {_code(entry.repository)}" if entry.repository else ""
    yield f"## {_code(entry.name or '(any type)')}{where}"
    yield ""
    yield f"- kind: {_code(entry.kind)}"
    listed = (("sent by", [each.span for each in entry.senders]), (_HEARD[entry.kind], [each.span for each in entry.hearers]))
    for words, spans in (*listed, ("read as a whole", list(entry.whole))):
        if spans:
            yield f"- {words}: {', '.join(map(_code, places(spans, shown)))}"
    yield from (f"- {_code(note) if '`' in note else note}" for note in entry.notes)
    yield from (f"- not all is seen: {_code(each)}" for each in unseen(entry, shown))
    if entry.fields:
        yield from ("", "| field | holds | read at |", "|---|---|---|")
        for each in entry.fields:
            found = (", ".join(map(_code, cell)) for cell in (holds(entry, each, shown), readers(entry, each, shown)))
            declared = f", {_code(each.declared.value)}" if each.declared is not None else ""
            yield f"| {_code(each.name)}{declared} | {' | '.join(found)} |"


def _code(text: str) -> str:
    """Text as code, which no character in it can end; what Markdown would take for its own is written as a number."""
    harmless = visible(text) or "(empty)"
    if not re.search(r"[`|\\]", harmless) and harmless.strip() == harmless:
        return f"`{harmless}`"
    return "<code>" + _OWN.sub(lambda match: f"&#{ord(match[0])};", harmless) + "</code>"


# -- JSON -----------------------------------------------------------------------------------------------------------------


def render_json(entries: Catalogue) -> str:
    """One object with `events`; every place has a path and, from 1, a line and a column."""
    return json_text({"version": 1, "events": [_plain(asdict(each)) for each in entries]})


def _plain(content: Any) -> Any:
    """Dataclasses as JSON has them; a sender's fields are objects, not pairs."""
    match content:
        case {"path": path, "line": line, "column": column, "end_line": end_line, "end_column": end_column}:
            return {"path": path, "line": line, "column": column, "end_line": end_line, "end_column": end_column}
        case dict():
            return {key: _plain(value) for key, value in content.items()}
        case (str() as name, dict() as origin):
            return {"name": name, **_plain(origin)}
        case list() | tuple():
            return [_plain(each) for each in content]
        case _:
            return content


FORMATS: dict[str, Callable[[Catalogue], str]] = {"text": render, "json": render_json, "markdown": render_markdown}
