"""How many jobs a matrix makes, as far as the file tells."""

from __future__ import annotations

from math import prod

from wflint.syntax.node import Mapping, Node, Sequence


def legs(matrix: Node | None) -> int | None:
    """The number of jobs: one without a matrix, `None` where it is made at run time or some are left out."""
    if matrix is None:
        return 1
    if not isinstance(matrix, Mapping) or matrix.get("exclude") is not None:
        return None
    axes = [pair.value for pair in matrix.pairs if pair.key.text != "include"]
    sizes = [len(axis.items) for axis in axes if isinstance(axis, Sequence)]
    more = matrix.get("include")
    if len(sizes) < len(axes) or not (more is None or isinstance(more, Sequence)):
        return None
    if sizes:  # what is included may only add to jobs that are there
        return prod(sizes)
    return len(more.items) if isinstance(more, Sequence) else None
