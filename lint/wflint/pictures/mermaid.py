"""The event graph as a Mermaid flow chart, which GitHub draws in Markdown.

Names are quoted and never used as ids, so that nothing in a file can break out of its label.
"""

from __future__ import annotations

from wflint.pictures.drawing import Arrow, Drawing, Node
from wflint.visible import visible

_SHAPES = {"workflow": ('["', '"]'), "event": ('(["', '"])'), "outside": ('[["', '"]]'), "missing": ('["', '"]')}
_LINES = {"sends": "-->", "starts": "==>", "hears": "-->", "calls": "-.->", "completes": "-.->", "raises": "-.->"}

_CODES = str.maketrans({"#": "#35;", "%": "#37;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"})
"""Mermaid's own codes (mermaid.js.org, "Entity codes to escape characters"); it would read `&#96;` as `&` and a code.

`%` is among them since Mermaid looks for directives (`%%{init: …}%%`) before it looks for quotes.
"""


def render(drawing: Drawing) -> str:
    """A chart with workflows as boxes and events as pills; thick arrows start a workflow, dotted ones call, follow or wake it."""
    ids = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = ["flowchart LR"]
    for node in drawing.nodes:
        opening, closing = _SHAPES[node.kind]
        lines.append(f"  {ids[node.id]}{opening}{_label(node)}{closing}" + (":::odd" if node.lonely else ""))
    arrows = (f"  {ids[arrow.source]} {_LINES[arrow.kind]}{_event(arrow)} {ids[arrow.target]}" for arrow in drawing.arrows)
    lines += dict.fromkeys(arrows)  # one arrow, however many places send
    lines.append("  classDef odd stroke:#c00,stroke-width:2px")
    return "\n".join(lines) + "\n"


def _event(arrow: Arrow) -> str:
    return f'|"{visible(arrow.event).translate(_CODES)}"|' if arrow.event else ""


def _label(node: Node) -> str:
    return visible(node.label).translate(_CODES)
