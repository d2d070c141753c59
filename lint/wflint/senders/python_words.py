"""Lines of a shell cut into words, as `shlex.split` does it."""

from __future__ import annotations

import shlex

from wflint.senders.holed import holed
from wflint.values.value import Value

_LONGEST = 20_000


def words_of(line: Value) -> list[Value] | None:
    """The words of a line; `None` where it can't be cut."""
    found = holed(line)
    if len(found.shape) > _LONGEST:
        return None
    try:
        return [found.restore(piece) for piece in shlex.split(found.shape)]
    except ValueError:
        return None
