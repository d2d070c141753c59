"""The event graph as JSON in the node-link form that networkx and d3 read."""

from __future__ import annotations

from dataclasses import asdict

from wflint.pictures.drawing import Drawing
from wflint.visible import json_text


def render(drawing: Drawing) -> str:
    """An object with `nodes` and `links`; every node has an `id`, every link a `source`, a `target`, and a `kind`."""
    content = {
        "version": 1,
        "directed": True,
        "multigraph": True,
        "nodes": [asdict(node) for node in drawing.nodes],
        "links": [asdict(arrow) for arrow in drawing.arrows],
    }
    return json_text(content)
