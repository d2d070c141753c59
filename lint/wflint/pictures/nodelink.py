"""The event graph as JSON in the node-link form that networkx and d3 read."""

from __future__ import annotations

import json
from dataclasses import asdict

from wflint.pictures.drawing import Drawing


def render(drawing: Drawing) -> str:
    """An object with `nodes` and `links`; every node has an `id`, every link a `source`, a `target`, and a `kind`."""
    content = {
        "version": 1,
        "directed": True,
        "multigraph": True,
        "nodes": [asdict(node) for node in drawing.nodes],
        "links": [asdict(arrow) for arrow in drawing.arrows],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
