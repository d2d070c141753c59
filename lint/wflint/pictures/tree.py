"""The event graph as text: each workflow with what starts it and what it sends."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.pictures.drawing import Arrow, Drawing, Node
from wflint.visible import visible

_VERBS = {"sends": "sends", "starts": "starts", "calls": "calls", "completes": "is followed by", "raises": "raises"}


def render(drawing: Drawing) -> str:
    """One block for each workflow, arrows in the order of the file; odd ends are said in words."""
    if not drawing.nodes:
        return "no workflow here sends or hears an event\n"
    blocks = [_block(drawing, node) for node in drawing.nodes if node.kind == "workflow"]
    lonely = [f"event {node.label}: {node.lonely}" for node in drawing.nodes if node.kind == "event" and node.lonely]
    return "\n\n".join("\n".join(map(visible, lines)) for lines in (*blocks, lonely) if lines) + "\n"


def _block(drawing: Drawing, node: Node) -> list[str]:
    return [
        node.path,
        *dict.fromkeys(_incoming(drawing, node)),
        *(_outgoing(drawing, arrow) for arrow in drawing.arrows if arrow.source == node.id),
    ]


def _incoming(drawing: Drawing, node: Node) -> Iterator[str]:
    for arrow in drawing.arrows:
        if arrow.target == node.id:
            source = drawing.node(arrow.source)
            if source.kind == "event":
                yield f"  <- {source.label}" + (f"  ({source.lonely})" if source.lonely else "")
            else:
                notes = ", ".join(note for note in (arrow.event or arrow.kind, source.lonely) if note)
                yield f"  <- {source.label}  ({notes})"


def _outgoing(drawing: Drawing, arrow: Arrow) -> str:
    target = drawing.node(arrow.target)
    about = f"{arrow.event} for " if arrow.event else ""
    words = f"  -> {_VERBS[arrow.kind]} {about}{target.label}"
    place = f"line {arrow.line}" if arrow.path == drawing.node(arrow.source).path else f"{arrow.path}:{arrow.line}"
    notes = [note for note in (f"if {arrow.condition}" if arrow.condition else "", target.lonely, place) if note]
    return f"{words}  ({', '.join(notes)})"
