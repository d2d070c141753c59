"""The event graph as a Mermaid flow chart, which GitHub draws in Markdown.

Names are quoted and never used as ids, so that nothing in a file can break out of its label.
"""

from __future__ import annotations

from wflint.pictures.drawing import Drawing, Node

_SHAPES = {"workflow": ('["', '"]'), "event": ('(["', '"])'), "outside": ('[["', '"]]'), "missing": ('["', '"]')}
_LINES = {"sends": "-->", "starts": "==>", "hears": "-->", "calls": "-.->", "completes": "-.->"}

_ENTITIES = {"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "`": "&#96;"}


def render(drawing: Drawing) -> str:
    """A chart with workflows as boxes and events as pills; thick arrows start a workflow, dotted ones call or follow it."""
    ids = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = ["flowchart LR"]
    for node in drawing.nodes:
        opening, closing = _SHAPES[node.kind]
        lines.append(f"  {ids[node.id]}{opening}{_label(node)}{closing}" + (":::odd" if node.lonely else ""))
    lines += [f"  {ids[arrow.source]} {_LINES[arrow.kind]} {ids[arrow.target]}" for arrow in dict.fromkeys(drawing.arrows)]
    lines.append("  classDef odd stroke:#c00,stroke-width:2px")
    return "\n".join(lines) + "\n"


def _label(node: Node) -> str:
    label = node.label.replace("\n", " ")
    for character, entity in _ENTITIES.items():
        label = label.replace(character, entity)
    return label
