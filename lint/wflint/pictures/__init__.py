"""Pictures of the event graph: the same drawing as text, Mermaid, DOT and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wflint.pictures import dot, mermaid, nodelink, tree
from wflint.pictures.drawing import Drawing, drawing

if TYPE_CHECKING:
    from wflint.graph import System

FORMATS: dict[str, Callable[[Drawing], str]] = {
    "text": tree.render,
    "mermaid": mermaid.render,
    "dot": dot.render,
    "json": nodelink.render,
}


def draw(system: System, form: str) -> str:
    """The event graph of a system in one of `FORMATS`, with a line end behind the last line."""
    return FORMATS[form](drawing(system))
