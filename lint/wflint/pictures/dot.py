"""The event graph in Graphviz's language."""

from __future__ import annotations

from wflint.pictures.drawing import Arrow, Drawing, Node
from wflint.visible import visible

_SHAPES = {"workflow": "box", "event": "oval", "outside": "folder", "missing": "box"}
_STYLES = {"sends": "solid", "starts": "bold", "hears": "solid", "calls": "dashed", "completes": "dotted", "raises": "dashed"}


def render(drawing: Drawing) -> str:
    """A directed graph; odd nodes are red."""
    ids = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    nodes = [f"  {ids[node.id]} [{_attributes(node)}];" for node in drawing.nodes]
    arrows = [f"  {ids[arrow.source]} -> {ids[arrow.target]} [{_arrow(arrow)}];" for arrow in drawing.arrows]
    return "\n".join(["digraph events {", "  rankdir=LR;", *nodes, *arrows, "}"]) + "\n"


def _attributes(node: Node) -> str:
    odd = f', color=red, tooltip="{_quoted(node.lonely)}"' if node.lonely else ""
    return f'label="{_quoted(node.label)}", shape={_SHAPES[node.kind]}{odd}'


def _arrow(arrow: Arrow) -> str:
    tooltip = f', tooltip="{_quoted(arrow.condition)}"' if arrow.condition else ""
    label = f', label="{_quoted(arrow.event)}"' if arrow.event else ""
    return f"style={_STYLES[arrow.kind]}{label}{tooltip}"


def _quoted(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace('"', '\\"')
